#include "healthcheck/monitor/monitor.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "pkg/base/rng.h"
#include "tests/unit/healthcheck/monitor/monitor_bench.h"

namespace vigilcast::health::monitor_test {

using namespace std::chrono_literals;
using namespace monitor_bench;

TEST(Monitor, AHealthyCheckIsUpWithinHalfASecondOfTheStart) {
  Bench bench;
  bench.monitor.set_checks(std::vector{check("web")}, bench.now);
  EXPECT_EQ(bench.monitor.state("web"), CheckState::unknown);
  bench.run_for(510ms);  // spread 100 ms, then two fast intervals
  EXPECT_EQ(bench.monitor.verdict("web"), Verdict::up);
  EXPECT_EQ(bench.history("web"), "rising up");
}

TEST(Monitor, DetectionIsPhasePlusTwoFastIntervals) {
  for (int i = 0; i < 50; ++i) {
    Bench bench;
    const std::string name = "web" + std::to_string(i);
    bench.monitor.set_checks(std::vector{check(name)}, bench.now);
    bench.run_for(5s);
    ASSERT_EQ(bench.monitor.state(name), CheckState::up);
    const Instant dies = bench.now + i * 20ms;
    bench.answer = [&](const StartProbe&, Instant at) { return at >= dies ? Outcome::fail : Outcome::pass; };
    bench.run_for(3s);
    ASSERT_EQ(bench.history(name), "rising up falling down");
    const auto first_failure = std::ranges::find_if(bench.starts, [&](const auto& start) { return start.first >= dies; })->first;
    EXPECT_LT(first_failure - dies, 1s);
    EXPECT_LE(bench.changes.back().first - first_failure, 400ms + 3 * bench.latency);
    EXPECT_GE(bench.changes.back().first - first_failure, 400ms);
    EXPECT_EQ(bench.changes.back().second.since, bench.changes.back().first);
    EXPECT_EQ(bench.changes.back().second.observation.outcome, Outcome::fail);
    EXPECT_EQ(bench.changes.back().second.verdict, Verdict::down);
  }
}

TEST(Monitor, OneBadAnswerIsFallingAndUpAgain) {
  Bench bench;
  bench.monitor.set_checks(std::vector{check("web")}, bench.now);
  bench.run_for(2s);
  int failures = 1;
  bench.answer = [&](const StartProbe&, Instant) { return failures-- > 0 ? Outcome::fail : Outcome::pass; };
  bench.run_for(3s);
  EXPECT_EQ(bench.history("web"), "rising up falling up");
}

TEST(Monitor, InconclusiveIsCountedAndChangesNothing) {
  Bench bench;
  bench.monitor.set_checks(std::vector{check("web")}, bench.now);
  bench.run_for(2s);
  bench.answer = [](const StartProbe&, Instant) { return Outcome::inconclusive; };
  const auto starts_before = bench.starts.size();
  bench.run_for(10s);
  EXPECT_EQ(bench.history("web"), "rising up");
  EXPECT_EQ(bench.monitor.status("web")->inconclusive, 10U);
  EXPECT_EQ(bench.starts.size() - starts_before, 10U) << "no fast interval: nothing is pending";
  EXPECT_EQ(bench.monitor.status("web")->last->outcome, Outcome::inconclusive);
}

TEST(Monitor, AnExternalCheckIsNeverAskedAndFollowsWhatIsPosted) {
  Bench bench;
  CheckSpec endpoints{.name = "endpoints/default/web", .probe = ExternalProbe{"endpoints of default/web"}, .rise = 1, .fall = 1};
  bench.monitor.set_checks(std::vector{endpoints}, bench.now);
  EXPECT_EQ(bench.monitor.next_deadline(), std::nullopt);
  EXPECT_EQ(bench.monitor.verdict(endpoints.name), Verdict::unknown);
  const auto post = [&](Outcome outcome) {
    const auto changes = bench.monitor.handle({.check = endpoints.name, .outcome = outcome, .code = "EP", .text = "text", .at = bench.now}, bench.now);
    return changes.empty() ? std::string("nothing") : std::string(state_name(std::get<CheckChanged>(changes.front()).to));
  };
  EXPECT_EQ(post(Outcome::pass), "up");
  EXPECT_EQ(post(Outcome::pass), "nothing");
  EXPECT_EQ(post(Outcome::fail), "down");
  bench.run_for(1h);
  EXPECT_TRUE(bench.starts.empty());
  EXPECT_EQ(bench.monitor.verdict(endpoints.name), Verdict::down) << "what was said stands until something else is said";
}

TEST(Monitor, ACheckMayBecomeExternalAndBack) {
  Bench bench;
  bench.monitor.set_checks(std::vector{check("web")}, bench.now);
  bench.run_for(2s);
  CheckSpec external = check("web");
  external.probe = ExternalProbe{"somebody"};
  bench.monitor.set_checks(std::vector{external}, bench.now);
  const auto asked = bench.starts.size();
  bench.run_for(5s);
  EXPECT_EQ(bench.starts.size(), asked);
  EXPECT_EQ(bench.monitor.verdict("web"), Verdict::up);
  bench.monitor.set_checks(std::vector{check("web")}, bench.now);
  bench.run_for(5s);
  EXPECT_GT(bench.starts.size(), asked);
}

TEST(Monitor, FreshConnectionEveryTenthTimeAndWhileAChangeIsPending) {
  Bench bench;
  bench.monitor.set_checks(std::vector{check("web")}, bench.now);
  bench.run_for(60s);
  std::string pattern;
  for (const auto& [at, start] : bench.starts) pattern += start.fresh ? 'F' : '.';
  EXPECT_EQ(pattern.substr(0, 33), "FFF.......F.........F.........F..") << "the start is pending too";
  bench.starts.clear();
  bench.answer = [](const StartProbe&, Instant) { return Outcome::fail; };
  bench.run_for(1500ms);
  ASSERT_GE(bench.starts.size(), 3U);
  EXPECT_TRUE(bench.starts[1].second.fresh);
  EXPECT_TRUE(bench.starts[2].second.fresh);
}

TEST(Monitor, SlowAnswersNeverOverlap) {
  Bench bench;
  bench.latency = 2500ms;
  bench.monitor.set_checks(std::vector{check("web")}, bench.now);
  bench.run_for(60s);
  for (std::size_t i = 1; i < bench.starts.size(); ++i) EXPECT_GE(bench.starts[i].first - bench.starts[i - 1].first, bench.latency);
  EXPECT_GT(bench.monitor.status("web")->skipped, 30U);
  EXPECT_EQ(bench.monitor.verdict("web"), Verdict::up);
}

TEST(Monitor, AStallSkipsTicksAndIsNoBurst) {
  Bench bench;
  bench.monitor.set_checks(std::vector{check("a"), check("b"), check("c")}, bench.now);
  bench.run_for(5s);
  const auto outputs = bench.monitor.on_time(bench.now + 10s);
  EXPECT_EQ(outputs.size(), 3U);
  EXPECT_TRUE(bench.monitor.on_time(bench.now + 10s).empty());
  EXPECT_GE(bench.monitor.status("a")->skipped, 9U);
}

TEST(Monitor, AnswersOfOlderProbesAndOfStrangersAreIgnored) {
  Monitor monitor("node-1");
  Instant now{1s};
  CheckSpec quick = check("web");
  quick.rise = 1;
  monitor.set_checks(std::vector{quick}, now);
  now = *monitor.next_deadline();
  const auto started = monitor.on_time(now);
  ASSERT_EQ(started.size(), 1U);
  const auto id = std::get<StartProbe>(started[0]).probe;
  EXPECT_TRUE(monitor.handle({"nobody", Outcome::pass, "L4OK", "", 1ms, now, id}, now).empty());
  EXPECT_TRUE(monitor.handle({"web", Outcome::pass, "L4OK", "", 1ms, now, id + 7}, now).empty());
  EXPECT_EQ(monitor.state("web"), CheckState::unknown);
  EXPECT_EQ(monitor.handle({"web", Outcome::pass, "L4OK", "", 1ms, now, id}, now).size(), 1U);
  EXPECT_EQ(monitor.state("web"), CheckState::up);
}

TEST(Monitor, AReloadKeepsWhatIsUnchanged) {
  Bench bench;
  bench.monitor.set_checks(std::vector{check("a"), check("b")}, bench.now);
  bench.run_for(3s);
  const CheckStatus before = *bench.monitor.status("a");
  bench.monitor.set_checks(std::vector{check("c"), check("a")}, bench.now);
  const CheckStatus after = *bench.monitor.status("a");
  EXPECT_EQ(after.spec, before.spec);
  EXPECT_EQ(after.since, before.since);
  EXPECT_EQ(after.passed, before.passed);
  EXPECT_EQ(bench.monitor.verdict("a"), Verdict::up);
  EXPECT_FALSE(bench.monitor.status("b"));
  EXPECT_EQ(bench.monitor.verdict("b"), Verdict::unknown);
  EXPECT_EQ(bench.monitor.state("c"), CheckState::unknown);
  const auto a_started =
      std::ranges::find_if(bench.starts.rbegin(), bench.starts.rend(), [](const auto& start) { return start.second.check->name == "a"; })->first;
  bench.starts.clear();
  bench.run_for(1100ms);
  const auto a_next = std::ranges::find_if(bench.starts, [](const auto& start) { return start.second.check->name == "a"; })->first;
  EXPECT_EQ(a_next - a_started, 1s) << "its phase too";
}

TEST(Monitor, AChangedTargetKeepsItsVerdictAndIsProbedAtOnce) {
  Bench bench;
  bench.monitor.set_checks(std::vector{check("web")}, bench.now);
  bench.run_for(3s);
  bench.starts.clear();
  bench.monitor.set_checks(std::vector{check("web", "192.0.2.2:80")}, bench.now);
  EXPECT_EQ(bench.monitor.verdict("web"), Verdict::up);
  const Instant changed = bench.now;
  bench.run_for(150ms);
  ASSERT_FALSE(bench.starts.empty());
  EXPECT_LE(bench.starts[0].first - changed, 100ms);
  EXPECT_EQ(std::get<TcpProbe>(bench.starts[0].second.check->probe).address, "192.0.2.2:80");
}

TEST(Monitor, AnAnswerAboutTheOldTargetDoesNotCountForTheNewOne) {
  Bench bench;
  bench.monitor.set_checks(std::vector{check("web")}, bench.now);
  bench.run_for(3s);
  bench.latency = 500ms;
  bench.answer = [](const StartProbe& start, Instant) {
    return std::get<TcpProbe>(start.check->probe).address == "192.0.2.1:80" ? Outcome::fail : Outcome::pass;
  };
  const auto started = bench.starts.size();
  while (bench.starts.size() == started) bench.run_for(1ms);
  bench.monitor.set_checks(std::vector{check("web", "192.0.2.2:80")}, bench.now);
  bench.run_for(5s);
  EXPECT_EQ(bench.history("web"), "rising up");
  EXPECT_EQ(bench.monitor.status("web")->failed, 0U);
}

TEST(Monitor, ChangedTimingKeepsTheVerdictWithoutAProbe) {
  Bench bench;
  bench.monitor.set_checks(std::vector{check("web")}, bench.now);
  bench.run_for(3s);
  CheckSpec slower = check("web");
  slower.interval = 20s;
  bench.monitor.set_checks(std::vector{slower}, bench.now);
  bench.starts.clear();
  bench.run_for(60s);
  EXPECT_EQ(bench.starts.size(), 3U);
  EXPECT_EQ(bench.history("web"), "rising up");
}

TEST(Monitor, RemovedAndAddedAgainWhileInFlight) {
  Bench bench;
  bench.latency = 50ms;
  bench.monitor.set_checks(std::vector{check("web")}, bench.now);
  while (bench.starts.empty()) bench.run_for(1ms);
  bench.monitor.set_checks({}, bench.now);
  EXPECT_FALSE(bench.monitor.next_deadline());
  bench.monitor.set_checks(std::vector{check("web")}, bench.now);
  bench.run_for(40ms);
  bench.run_for(5s);
  EXPECT_EQ(bench.history("web"), "rising up");
  EXPECT_EQ(bench.monitor.status("web")->passed, bench.starts.size() - 1) << "the answer of the first life is not counted in the second";
}

// Whatever comes, in whatever order: up needs `rise` passes in a row, down needs `fall` failures in a row, and one probe is in flight at most.
TEST(Monitor, InvariantsHoldForRandomHistories) {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    Rng rng(seed);
    Bench bench;
    CheckSpec spec = check("web");
    spec.rise = static_cast<unsigned>(1 + rng.below(4));
    spec.fall = static_cast<unsigned>(1 + rng.below(4));
    bench.answer = [&](const StartProbe&, Instant) {
      bench.latency = Duration(rng.below(1'500'000'000));
      return static_cast<Outcome>(rng.below(4));
    };
    Verdict before = Verdict::unknown;
    bench.on_change = [&](const CheckChanged& change) {
      EXPECT_NE(change.from, change.to);
      const Verdict verdict = serves(change.verdict) ? Verdict::up : change.verdict;
      if (verdict == std::exchange(before, verdict)) return;
      const std::string row(before == Verdict::up ? spec.rise : spec.fall, before == Verdict::up ? '+' : '-');
      EXPECT_TRUE(bench.conclusive.ends_with(row)) << "seed " << seed << ": " << verdict_name(before) << " after " << bench.conclusive;
    };
    bench.monitor.set_checks(std::vector{spec}, bench.now);
    bench.run_for(60s);
    EXPECT_NE(before, Verdict::unknown) << "seed " << seed;
    const CheckStatus status = *bench.monitor.status("web");
    ASSERT_LE(bench.starts.size() - (status.passed + status.failed + status.inconclusive), 1U) << "seed " << seed;
  }
}

}  // namespace vigilcast::health::monitor_test
