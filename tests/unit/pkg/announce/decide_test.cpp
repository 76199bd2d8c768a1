#include "pkg/announce/decide.h"

#include <gtest/gtest.h>

#include "pkg/announce/because.h"
#include "pkg/base/text.h"

namespace vigilcast::announce::decide_test {

using health::CheckState;
using health::Verdict;
using std::chrono::seconds;

const Instant kStart{std::chrono::hours(1)};

// "web up, port falling: refused": states by name; a text after the colon.
CheckFacts facts_of(std::string_view text) {
  CheckFacts out;
  for (const std::string_view part : split(text, ',')) {
    if (trim(part).empty()) continue;
    const auto colon = part.find(':');
    const auto two = words(part.substr(0, colon));
    const std::string_view state = two.at(1);
    CheckFact fact;
    if (state == "up") fact = {Verdict::up, CheckState::up, {}};
    if (state == "down") fact = {Verdict::down, CheckState::down, {}};
    if (state == "falling") fact = {Verdict::up, CheckState::falling, {}};
    if (state == "rising") fact = {Verdict::down, CheckState::rising, {}};
    if (state == "first") fact = {Verdict::unknown, CheckState::rising, {}};  // passes, but has no verdict yet
    if (colon != std::string_view::npos) fact.text = trim(part.substr(colon + 1));
    out.emplace(two.at(0), fact);
  }
  return out;
}

ServiceSpec service(std::string_view healthy) {
  ServiceSpec out;
  out.name = "web";
  out.prefixes = {Prefix::parse("192.0.2.1/32").value()};
  if (!healthy.empty()) out.healthy = health::Expression::parse(healthy).value();
  out.up.attributes.set(bgp::Med{100});
  return out;
}

Decision decided(const ServiceSpec& spec, const CheckFacts& checks, const Memory& memory, Instant now, Instant hold_until = kStart) {
  const auto names = spec.healthy ? spec.healthy->names() : std::vector<std::string>{};
  return decide(spec, ServiceFacts{checks, names, hold_until}, memory, now);
}

struct Case {
  const char* healthy;
  const char* checks;
  ServiceState state;
  bool announced;
  Reason reason;
  const char* text;
};

TEST(Decide, FromTheFactsAlone) {
  const Case cases[] = {
      {"", "", ServiceState::up, true, Reason::no_checks, "the service has no checks and counts as healthy"},
      {"web", "", ServiceState::init, false, Reason::no_verdict_yet, "the checks have too few results for a verdict: check web"},
      {"web", "web first", ServiceState::rising, false, Reason::checks_rising, "check web is rising"},
      {"web", "web up", ServiceState::up, true, Reason::healthy, "the checks hold: web"},
      {"web", "web falling: L7STS status 503", ServiceState::falling, true, Reason::checks_failing, "check web is failing: L7STS status 503"},
      {"web", "web down: L4CON refused", ServiceState::down, false, Reason::checks_down, "check web is down: L4CON refused"},
      {"web", "web rising: L7OK", ServiceState::rising, false, Reason::checks_rising, "check web is rising: L7OK"},
      {"web and port", "web up", ServiceState::init, false, Reason::no_verdict_yet, "the checks have too few results for a verdict: check port"},
      {"web and port", "web down", ServiceState::down, false, Reason::checks_down, "check web is down"},
      {"web or port", "web up", ServiceState::up, true, Reason::healthy, "the checks hold: web or port"},
      {"web or port", "web falling, port up", ServiceState::up, true, Reason::healthy, "the checks hold: web or port"},
      {"web or port", "web falling, port down", ServiceState::falling, true, Reason::checks_failing, "check web is failing"},
      {"web and port", "web rising, port down", ServiceState::down, false, Reason::checks_down, "check web is down; check port is down"},
      {"web and not drain", "web up, drain up: L7OK", ServiceState::down, false, Reason::checks_down, "check drain is up: L7OK"},
      {"web and not drain", "web up, drain rising", ServiceState::falling, true, Reason::checks_failing, "check drain is rising"},
      {"web and not drain", "web up, drain falling", ServiceState::rising, false, Reason::checks_rising, "check drain is failing"},
      {"atLeast(2, a, b, c)", "a up, b down, c down", ServiceState::down, false, Reason::checks_down, "check b is down; check c is down"},
      {"atLeast(2, a, b, c)", "a up, b up, c down", ServiceState::up, true, Reason::healthy, "the checks hold: atLeast(2, a, b, c)"},
      {"atLeast(2, a, b, c)", "a up, b falling, c down", ServiceState::falling, true, Reason::checks_failing, "check b is failing"},
      {"a and b and c and d and e", "a down, b down, c down, d down, e up", ServiceState::down, false, Reason::checks_down,
       "check a is down; check b is down; check c is down; and 1 more"},
  };
  for (const Case& one : cases) {
    const Decision got = decided(service(one.healthy), facts_of(one.checks), Memory{}, kStart + seconds(1));
    const std::string name = std::string(one.healthy) + " | " + one.checks;
    EXPECT_EQ(state_name(got.state), state_name(one.state)) << name;
    EXPECT_EQ(got.profile.announce, one.announced) << name;
    EXPECT_EQ(reason_name(got.reason), reason_name(one.reason)) << name;
    EXPECT_EQ(got.text, one.text) << name;
  }
}

TEST(Decide, NothingIsAnnouncedDuringTheHoldDown) {
  const Instant until = kStart + seconds(5);
  ServiceSpec spec = service("web");
  spec.down = Profile{};  // even a service that announces while down waits
  for (const char* checks : {"", "web first", "web up", "web down"}) {
    const Decision got = decided(spec, facts_of(checks), Memory{}, until - Duration(1), until);
    EXPECT_FALSE(got.profile.announce) << checks;
    EXPECT_EQ(got.reason, Reason::hold_down) << checks;
    EXPECT_EQ(got.again_at, until) << checks;
  }
  const Decision after = decided(spec, facts_of("web up"), Memory{}, until, until);
  EXPECT_EQ(after.state, ServiceState::up);
  EXPECT_EQ(after.again_at, std::nullopt);
}

TEST(Decide, TheHoldDownHoldsServicesWithoutChecksToo) {
  EXPECT_FALSE(decided(service(""), {}, Memory{}, kStart, kStart + seconds(5)).profile.announce);
  EXPECT_TRUE(decided(service(""), {}, Memory{}, kStart + seconds(5), kStart + seconds(5)).profile.announce);
}

TEST(Decide, ACheckWithoutResultsIsDownAfterThirtySeconds) {
  ServiceSpec spec = service("web");
  spec.down = Profile{};
  spec.down.as_path_prepend = 3;
  const Decision first = decided(spec, {}, Memory{}, kStart);
  EXPECT_EQ(first.state, ServiceState::init);
  EXPECT_FALSE(first.profile.announce);
  EXPECT_EQ(first.again_at, kStart + kVerdictWait);

  const Decision late = decided(spec, {}, first.memory, kStart + kVerdictWait);
  EXPECT_EQ(late.state, ServiceState::down);
  EXPECT_EQ(late.reason, Reason::no_verdict);
  EXPECT_EQ(late.profile.as_path_prepend, 3U);  // the profile of `down` counts from now on
  EXPECT_EQ(late.again_at, std::nullopt);
  EXPECT_EQ(late.text, "the checks gave no verdict for too long: check web");

  const Decision passes = decided(spec, facts_of("web first"), late.memory, kStart + seconds(40));
  EXPECT_EQ(passes.state, ServiceState::rising);
  const Decision up = decided(spec, facts_of("web up"), passes.memory, kStart + seconds(41));
  EXPECT_EQ(up.state, ServiceState::up);
  EXPECT_EQ(up.memory.unknown_since, std::nullopt);
}

TEST(Decide, ANewCheckDoesNotWithdrawAServiceThatIsUp) {
  const Decision up = decided(service("web"), facts_of("web up"), Memory{}, kStart);
  const ServiceSpec stricter = service("web and port");
  const Decision kept = decided(stricter, facts_of("web up"), up.memory, kStart + seconds(100));
  EXPECT_EQ(kept.state, ServiceState::up);
  EXPECT_EQ(kept.reason, Reason::verdict_kept);
  EXPECT_EQ(kept.since, kStart);
  EXPECT_EQ(kept.again_at, kStart + seconds(100) + kVerdictWait);

  EXPECT_EQ(decided(stricter, facts_of("web up, port down"), kept.memory, kStart + seconds(101)).state, ServiceState::down);
  EXPECT_EQ(decided(stricter, facts_of("web down"), kept.memory, kStart + seconds(101)).state, ServiceState::down);
  EXPECT_EQ(decided(stricter, facts_of("web up"), kept.memory, kStart + seconds(130)).reason, Reason::no_verdict);
}

TEST(Decide, SinceIsTheTimeOfTheStateNotOfTheReason) {
  const ServiceSpec spec = service("a and b");
  const Decision first = decided(spec, facts_of("a down, b up"), Memory{}, kStart);
  const Decision second = decided(spec, facts_of("a up, b down"), first.memory, kStart + seconds(5));
  EXPECT_EQ(second.state, ServiceState::down);
  EXPECT_EQ(second.since, kStart);
  EXPECT_EQ(second.text, "check b is down");
  EXPECT_EQ(decided(spec, facts_of("a up, b up"), second.memory, kStart + seconds(9)).since, kStart + seconds(9));
}

TEST(Decide, ReasonsAreInTheOrderOfTheirTable) {
  for (std::size_t i = 0; i < kReasons.size(); ++i) {
    EXPECT_EQ(static_cast<std::size_t>(kReasons[i].reason), i);
    EXPECT_EQ(reason_name(kReasons[i].reason), kReasons[i].word);
  }
}

TEST(Decide, ManyChecksAreStillExplained) {
  std::string text = "atLeast(50";
  CheckFacts checks;
  for (int i = 0; i < 60; ++i) {
    const std::string name = "c" + std::to_string(i);
    text += ", " + name;
    checks[name] = {i < 20 ? Verdict::up : Verdict::down, i < 20 ? CheckState::up : CheckState::down, {}};
  }
  EXPECT_EQ(decided(service(text + ")"), checks, Memory{}, kStart).text, "check c20 is down; check c21 is down; check c22 is down; and 37 more");
}

}  // namespace vigilcast::announce::decide_test
