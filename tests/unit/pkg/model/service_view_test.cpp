#include "pkg/model/service_view.h"

#include <gtest/gtest.h>

#include "pkg/model/route_change.h"

namespace vigilcast::model::service_view_test {

using std::chrono::seconds;

const Instant kStart{std::chrono::hours(1)};

announce::ServiceStatus status() {
  announce::ServiceStatus out;
  out.name = "web";
  out.state = announce::ServiceState::down;
  out.reason = announce::Reason::checks_down;
  out.text = "check web is down: L4CON connection refused";
  out.since = kStart;
  out.healthy = "web and port";
  out.checks = {{"web", {health::Verdict::down, health::CheckState::down, "L4CON connection refused"}},
                {"port", {health::Verdict::up, health::CheckState::up, ""}}};
  out.prefixes = {Prefix::parse("192.0.2.1/32").value(), Prefix::parse("2001:db8::1/128").value()};
  out.profile.announce = false;
  return out;
}

std::string tree(const Explanation& node, const std::string& indent = "") {
  const char* mood = node.mood == Explanation::Mood::good ? "+ " : node.mood == Explanation::Mood::bad ? "- " : "  ";
  std::string out = indent + mood + node.text + (node.hint.empty() ? "" : " (" + node.hint + ")") + "\n";
  for (const Explanation& part : node.because) out += tree(part, indent + "  ");
  return out;
}

TEST(ServiceView, ShowsWordsNotNumbers) {
  const ServiceView view = service_view(status());
  EXPECT_EQ(view.state, "down");
  EXPECT_EQ(view.reason, "checks_down");
  EXPECT_EQ(view.text, "check web is down: L4CON connection refused");
  EXPECT_EQ(view.healthy, "web and port");
  ASSERT_EQ(view.prefixes.size(), 2U);
  EXPECT_EQ(view.prefixes[1].prefix, "2001:db8::1/128");
  EXPECT_FALSE(view.prefixes[0].announced);
}

TEST(ExplainService, ShowsTheRuleItsChecksAndTheResult) {
  EXPECT_EQ(tree(explain_service(status(), kStart + std::chrono::milliseconds(12345))),
            "- service web is down for 12s: check web is down: L4CON connection refused\n"
            "    it is healthy when: web and port\n"
            "    - check web is down: L4CON connection refused\n"
            "    + check port is up\n"
            "  - 192.0.2.1/32, 2001:db8::1/128 are not announced\n");
}

TEST(ExplainService, ShowsTheProfileInUse) {
  announce::ServiceStatus up = status();
  up.state = announce::ServiceState::up;
  up.reason = announce::Reason::no_checks;
  up.text = "the service has no checks and counts as healthy";
  up.healthy.clear();
  up.checks.clear();
  up.prefixes.resize(1);
  up.profile = announce::Profile{};
  up.profile.attributes.set(bgp::Med{100});
  up.profile.as_path_prepend = 2;
  EXPECT_EQ(tree(explain_service(up, kStart)),
            "+ service web is up for 0s: the service has no checks and counts as healthy\n"
            "    it has no checks\n"
            "  + 192.0.2.1/32 is announced with med 100, our AS 2 times more in the path\n");
  up.watchdog = "dog";
  up.profile = announce::Profile{};
  EXPECT_EQ(explain_service(up, kStart).because[1].text, "192.0.2.1/32, the routes of watchdog dog are announced");
}

TEST(RouteChange, AnnouncesOrWithdrawsForOnePeer) {
  bgp::PeerConfig peer;
  peer.local_as = 65001;
  peer.peer_as = 65000;
  announce::PrefixDecision decision{"web", Prefix::parse("192.0.2.1/32").value(), announce::Profile{}, announce::Reason::healthy, kStart, {}};
  decision.profile.as_path_prepend = 1;
  const auto external = std::get<bgp::Announce>(route_change(decision, peer));
  EXPECT_EQ(external.route.attributes->find<bgp::AsPath>()->length(), 2U);
  peer.peer_as = 65001;
  const auto internal = std::get<bgp::Announce>(route_change(decision, peer));
  EXPECT_EQ(internal.route.attributes->find<bgp::AsPath>()->length(), 1U);
  decision.profile.announce = false;
  const auto withdraw = std::get<bgp::Withdraw>(route_change(decision, peer));
  EXPECT_EQ(withdraw.owner, internal.route.owner);
  EXPECT_EQ(withdraw.nlri, internal.route.nlri);
}

}  // namespace vigilcast::model::service_view_test
