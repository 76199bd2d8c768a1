#include "bgp/engine/engine.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/unit/bgp/engine/pair.h"

namespace vigilcast::bgp::engine_test {

using namespace std::chrono_literals;
using fsm::State;

class EngineTest : public ::testing::Test {
 protected:
  void start() {
    pair.open(left_config, right_config);
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
  EXPECT_EQ(Pair::status(pair.left).last_notification, (Notification{ErrorCode::cease, cease::peer_deconfigured, {}})) << "as ExaBGP says it";
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
    if (const auto* send = std::get_if<SendBytes>(&output)) bytes += send->data->size();
  }
  EXPECT_LT(bytes, 600U * 1024) << "the rest waits until the kernel takes more";
  EXPECT_LT(Pair::status(pair.left).routes_sent, 100000U);
}

// What a peer says byte by byte, and what the engine makes of it.
class EngineInputTest : public EngineTest {
 protected:
  void SetUp() override {
    left_config.route_refresh = right_config.route_refresh = true;
    start();
    pair.left.events.clear();
  }
  void say(ByteView data) {
    pair.left.engine.handle(BytesReceived{pair.left.other_end.begin()->first, data}, pair.now);
    pair.settle();
  }
  // ORIGIN `origin`, AS_PATH 65000, NEXT_HOP 192.0.2.2, 198.51.100.0/24
  static Bytes update(std::string_view origin) {
    return *from_hex("FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF 002F 02 0000 0014 400101" + std::string(origin) + "400206 0201 0000FDE8 400304 C0000202 18C63364");
  }
};

TEST_F(EngineInputTest, WhatIsWrongIsShownByteByByteThoughItCameInPieces) {
  const Bytes whole = update("07");
  say(ByteView(whole).first(30));
  say(ByteView(whole).subspan(30));
  ASSERT_EQ(Pair::count<UpdateSeen>(pair.left), 1U);
  const auto& seen =
      std::get<UpdateSeen>(std::ranges::find_if(pair.left.events, [](const PeerEvent& event) { return std::holds_alternative<UpdateSeen>(event.kind); })->kind);
  EXPECT_EQ(to_hex(seen.raw), to_hex(whole));
  EXPECT_EQ(seen.faults.size(), 1U);
}

TEST_F(EngineInputTest, EventsComeInTheOrderOfTheMessages) {
  Bytes together = update("00");
  encode_notification(together, Notification{ErrorCode::cease, cease::admin_reset, {}});
  say(together);
  std::string order;
  for (const PeerEvent& event : pair.left.events) {
    if (std::holds_alternative<UpdateSeen>(event.kind)) order += "update ";
    if (std::holds_alternative<NotificationSeen>(event.kind)) order += "notification ";
    if (std::holds_alternative<PeerDown>(event.kind)) order += "down ";
  }
  EXPECT_EQ(order, "update notification down ");
  EXPECT_EQ(Pair::status(pair.left).routes_received, 0U);
}

TEST_F(EngineInputTest, AnUpdateThatEndsTheSessionIsShownBeforeTheAnswer) {
  say(*from_hex("FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF 0017 02 0009 0000"));
  std::string order;
  for (const PeerEvent& event : pair.left.events) {
    if (std::holds_alternative<UpdateSeen>(event.kind)) order += "update ";
    if (std::holds_alternative<NotificationSeen>(event.kind)) order += "notification ";
  }
  EXPECT_EQ(order, "update notification ");
}

TEST_F(EngineInputTest, ManyRefreshRequestsInOneReadAreAnsweredOnce) {
  apply({announcement("10.0.0.0/8")});
  const std::size_t before = updates_sent();
  Bytes together;
  for (int i = 0; i < 1000; ++i) encode_route_refresh(together, {kIpv4Unicast, 0});
  say(together);
  EXPECT_EQ(updates_sent() - before, 1U);
  EXPECT_EQ(Pair::status(pair.left).received.refresh, 1000U);
}

TEST_F(EngineTest, AfterAnAcceptedSessionWasLostOurOwnAttemptsWaitTheIdleHoldTime) {
  pair.left.deaf = true;  // so that the session is one that left opened
  start();
  const auto attempts = [&] { return Pair::status(pair.right).connect_attempts; };
  pair.left.engine.stop(Notification{ErrorCode::cease, cease::admin_shutdown, {}}, pair.now);
  pair.settle();
  const std::uint64_t before = attempts();
  EXPECT_EQ(Pair::status(pair.right).state, State::idle);
  pair.run_for(700ms);
  EXPECT_EQ(attempts(), before);
  pair.run_for(400ms);
  EXPECT_EQ(attempts(), before + 1);
}

TEST_F(EngineTest, WhyTheLastSessionEndedOutlivesWhatFailsSince) {
  start();
  pair.left.deaf = true;
  pair.left.engine.stop(Notification{ErrorCode::cease, cease::admin_shutdown, {}}, pair.now);
  pair.run_for(30s);
  const PeerStatus& status = Pair::status(pair.right);
  EXPECT_EQ(status.last_down, fsm::DownReason::connect_failed);
  EXPECT_EQ(status.last_loss, fsm::DownReason::notification_received);
  EXPECT_NE(status.last_loss_text.find("Administrative Shutdown"), std::string::npos) << status.last_loss_text;
}

TEST_F(EngineTest, WhatIsStoppedForGoodIsNotRevivedByAReset) {
  start();
  pair.left.engine.stop(Notification{ErrorCode::cease, cease::admin_shutdown, {}}, pair.now);
  pair.left.engine.reset(pair.left.engine.peers().front(), Notification{ErrorCode::cease, cease::admin_reset, {}}, pair.now);
  EXPECT_EQ(pair.left.engine.next_deadline(), std::nullopt);
}

TEST_F(EngineTest, EndOfRibThatAnApiLineAsksForWaitsForTheRoutesToo) {
  left_config.manual_eor = true;
  pair.set(left_config, right_config);
  const PeerId peer = pair.left.engine.peers().front();
  pair.run_for(30s);
  ASSERT_EQ(Pair::status(pair.left).state, State::established);
  pair.left.engine.apply(peer, std::vector{announcement("10.0.0.0/8")}, pair.now);
  pair.left.engine.send_end_of_rib(peer, kIpv4Unicast, pair.now);
  pair.settle();
  EXPECT_EQ(updates_sent(), 0U) << "the first decisions are not made yet";
  pair.left.engine.release_initial_routes(pair.now);
  pair.settle();
  EXPECT_EQ(updates_sent(), 2U);
  const auto last = std::ranges::find_if(pair.left.events.rbegin(), pair.left.events.rend(),
                                         [](const PeerEvent& event) { return std::holds_alternative<UpdateSeen>(event.kind); });
  EXPECT_EQ(std::get<UpdateSeen>(last->kind).update.end_of_rib, kIpv4Unicast);
}

TEST_F(EngineTest, ANextHopOfAnotherFamilyThatWasNotNegotiatedIsRefusedAndTheOldRouteWithdrawn) {
  start();
  apply({announcement("10.0.0.0/8")});
  ASSERT_NE(pair.received(), "");
  const NextHop ipv6{*IpAddress::parse("2001:db8::1"), {}};
  apply({Announce{Route{unicast_nlri(*Prefix::parse("10.0.0.0/8")), {.self = false, .given = ipv6}, no_attributes(), {OwnerKind::process, "p"}}}});
  EXPECT_EQ(Pair::count<RouteRefused>(pair.left), 1U);
  EXPECT_EQ(pair.received(), "") << "what was announced before is not wanted any more";
  const NextHop ipv4{kLeft, {}};
  apply({Announce{Route{unicast_nlri(*Prefix::parse("2001:db8::/32")), {.self = false, .given = ipv4}, no_attributes(), {OwnerKind::process, "p"}}}});
  EXPECT_EQ(Pair::count<RouteRefused>(pair.left), 2U);
  EXPECT_EQ(Pair::status(pair.left).state, State::established);
}

TEST_F(EngineTest, AnIpv6NextHopIsSentWhereBothSidesKnowIt) {
  left_config.extended_next_hop = right_config.extended_next_hop = {{kIpv4Unicast, Afi::ipv6}};
  start();
  const NextHop ipv6{*IpAddress::parse("2001:db8::1"), {}};
  apply({Announce{Route{unicast_nlri(*Prefix::parse("10.0.0.0/8")), {.self = false, .given = ipv6}, no_attributes(), {OwnerKind::process, "p"}}}});
  EXPECT_EQ(pair.received(), "10.0.0.0/8 via 2001:db8::1 origin igp as-path ( 65001 )\n");
}

TEST_F(EngineTest, ASlowPeerCostsNoMoreMemoryWhenEachRouteHasAnUpdateOfItsOwn) {
  left_config.group_updates = false;
  start();
  AttributeSet set;
  Communities communities;
  for (std::uint32_t i = 0; i < 900; ++i) communities.values.push_back({i});
  set.set(std::move(communities));
  const auto attributes = std::make_shared<const AttributeSet>(set);
  std::vector<RouteChange> many;
  for (std::uint32_t i = 0; i < 1000; ++i) {
    many.emplace_back(
        Announce{Route{unicast_nlri(Prefix::host(IpAddress::v4(0x0a000000 + i))), {.self = true, .given = {}}, attributes, {OwnerKind::process, "p"}}});
  }
  pair.left.engine.apply(pair.left.engine.peers().front(), many, pair.now);
  const std::uint64_t before = updates_sent();
  EXPECT_LT(before, 100U) << "nearly 4 KiB each";
  pair.settle();
  EXPECT_EQ(Pair::status(pair.right).routes_received, 1000U) << "the rest goes out when there is room";
}

TEST_F(EngineTest, ANewConnectRetryTimeReachesTheSessionThatRuns) {
  pair.left.deaf = pair.right.deaf = true;
  start();
  left_config.connect_retry = 60s;
  pair.left.engine.set_peers(std::span(&left_config, 1), pair.now);
  pair.run_for(10s);  // the attempt that was due already
  const std::uint64_t before = Pair::status(pair.left).connect_attempts;
  pair.run_for(2min);
  EXPECT_LE(Pair::status(pair.left).connect_attempts - before, 3U);
}

TEST_F(EngineTest, ReceivedRoutesGoWhenTheyAreNotToBeKeptAnyMore) {
  start();
  apply({announcement("10.0.0.0/8")});
  ASSERT_NE(pair.received(), "");
  right_config.adj_rib_in = false;
  pair.right.engine.set_peers(std::span(&right_config, 1), pair.now);
  EXPECT_EQ(pair.received(), "");
}

}  // namespace vigilcast::bgp::engine_test
