#include "pkg/announce/policy.h"

#include <gtest/gtest.h>

#include "pkg/announce/decide.h"

namespace vigilcast::announce::policy_test {

using health::CheckState;
using health::Verdict;
using std::chrono::seconds;

const Instant kStart{std::chrono::hours(1)};
const CheckFact kUp{Verdict::up, CheckState::up, "L7OK"};
const CheckFact kFalling{Verdict::up, CheckState::falling, "L4CON"};
const CheckFact kDown{Verdict::down, CheckState::down, "L4CON"};
const CheckFact kFirst{Verdict::unknown, CheckState::rising, "L7OK"};

ServiceSpec service(std::string name, std::vector<std::string> prefixes, std::string_view healthy) {
  ServiceSpec out;
  out.name = std::move(name);
  for (const std::string& prefix : prefixes) out.prefixes.push_back(Prefix::parse(prefix).value());
  if (!healthy.empty()) out.healthy = health::Expression::parse(healthy).value();
  return out;
}

std::vector<health::CheckSpec> checks(std::vector<std::string> names) {
  std::vector<health::CheckSpec> out;
  for (std::string& name : names) out.emplace_back().name = std::move(name);
  return out;
}

// "+192.0.2.1/32 web", "-…" for a withdrawal, "watchdog dog announce".
std::vector<std::string> orders(const PolicyOutput& output) {
  std::vector<std::string> out;
  for (const PrefixDecision& one : output.prefixes) {
    out.push_back((one.profile.announce ? "+" : "-") + one.prefix.to_string() + " " + one.service + one.profile.attributes.text());
  }
  for (const WatchdogDecision& one : output.watchdogs) {
    using Order = WatchdogDecision::Order;
    out.push_back("watchdog " + one.watchdog + (one.order == Order::announce ? " announce" : one.order == Order::withdraw ? " withdraw" : " as configured"));
  }
  return out;
}

using Orders = std::vector<std::string>;

// A policy with a clock, so that a test reads as a story.
struct Story {
  Policy policy;
  Instant now = kStart;
  std::vector<health::CheckSpec> known = checks({"web", "port"});

  explicit Story(Duration hold_down) : policy(kStart, hold_down) {}

  Orders configure(std::vector<ServiceSpec> services) { return orders(policy.set_services(services, known, now)); }
  Orders check(const std::string& name, const CheckFact& fact) { return orders(policy.handle({name, fact}, now)); }
  Orders at(Duration after_start) {
    now = kStart + after_start;
    return orders(policy.on_time(now));
  }
  std::string state(std::string_view name) {
    const auto found = policy.find(name);
    return found ? std::string(state_name(found->state)) + " " + std::string(reason_name(found->reason)) : "unknown service";
  }
};

TEST(Policy, StartHoldsDownThenDecides) {
  Story story(seconds(5));
  EXPECT_EQ(story.configure({service("web", {"192.0.2.1/32", "2001:db8::1/128"}, "web"), service("plain", {"192.0.2.9/32"}, "")}), Orders{});
  EXPECT_EQ(story.policy.next_deadline(), kStart + seconds(5));
  EXPECT_EQ(story.at(seconds(1)), Orders{});
  EXPECT_EQ(story.check("web", kUp), Orders{});
  EXPECT_EQ(story.state("web"), "rising hold_down");
  EXPECT_FALSE(story.policy.first_round_done());

  EXPECT_EQ(story.at(seconds(5)), (Orders{"+192.0.2.1/32 web", "+2001:db8::1/128 web", "+192.0.2.9/32 plain"}));
  EXPECT_TRUE(story.policy.first_round_done());
  EXPECT_EQ(story.state("web"), "up healthy");
  EXPECT_EQ(story.policy.next_deadline(), std::nullopt);
}

TEST(Policy, WithoutHoldDownChecksStillCount) {
  Story story(Duration{});
  EXPECT_EQ(story.configure({service("web", {"192.0.2.1/32"}, "web"), service("plain", {"192.0.2.9/32"}, "")}), Orders{"+192.0.2.9/32 plain"});
  EXPECT_TRUE(story.policy.first_round_done());
  EXPECT_EQ(story.state("web"), "init no_verdict_yet");
  EXPECT_EQ(story.check("web", kFirst), Orders{});
  EXPECT_EQ(story.state("web"), "rising checks_rising");
  EXPECT_EQ(story.check("web", kUp), Orders{"+192.0.2.1/32 web"});
}

TEST(Policy, HoldDownIsOverWithoutServicesToo) {
  Story story(seconds(5));
  EXPECT_EQ(story.configure({}), Orders{});
  EXPECT_EQ(story.policy.next_deadline(), kStart + seconds(5));
  EXPECT_EQ(story.at(seconds(5)), Orders{});
  EXPECT_TRUE(story.policy.first_round_done());
  EXPECT_EQ(story.policy.next_deadline(), std::nullopt);
}

TEST(Policy, ACheckWithoutResultsEndsDown) {
  Story story(seconds(5));
  ServiceSpec spec = service("web", {"192.0.2.1/32"}, "web");
  spec.down = Profile{};
  spec.down.attributes.set(bgp::Med{500});
  EXPECT_EQ(story.configure({spec}), Orders{});
  EXPECT_EQ(story.at(seconds(5)), Orders{});
  EXPECT_EQ(story.state("web"), "init no_verdict_yet");
  EXPECT_EQ(story.policy.next_deadline(), kStart + kVerdictWait);
  EXPECT_EQ(story.at(kVerdictWait), Orders{"+192.0.2.1/32 web med 500"});
  EXPECT_EQ(story.state("web"), "down no_verdict");
  EXPECT_EQ(story.policy.next_deadline(), std::nullopt);
}

TEST(Policy, OnlyChangesAreTold) {
  Story story(Duration{});
  story.configure({service("web", {"192.0.2.1/32"}, "web")});
  EXPECT_EQ(story.check("web", kUp), Orders{"+192.0.2.1/32 web"});
  EXPECT_EQ(story.check("web", kUp), Orders{});
  EXPECT_EQ(story.check("web", kFalling), Orders{});  // the state changes, the routes do not
  EXPECT_EQ(story.state("web"), "falling checks_failing");
  EXPECT_EQ(story.check("web", kUp), Orders{});
  EXPECT_EQ(story.check("port", kDown), Orders{});    // nobody asks for it
  EXPECT_EQ(story.check("web", kDown), Orders{"-192.0.2.1/32 web"});
  EXPECT_EQ(story.check("web", kUp), Orders{"+192.0.2.1/32 web"});
}

TEST(Policy, EveryChangeOfStateIsAnEvent) {
  Story story(Duration{});
  const std::vector<ServiceSpec> services{service("web", {"192.0.2.1/32"}, "web")};
  story.policy.set_services(services, story.known, kStart);
  std::vector<std::string> events;
  for (const CheckFact& fact : {kUp, kFalling, kDown}) {
    for (const ServiceChange& change : story.policy.handle({"web", fact}, kStart).services) {
      events.push_back(std::string(state_name(change.from)) + " -> " + std::string(state_name(change.to)) + ": " + change.text);
    }
  }
  EXPECT_EQ(events, (std::vector<std::string>{"init -> up: the checks hold: web", "up -> falling: check web is failing: L4CON",
                                              "falling -> down: check web is down: L4CON"}));
}

TEST(Policy, ADownProfileDeprefersInsteadOfWithdrawing) {
  Story story(Duration{});
  ServiceSpec spec = service("web", {"192.0.2.1/32"}, "web");
  spec.up.attributes.set(bgp::Med{100});
  spec.down = Profile{};
  spec.down.attributes.set(bgp::Med{500});
  story.configure({spec});
  EXPECT_EQ(story.check("web", kUp), Orders{"+192.0.2.1/32 web med 100"});
  EXPECT_EQ(story.check("web", kDown), Orders{"+192.0.2.1/32 web med 500"});
}

TEST(Policy, OneCheckMovesAllServicesThatNameIt) {
  Story story(Duration{});
  story.configure({service("a", {"192.0.2.1/32"}, "web"), service("b", {"192.0.2.2/32"}, "web or port"), service("c", {"192.0.2.3/32"}, "port")});
  EXPECT_EQ(story.check("web", kUp), (Orders{"+192.0.2.1/32 a", "+192.0.2.2/32 b"}));
  EXPECT_EQ(story.check("port", kUp), Orders{"+192.0.2.3/32 c"});
  EXPECT_EQ(story.check("web", kDown), Orders{"-192.0.2.1/32 a"});
  EXPECT_EQ(story.check("port", kDown), (Orders{"-192.0.2.2/32 b", "-192.0.2.3/32 c"}));
}

TEST(Policy, WatchdogsFollowTheService) {
  Story story(Duration{});
  ServiceSpec spec = service("web", {}, "web");
  spec.watchdog = "dog";
  EXPECT_EQ(story.configure({spec}), Orders{"watchdog dog withdraw"});  // at once: the file would announce its routes
  EXPECT_EQ(story.check("web", kUp), Orders{"watchdog dog announce"});
  EXPECT_EQ(story.check("web", kDown), Orders{"watchdog dog withdraw"});
  EXPECT_EQ(story.configure({spec}), Orders{});

  ServiceSpec heir = service("heir", {}, "");
  heir.watchdog = "dog";
  EXPECT_EQ(story.configure({heir}), Orders{"watchdog dog announce"});
  heir.watchdog = "cat";
  EXPECT_EQ(story.configure({heir}), (Orders{"watchdog cat announce", "watchdog dog as configured"}));
  EXPECT_EQ(story.configure({}), Orders{"watchdog cat as configured"});
}

TEST(Policy, AnUnchangedReloadSaysNothing) {
  Story story(Duration{});
  const std::vector<ServiceSpec> services{service("web", {"192.0.2.1/32"}, "web"), service("port", {"192.0.2.2/32"}, "port")};
  story.configure(services);
  story.check("web", kUp);
  story.now += seconds(10);
  EXPECT_TRUE(story.policy.set_services(services, story.known, story.now).empty());
  EXPECT_EQ(story.policy.find("web")->since, kStart);
}

TEST(Policy, AReloadTellsTheDifferenceOnly) {
  Story story(Duration{});
  ServiceSpec web = service("web", {"192.0.2.1/32", "192.0.2.2/32"}, "web");
  story.configure({web, service("old", {"192.0.2.8/32"}, "")});
  story.check("web", kUp);

  web.prefixes = {Prefix::parse("192.0.2.2/32").value(), Prefix::parse("192.0.2.3/32").value()};
  EXPECT_EQ(story.configure({web, service("new", {"192.0.2.9/32"}, "")}),
            (Orders{"+192.0.2.3/32 web", "+192.0.2.9/32 new", "-192.0.2.8/32 old", "-192.0.2.1/32 web"}));  // what is new comes first

  web.up.attributes.set(bgp::Med{7});
  EXPECT_EQ(story.configure({web}), (Orders{"+192.0.2.2/32 web med 7", "+192.0.2.3/32 web med 7", "-192.0.2.9/32 new"}));
  EXPECT_EQ(story.configure({}), (Orders{"-192.0.2.2/32 web", "-192.0.2.3/32 web"}));
  EXPECT_EQ(story.policy.next_deadline(), std::nullopt);
}

TEST(Policy, OtherPeersForTheSameServiceAreTold) {
  Story story(Duration{});
  ServiceSpec web = service("web", {"192.0.2.1/32"}, "");
  web.peers = {"tor-a"};
  story.configure({web});
  EXPECT_EQ(story.policy.announced().front().peers, (std::vector<std::string>{"tor-a"}));
  web.peers = {"tor-b"};
  EXPECT_EQ(story.configure({web}), (Orders{"+192.0.2.1/32 web"}));
  EXPECT_EQ(story.configure({web}), Orders{});
}

TEST(Policy, APrefixMayMoveToAnotherService) {
  Story story(Duration{});
  story.configure({service("a", {"192.0.2.1/32"}, "")});
  EXPECT_EQ(story.configure({service("b", {"192.0.2.1/32"}, "")}), (Orders{"+192.0.2.1/32 b", "-192.0.2.1/32 a"}));
}

TEST(Policy, AServiceThatChangesToDownWithdrawsWhatItLosesToo) {
  Story story(Duration{});
  ServiceSpec web = service("web", {"192.0.2.1/32", "192.0.2.2/32"}, "web");
  story.configure({web});
  story.check("web", kUp);
  story.check("port", kDown);
  web = service("web", {"192.0.2.2/32", "192.0.2.3/32"}, "port");
  EXPECT_EQ(story.configure({web}), (Orders{"-192.0.2.2/32 web", "-192.0.2.1/32 web"}));
}

TEST(Policy, AnAddedCheckKeepsTheServiceUpUntilItHasAVerdict) {
  Story story(Duration{});
  story.configure({service("web", {"192.0.2.1/32"}, "web")});
  story.check("web", kUp);
  story.now += seconds(100);
  EXPECT_EQ(story.configure({service("web", {"192.0.2.1/32"}, "web and port")}), Orders{});
  EXPECT_EQ(story.state("web"), "up verdict_kept");
  EXPECT_EQ(story.check("port", kUp), Orders{});
  EXPECT_EQ(story.state("web"), "up healthy");
  EXPECT_EQ(story.policy.next_deadline(), std::nullopt);
}

TEST(Policy, AnAddedCheckThatNeverAnswersBringsTheServiceDown) {
  Story story(Duration{});
  story.configure({service("web", {"192.0.2.1/32"}, "web")});
  story.check("web", kUp);
  EXPECT_EQ(story.configure({service("web", {"192.0.2.1/32"}, "web and port")}), Orders{});
  EXPECT_EQ(story.at(kVerdictWait), Orders{"-192.0.2.1/32 web"});
}

TEST(Policy, FactsOfRemovedChecksAreForgotten) {
  Story story(Duration{});
  story.configure({service("web", {"192.0.2.1/32"}, "web")});
  story.check("web", kUp);
  story.known = checks({"port"});
  story.configure({});
  story.known = checks({"web"});
  EXPECT_EQ(story.configure({service("web", {"192.0.2.1/32"}, "web")}), Orders{});
  EXPECT_EQ(story.state("web"), "init no_verdict_yet");
}

TEST(Policy, FactsThatCameBeforeTheirServiceCount) {
  Story story(Duration{});
  EXPECT_EQ(story.check("web", kUp), Orders{});
  EXPECT_EQ(story.configure({service("web", {"192.0.2.1/32"}, "web")}), Orders{"+192.0.2.1/32 web"});
}

TEST(Policy, ViewsShowServicesInTheOrderOfTheFile) {
  Story story(Duration{});
  story.configure({service("zeta", {"192.0.2.1/32"}, "web and port"), service("alpha", {"192.0.2.2/32"}, "")});
  story.check("web", kUp);
  const auto all = story.policy.status();
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].name, "zeta");
  EXPECT_EQ(all[0].healthy, "web and port");
  ASSERT_EQ(all[0].checks.size(), 2U);
  EXPECT_EQ(all[0].checks[0].second, kUp);
  EXPECT_EQ(all[0].checks[1].second, CheckFact{});
  EXPECT_EQ(story.policy.services_of(Prefix::parse("192.0.2.2/32").value()).at(0).name, "alpha");
  EXPECT_TRUE(story.policy.services_of(Prefix::parse("192.0.2.3/32").value()).empty());
  ASSERT_EQ(story.policy.announced().size(), 1U);
  EXPECT_EQ(story.policy.announced()[0].service, "alpha");
}

// A check that flaps faster than anybody counts: announcements and withdrawals alternate, and the last word is the last verdict.
TEST(Policy, FlapsAlternate) {
  Story story(Duration{});
  story.configure({service("web", {"192.0.2.1/32"}, "web")});
  for (int i = 0; i < 100; ++i) {
    story.now += std::chrono::milliseconds(10);
    EXPECT_EQ(story.check("web", kUp), Orders{"+192.0.2.1/32 web"});
    EXPECT_EQ(story.check("web", kFalling), Orders{});
    EXPECT_EQ(story.check("web", kDown), Orders{"-192.0.2.1/32 web"});
  }
}

}  // namespace vigilcast::announce::policy_test
