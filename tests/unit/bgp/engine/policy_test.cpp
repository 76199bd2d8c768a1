// What a session's policy does to routes: limits, filters, roles, several paths, draining.
#include <gtest/gtest.h>

#include "bgp/engine/prefix_limit.h"
#include "tests/unit/bgp/engine/pair.h"

namespace vigilcast::bgp::policy_test {

using engine_test::kLeft;
using engine_test::kRight;
using engine_test::Pair;
using namespace std::chrono_literals;

// Left announces, right receives.
class PolicyTest : public testing::Test {
 protected:
  void start() {
    pair.open(left, right);
    pair.run_for(30s);
  }
  void announce(std::string_view prefix, const AttributeSet& attributes = {}, std::uint32_t path_id = 0) {
    const RouteChange change =
        Announce{Route{unicast_nlri(*Prefix::parse(prefix), path_id), {.self = true, .given = {}}, std::make_shared<const AttributeSet>(attributes), {}}};
    pair.left.engine.apply(pair.left.engine.peers().front(), std::span(&change, 1), pair.now);
    pair.settle();
  }
  void withdraw(std::string_view prefix, std::uint32_t path_id = 0) {
    const RouteChange change = Withdraw{unicast_nlri(*Prefix::parse(prefix), path_id), {}};
    pair.left.engine.apply(pair.left.engine.peers().front(), std::span(&change, 1), pair.now);
    pair.settle();
  }
  std::string held() const {
    std::map<Nlri, std::string> routes;
    pair.right.engine.each_in(pair.right.engine.peers().front(), [&](const Nlri& nlri, const InView&) {
      routes[nlri] = prefix_of(nlri).to_string() + (nlri.path_id == 0 ? "" : "#" + std::to_string(nlri.path_id));
    });
    std::string out;
    for (const auto& [nlri, text] : routes) out += (out.empty() ? "" : " ") + text;
    return out;
  }
  void set_left() { pair.left.engine.set_peers(std::span(&left, 1), pair.now), pair.settle(); }
  void set_right() { pair.right.engine.set_peers(std::span(&right, 1), pair.now), pair.settle(); }
  PeerId at_left() const { return pair.left.engine.peers().front(); }
  PeerId at_right() const { return pair.right.engine.peers().front(); }
  static AttributeSet with(Attribute attribute) {
    AttributeSet out;
    out.set(std::move(attribute));
    return out;
  }

  Pair pair;
  PeerConfig left = engine_test::peer_config(kLeft, kRight, 65001, 65000);
  PeerConfig right = engine_test::peer_config(kRight, kLeft, 65000, 65001);
};

// --- several paths --------------------------------------------------------------------------------------------------------

TEST_F(PolicyTest, ThePeersPathsLimitIsKept) {
  left.add_path = {{kIpv4Unicast, AddPathMode::send}};
  right.add_path = {{kIpv4Unicast, AddPathMode::receive}};
  right.paths_limit = {{kIpv4Unicast, 2}};
  start();
  for (const std::uint32_t path : {7U, 5U, 6U}) announce("10.0.0.0/8", {}, path);
  announce("11.0.0.0/8", {}, 1);
  EXPECT_EQ(held(), "11.0.0.0/8#1 10.0.0.0/8#5 10.0.0.0/8#7") << "first come, first served";

  announce("10.0.0.0/8", with(Med{5}), 7);
  EXPECT_EQ(held(), "11.0.0.0/8#1 10.0.0.0/8#5 10.0.0.0/8#7") << "a path that is there may change";
  withdraw("10.0.0.0/8", 5);
  EXPECT_EQ(held(), "11.0.0.0/8#1 10.0.0.0/8#6 10.0.0.0/8#7") << "the third one has its place now";
  withdraw("10.0.0.0/8", 6);
  withdraw("10.0.0.0/8", 7);
  EXPECT_EQ(held(), "11.0.0.0/8#1");
}

TEST_F(PolicyTest, ThePathsLimitHoldsInOneDumpAndInTheNextSession) {
  left.add_path = {{kIpv4Unicast, AddPathMode::send}};
  right.add_path = {{kIpv4Unicast, AddPathMode::receive}};
  right.paths_limit = {{kIpv4Unicast, 2}};
  start();
  std::vector<RouteChange> changes;
  for (std::uint32_t path = 1; path <= 5; ++path) {
    changes.emplace_back(Announce{Route{unicast_nlri(*Prefix::parse("10.0.0.0/8"), path), {.self = true, .given = {}}, no_attributes(), {}}});
  }
  pair.left.engine.apply(at_left(), changes, pair.now);
  pair.settle();
  EXPECT_EQ(held(), "10.0.0.0/8#1 10.0.0.0/8#2");
  right.paths_limit = {{kIpv4Unicast, 4}};
  set_right();
  pair.run_for(30s);
  EXPECT_EQ(held(), "10.0.0.0/8#1 10.0.0.0/8#2 10.0.0.0/8#3 10.0.0.0/8#4");
  right.paths_limit.clear();
  set_right();
  pair.run_for(30s);
  EXPECT_EQ(held(), "10.0.0.0/8#1 10.0.0.0/8#2 10.0.0.0/8#3 10.0.0.0/8#4 10.0.0.0/8#5");
}

// --- what is counted ------------------------------------------------------------------------------------------------------

TEST_F(PolicyTest, TrafficIsCountedByFamilyInBothDirections) {
  start();
  announce("10.0.0.0/8");
  announce("11.0.0.0/8");
  withdraw("10.0.0.0/8");
  const auto shown = [](const PeerStatus& status, FamilyTraffic FamilyCounters::* direction) {
    std::string out;
    for (const FamilyCounters& counters : status.families) {
      const FamilyTraffic& traffic = counters.*direction;
      out += family_name(counters.family) + " " + std::to_string(traffic.updates) + " +" + std::to_string(traffic.announced) + " -" +
             std::to_string(traffic.withdrawn) + "; ";
    }
    return out;
  };
  const std::string expected = "ipv4 unicast 4 +2 -1; ipv6 unicast 1 +0 -0; ";  // each End-of-RIB is an UPDATE
  EXPECT_EQ(shown(Pair::status(pair.left), &FamilyCounters::sent), expected);
  EXPECT_EQ(shown(Pair::status(pair.right), &FamilyCounters::received), expected);
}

// --- maximum prefixes -----------------------------------------------------------------------------------------------------

TEST_F(PolicyTest, TooManyPrefixesEndTheSessionUntilSomebodyResetsIt) {
  right.prefix_limits = {{.family = kIpv4Unicast, .most = 5, .warning_percent = 80, .restart_after = {}}};
  start();
  for (int i = 0; i < 3; ++i) announce("10.0." + std::to_string(i) + ".0/24");
  EXPECT_EQ(Pair::count<PrefixLimitNear>(pair.right), 0U);
  announce("10.0.3.0/24");
  announce("10.0.4.0/24");
  EXPECT_EQ(Pair::count<PrefixLimitNear>(pair.right), 1U) << "said once";
  EXPECT_EQ(Pair::status(pair.right).state, fsm::State::established) << "the limit itself is allowed";
  announce("10.0.4.0/24", with(Med{7}));
  EXPECT_EQ(Pair::status(pair.right).state, fsm::State::established) << "the same prefix counts once";
  announce("10.0.5.0/24");
  EXPECT_EQ(Pair::status(pair.left).last_loss, fsm::DownReason::notification_received);
  EXPECT_EQ(Pair::status(pair.right).last_notification, too_many_prefixes(right.prefix_limits[0]));
  EXPECT_EQ(to_hex(too_many_prefixes(right.prefix_limits[0]).data), "00010100000005");
  pair.run_for(1h);
  EXPECT_EQ(Pair::status(pair.right).sessions, 1U) << "no flap storm";
  EXPECT_EQ(Pair::status(pair.right).state, fsm::State::idle);

  withdraw("10.0.5.0/24");
  pair.right.engine.reset(at_right(), Notification{}, pair.now);
  pair.run_for(2min);
  EXPECT_EQ(Pair::status(pair.right).state, fsm::State::established);
  EXPECT_EQ(Pair::status(pair.right).routes_received, 5U);
}

// Memory is a limit of its own, and does not hide how much the peer announces.
TEST_F(PolicyTest, WhatThereIsNoMemoryForCountsTowardsTheLimit) {
  right.prefix_limits = {{.family = kIpv4Unicast, .most = 30, .warning_percent = 100, .restart_after = {}}};
  right.received_bytes = 1'000;
  start();
  for (int i = 0; i < 30; ++i) announce("10.0." + std::to_string(i) + ".0/24");
  EXPECT_LT(Pair::status(pair.right).routes_received, 20U);
  for (int i = 0; i < 20; ++i) {
    withdraw("10.0.29.0/24");
    announce("10.0.29.0/24");
  }
  EXPECT_EQ(Pair::status(pair.right).state, fsm::State::established) << "the limit itself is allowed, however often";
  announce("10.0.30.0/24");
  EXPECT_EQ(Pair::status(pair.right).state, fsm::State::idle);
  EXPECT_EQ(Pair::status(pair.right).last_notification, too_many_prefixes(right.prefix_limits[0]));
}

TEST_F(PolicyTest, OrForAWhile) {
  right.prefix_limits = {{.family = kIpv4Unicast, .most = 1, .warning_percent = 80, .restart_after = 10min}};
  start();
  announce("10.0.0.0/24");
  announce("10.0.1.0/24");
  EXPECT_EQ(Pair::status(pair.right).state, fsm::State::idle);
  withdraw("10.0.1.0/24");
  pair.run_for(9min);
  EXPECT_EQ(Pair::status(pair.right).state, fsm::State::idle);
  pair.run_for(3min);
  EXPECT_EQ(Pair::status(pair.right).state, fsm::State::established);
  EXPECT_EQ(held(), "10.0.0.0/24");
}

TEST_F(PolicyTest, AHigherLimitBringsTheSessionBack) {
  right.prefix_limits = {{.family = kIpv4Unicast, .most = 1, .warning_percent = 80, .restart_after = {}}};
  start();
  announce("10.0.0.0/24");
  announce("10.0.1.0/24");
  EXPECT_EQ(Pair::status(pair.right).state, fsm::State::idle);
  right.prefix_limits[0].most = 10;
  set_right();
  pair.run_for(2min);
  EXPECT_EQ(held(), "10.0.0.0/24 10.0.1.0/24");
}

// --- filters ----------------------------------------------------------------------------------------------------------------

TEST_F(PolicyTest, TheImportFilterDecidesWhatIsKept) {
  right.import_filter.prefixes = {*PrefixRule::parse("10.0.0.0/8 ge 24")};
  right.import_filter.without_communities = {community::blackhole};
  start();
  announce("10.0.0.0/24");
  announce("10.0.0.0/16");
  announce("10.0.1.0/24", with(Communities{{community::blackhole}}));
  EXPECT_EQ(held(), "10.0.0.0/24");
  EXPECT_EQ(Pair::status(pair.right).routes_refused, 2U);
  announce("10.0.0.0/24", with(Communities{{community::blackhole}}));
  EXPECT_EQ(held(), "") << "what it was before is not valid any more";
}

TEST_F(PolicyTest, ANewImportFilterIsAppliedByRefreshWithoutAReset) {
  for (PeerConfig* config : {&left, &right}) config->route_refresh = true;
  start();
  announce("10.0.0.0/24");
  announce("192.0.2.0/24");
  right.import_filter.prefixes = {*PrefixRule::parse("10.0.0.0/8 le 32")};
  set_right();
  EXPECT_EQ(held(), "10.0.0.0/24");
  right.import_filter = {};
  set_right();
  pair.run_for(1s);
  EXPECT_EQ(held(), "10.0.0.0/24 192.0.2.0/24");
  EXPECT_EQ(Pair::status(pair.right).sessions, 1U);
}

TEST_F(PolicyTest, TheExportFilterDecidesWhatIsTold) {
  left.export_filter.prefixes = {*PrefixRule::parse("10.0.0.0/8 le 32")};
  left.export_filter.communities = {community::no_export};
  start();
  announce("10.0.0.0/24", with(Communities{{community::no_export}}));
  announce("10.0.1.0/24");
  announce("192.0.2.0/24", with(Communities{{community::no_export}}));
  EXPECT_EQ(held(), "10.0.0.0/24");
  EXPECT_EQ(Pair::count<RouteRefused>(pair.left), 2U);

  left.export_filter.communities.clear();
  set_left();
  EXPECT_EQ(held(), "10.0.0.0/24 10.0.1.0/24");
  left.export_filter.prefixes = {*PrefixRule::parse("192.0.2.0/24")};
  set_left();
  EXPECT_EQ(held(), "192.0.2.0/24") << "what the filter takes away is withdrawn";
  EXPECT_EQ(Pair::status(pair.left).routes_sent, 1U);
  EXPECT_EQ(Pair::status(pair.right).sessions, 1U);
}

// --- roles ------------------------------------------------------------------------------------------------------------------

TEST_F(PolicyTest, RolesMustFit) {
  struct Row {
    std::optional<Role> left, right;
    bool strict, up;
  };
  for (const Row& row :
       {Row{Role::customer, Role::provider, true, true}, Row{Role::customer, Role::customer, false, false}, Row{Role::customer, {}, false, true},
        Row{Role::customer, {}, true, false}, Row{Role::route_server, Role::route_server_client, true, true}, Row{{}, Role::peer, false, true}}) {
    PolicyTest::pair = Pair();
    left.role = row.left;
    left.strict_role = row.strict;
    right.role = row.right;
    start();
    EXPECT_EQ(Pair::status(pair.left).state == fsm::State::established, row.up) << Pair::status(pair.left).last_down_text;
    if (row.up) continue;
    EXPECT_EQ(Pair::status(pair.left).last_notification.code, ErrorCode::open_message);
    EXPECT_EQ(Pair::status(pair.left).last_notification.subcode, open_error::role_mismatch);
  }
}

TEST_F(PolicyTest, ARouteLeakIsNeitherSentNorKept) {
  left.role = Role::customer;
  right.role = Role::provider;
  start();
  announce("10.0.0.0/8");
  announce("11.0.0.0/8", with(Otc{65123}));
  EXPECT_EQ(held(), "10.0.0.0/8");
  EXPECT_EQ(Pair::count<RouteRefused>(pair.left), 1U);
  left.role.reset();  // it does not know better now
  set_left();
  pair.run_for(30s);
  EXPECT_EQ(held(), "10.0.0.0/8");
  EXPECT_EQ(Pair::status(pair.right).routes_refused, 1U);
}

// --- several paths ------------------------------------------------------------------------------------------------------------

TEST_F(PolicyTest, PathsOfOnePrefixAreRoutesOfTheirOwn) {
  left.add_path = {{kIpv4Unicast, AddPathMode::send}};
  right.add_path = {{kIpv4Unicast, AddPathMode::both}, {kIpv6Unicast, AddPathMode::both}};
  start();
  ASSERT_EQ(Pair::status(pair.left).negotiated->add_path_send, std::vector{kIpv4Unicast});
  ASSERT_TRUE(Pair::status(pair.left).negotiated->add_path_receive.empty());
  announce("10.0.0.0/8", {}, 0);
  announce("10.0.0.0/8", with(Med{1}), 1);
  announce("10.0.0.0/8", with(Med{2}), 0xffffffff);
  EXPECT_EQ(held(), "10.0.0.0/8 10.0.0.0/8#1 10.0.0.0/8#4294967295");
  withdraw("10.0.0.0/8", 1);
  withdraw("10.0.0.0/8", 77);  // N11
  EXPECT_EQ(held(), "10.0.0.0/8 10.0.0.0/8#4294967295");
}

TEST_F(PolicyTest, ManyPathsOfOnePrefixCountTowardsTheLimit) {  // N10
  left.add_path = right.add_path = {{kIpv4Unicast, AddPathMode::both}};
  right.prefix_limits = {{.family = kIpv4Unicast, .most = 1000, .warning_percent = 100, .restart_after = {}}};
  start();
  std::vector<RouteChange> changes;
  for (std::uint32_t id = 1; id <= 1000; ++id) {
    changes.emplace_back(Announce{Route{unicast_nlri(*Prefix::parse("10.0.0.0/8"), id), {.self = true, .given = {}}, no_attributes(), {}}});
  }
  pair.left.engine.apply(at_left(), changes, pair.now);
  pair.settle();
  EXPECT_EQ(Pair::status(pair.right).routes_received, 1000U);
  announce("10.0.0.0/8", {}, 1001);
  EXPECT_EQ(Pair::status(pair.right).state, fsm::State::idle);
}

// --- draining -----------------------------------------------------------------------------------------------------------------

TEST_F(PolicyTest, ADrainAsksForOtherRoutesAndThenEndsTheSession) {  // T36
  start();
  announce("10.0.0.0/8", with(Communities{{Community{7}}}));
  pair.left.engine.drain(at_left(), 5s, Notification::cease_with_text(cease::admin_shutdown, "drained"), pair.now);
  pair.settle();
  EXPECT_EQ(pair.received(), "10.0.0.0/8 via 192.0.2.1 origin igp as-path ( 65001 ) community [ 0:7 graceful-shutdown ]\n");
  announce("11.0.0.0/8");
  EXPECT_NE(pair.received().find("11.0.0.0/8 via 192.0.2.1 origin igp as-path ( 65001 ) community graceful-shutdown"), std::string::npos) << pair.received();
  pair.run_for(4s);
  EXPECT_EQ(Pair::status(pair.right).state, fsm::State::established);
  pair.run_for(1h);
  EXPECT_EQ(Pair::status(pair.right).last_loss_text, "the peer sent NOTIFICATION Cease - Administrative Shutdown (drained)");
  EXPECT_EQ(Pair::status(pair.left).state, fsm::State::idle);
  EXPECT_TRUE(Pair::status(pair.left).draining);

  pair.left.engine.undrain(at_left(), pair.now);
  pair.run_for(2min);
  EXPECT_EQ(pair.received(), "10.0.0.0/8 via 192.0.2.1 origin igp as-path ( 65001 ) community 0:7\n11.0.0.0/8 via 192.0.2.1 origin igp as-path ( 65001 )\n");
}

TEST_F(PolicyTest, ADrainThatIsTakenBackLeavesTheSessionAlone) {
  right.local_as = left.peer_as.emplace(65001);
  start();
  announce("10.0.0.0/8");
  pair.left.engine.drain(at_left(), 5s, Notification{}, pair.now);
  pair.settle();
  EXPECT_EQ(pair.received(), "10.0.0.0/8 via 192.0.2.1 origin igp as-path (  ) local-preference 0 community graceful-shutdown\n");
  pair.left.engine.undrain(at_left(), pair.now);
  pair.run_for(1min);
  EXPECT_EQ(pair.received(), "10.0.0.0/8 via 192.0.2.1 origin igp as-path (  ) local-preference 100\n");
  EXPECT_EQ(Pair::status(pair.left).sessions, 1U);
}

}  // namespace vigilcast::bgp::policy_test
