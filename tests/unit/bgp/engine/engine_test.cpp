#include "bgp/engine/engine.h"

#include <gtest/gtest.h>

#include "tests/unit/bgp/engine/pair.h"

namespace vigilcast::bgp::engine_test {

using namespace std::chrono_literals;
using fsm::State;

class EngineTest : public ::testing::Test {
 protected:
  void start() {
    pair.set(left_config, right_config);
    pair.left.engine.release_initial_routes(pair.now);
    pair.right.engine.release_initial_routes(pair.now);
    pair.run_for(30s);
  }
  RouteChange announcement(std::string_view prefix, std::uint32_t med = 0) {
    AttributeSet set;
    if (med != 0) set.set(Med{med});
    return Announce{
        Route{unicast_nlri(*Prefix::parse(prefix)), {.self = true, .given = {}}, std::make_shared<const AttributeSet>(set), {OwnerKind::process, "p"}}};
  }
  RouteChange withdrawal(std::string_view prefix) { return Withdraw{unicast_nlri(*Prefix::parse(prefix)), {OwnerKind::process, "p"}}; }
  void apply(const std::vector<RouteChange>& changes) {
    pair.left.engine.apply(pair.left.engine.peers().front(), changes, pair.now);
    pair.settle();
  }
  std::size_t updates_sent() { return Pair::status(pair.left).sent.update; }

  Pair pair;
  PeerConfig left_config = peer_config(kLeft, kRight, 65001, 65000);
  PeerConfig right_config = peer_config(kRight, kLeft, 65000, 65001);
};

TEST_F(EngineTest, BothSidesConnectAndOneSessionRemains) {
  start();
  EXPECT_EQ(Pair::status(pair.left).state, State::established);
  EXPECT_EQ(Pair::status(pair.right).state, State::established);
  EXPECT_EQ(pair.left.other_end.size(), 1U);
  EXPECT_EQ(Pair::status(pair.left).negotiated->families, (std::vector{kIpv4Unicast, kIpv6Unicast}));
}

TEST_F(EngineTest, RoutesArriveWithDefaultsAndSelf) {
  start();
  apply({announcement("10.0.0.0/8", 5)});
  EXPECT_EQ(pair.received(), "10.0.0.0/8 via 192.0.2.1 origin igp as-path ( 65001 ) med 5\n");
  apply({withdrawal("10.0.0.0/8")});
  EXPECT_EQ(pair.received(), "");
}

TEST_F(EngineTest, ARouteOfASessionThatIsDownArrivesWhenItComesUp) {
  pair.set(left_config, right_config);
  pair.left.engine.release_initial_routes(pair.now);
  pair.left.engine.apply(pair.left.engine.peers().front(), std::vector{announcement("10.0.0.0/8")}, pair.now);
  pair.run_for(30s);
  EXPECT_NE(pair.received(), "");
}

TEST_F(EngineTest, NothingIsSentBeforeTheFirstDecisionsNotEvenEndOfRib) {
  pair.set(left_config, right_config);
  pair.left.engine.apply(pair.left.engine.peers().front(), std::vector{announcement("10.0.0.0/8")}, pair.now);
  pair.run_for(30s);
  EXPECT_EQ(Pair::status(pair.left).state, State::established);
  EXPECT_EQ(updates_sent(), 0U);
  pair.left.engine.release_initial_routes(pair.now);
  pair.settle();
  EXPECT_EQ(updates_sent(), 3U) << "the route and an End-of-RIB for each family";
}

TEST_F(EngineTest, EndOfRibComesLastAndOncePerFamily) {
  start();
  std::vector<std::string> order;
  for (const PeerEvent& event : pair.left.events) {
    const auto* seen = std::get_if<UpdateSeen>(&event.kind);
    if (seen != nullptr && seen->direction == Direction::send)
      order.push_back(seen->update.end_of_rib ? "eor " + family_name(*seen->update.end_of_rib) : "routes");
  }
  EXPECT_EQ(order, (std::vector<std::string>{"eor ipv4 unicast", "eor ipv6 unicast"}));
}

TEST_F(EngineTest, AnnounceAndWithdrawInOneGoAreBothSaid) {
  start();
  const std::size_t before = updates_sent();
  apply({announcement("10.0.0.0/8"), withdrawal("10.0.0.0/8")});
  EXPECT_EQ(updates_sent() - before, 2U);
  EXPECT_EQ(pair.received(), "");
}

TEST_F(EngineTest, RoutesWithTheSameAttributesShareAnUpdateUnlessToldOtherwise) {
  start();
  std::size_t before = updates_sent();
  apply({announcement("10.0.0.0/8"), announcement("11.0.0.0/8"), announcement("12.0.0.0/8", 9)});
  EXPECT_EQ(updates_sent() - before, 2U);
  left_config.group_updates = false;
  pair.left.engine.set_peers(std::span(&left_config, 1), pair.now);
  before = updates_sent();
  apply({announcement("13.0.0.0/8"), announcement("14.0.0.0/8")});
  EXPECT_EQ(updates_sent() - before, 2U);
}

TEST_F(EngineTest, ALostSessionComesBackAndIsGivenEverythingAgain) {
  start();
  apply({announcement("10.0.0.0/8")});
  pair.right.engine.reset(pair.right.engine.peers().front(), Notification{ErrorCode::cease, cease::admin_reset, {}}, pair.now);
  pair.settle();
  EXPECT_EQ(Pair::count<PeerDown>(pair.left), 1U);
  EXPECT_EQ(Pair::status(pair.left).last_down, fsm::DownReason::notification_received);
  pair.run_for(2min);
  EXPECT_EQ(Pair::status(pair.left).state, State::established);
  EXPECT_NE(pair.received(), "");
}

TEST_F(EngineTest, HoldTimerEndsASilentSession) {
  start();
  pair.left.other_end.clear();  // nothing reaches the other side any more
  pair.right.other_end.clear();
  pair.left.deaf = pair.right.deaf = true;
  pair.run_for(10s);
  std::vector<fsm::DownReason> ends;
  for (const PeerEvent& event : pair.left.events) {
    if (const auto* down = std::get_if<PeerDown>(&event.kind); down != nullptr && down->was_up) ends.push_back(down->reason);
  }
  EXPECT_EQ(ends, std::vector{fsm::DownReason::hold_timer_expired});
  EXPECT_NE(Pair::status(pair.left).state, State::established);
}

TEST_F(EngineTest, AWrongAsIsRefusedAndSaidSo) {
  left_config.peer_as = 65009;
  start();
  EXPECT_NE(Pair::status(pair.left).state, State::established);
  EXPECT_NE(Pair::status(pair.left).last_down_text.find("65000"), std::string::npos) << Pair::status(pair.left).last_down_text;
  EXPECT_NE(Pair::status(pair.left).last_down_text.find("65009"), std::string::npos);
}

TEST_F(EngineTest, OnlyChangesThatConcernTheWireResetASession) {
  start();
  left_config.description = "new words";
  left_config.connect_retry = 60s;
  pair.left.engine.set_peers(std::span(&left_config, 1), pair.now);
  pair.settle();
  EXPECT_EQ(Pair::count<PeerDown>(pair.left), 0U);
  left_config.hold_time = 30;
  pair.left.engine.set_peers(std::span(&left_config, 1), pair.now);
  pair.settle();
  EXPECT_EQ(Pair::count<PeerDown>(pair.left), 1U);
  pair.run_for(2min);
  EXPECT_EQ(Pair::status(pair.left).state, State::established);
  EXPECT_EQ(Pair::status(pair.left).sessions, 2U);
}

TEST_F(EngineTest, APeerThatIsGoneIsToldSo) {
  start();
  pair.left.engine.set_peers({}, pair.now);
  pair.settle();
  EXPECT_TRUE(pair.left.engine.peers().empty());
  EXPECT_EQ(Pair::status(pair.right).last_notification.subcode, cease::peer_deconfigured);
}

TEST_F(EngineTest, AnUnknownPeerIsRefused) {
  pair.left.engine.set_peers(std::span(&left_config, 1), pair.now);
  pair.run_for(3s);
  EXPECT_GE(Pair::count<ConnectionRefused>(pair.right), 1U);
  EXPECT_EQ(Pair::status(pair.left).last_notification, (Notification{ErrorCode::cease, cease::connection_rejected, {}}));
}

TEST_F(EngineTest, RouteRefreshIsAnsweredFromWhatWasSent) {
  left_config.route_refresh = right_config.route_refresh = true;
  start();
  apply({announcement("10.0.0.0/8")});
  const std::size_t before = updates_sent();
  pair.right.engine.request_refresh(pair.right.engine.peers().front(), kIpv4Unicast, pair.now);
  pair.settle();
  EXPECT_EQ(updates_sent() - before, 1U);
  EXPECT_EQ(Pair::status(pair.left).sent.refresh, 2U) << "begin and end (RFC 7313)";
}

TEST_F(EngineTest, Ipv6SelfOnAnIpv4SessionIsHeldWithOneLine) {
  start();
  apply({announcement("2001:db8::/32")});
  EXPECT_EQ(Pair::count<RouteRefused>(pair.left), 1U);
  EXPECT_EQ(pair.received(), "");
}

TEST_F(EngineTest, ASlowPeerGetsTheNewestStateLater) {
  start();
  const PeerId peer = pair.left.engine.peers().front();
  std::vector<RouteChange> many;
  for (std::uint32_t i = 0; i < 100000; ++i) {
    many.emplace_back(
        Announce{Route{unicast_nlri(Prefix::host(IpAddress::v4(0x0a000000 + i))), {.self = true, .given = {}}, no_attributes(), {OwnerKind::process, "p"}}});
  }
  pair.left.engine.apply(peer, many, pair.now);
  std::size_t bytes = 0;
  for (const Output& output : pair.left.engine.take_outputs()) {
    if (const auto* send = std::get_if<SendBytes>(&output)) bytes += send->data.size();
  }
  EXPECT_LT(bytes, 600U * 1024) << "the rest waits until the kernel takes more";
  EXPECT_LT(Pair::status(pair.left).routes_sent, 100000U);
}

}  // namespace vigilcast::bgp::engine_test
