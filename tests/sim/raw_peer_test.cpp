// Peers that misbehave, byte by byte: what the engine answers, and that it neither hangs nor spins.
#include <gmock/gmock.h>

#include "tests/sim/raw_peer_case.h"

namespace vigilcast::sim {
namespace raw_peer_case {

using testing::ElementsAre;

TEST_F(RawPeerTest, AGoodPeerIsAnswered) {
  us.announce(route_to(Prefix::parse("192.0.2.0/24").value()));
  us.boot();
  wait(milliseconds(10));
  EXPECT_THAT(peer.heard, ElementsAre("connected", "OPEN"));
  peer.say_open(65009, 90);
  wait(milliseconds(10));
  peer.say_keepalive();
  wait(milliseconds(10));
  EXPECT_THAT(peer.heard, ElementsAre("connected", "OPEN", "KEEPALIVE", "UPDATE", "UPDATE")) << "a route and End-of-RIB";
}

TEST_F(RawPeerTest, WhatIsNoBgpIsRefused) {
  us.boot();
  wait(milliseconds(10));
  peer.say(Bytes(as_bytes("GET / HTTP/1.1\r\nHost: 10.0.0.1\r\n\r\n").begin(), as_bytes("GET / HTTP/1.1\r\nHost: 10.0.0.1\r\n\r\n").end()));
  wait(milliseconds(10));
  EXPECT_THAT(peer.heard, ElementsAre("connected", "OPEN", "NOTIFICATION 1/1", "closed"));
  EXPECT_EQ(status().last_down, DownReason::notification_sent);
}

TEST_F(RawPeerTest, AWrongAsIsRefusedLaterAndLater) {  // T22
  us.boot();
  for (int i = 0; i < 6; ++i) {
    while (static_cast<int>(peer.connected_at.size()) <= i) wait(milliseconds(100));
    peer.say_open(65010, 90);
    wait(milliseconds(10));
    EXPECT_EQ(peer.heard.back(), "closed");
    EXPECT_EQ(peer.heard[peer.heard.size() - 2], "NOTIFICATION 2/2");
    EXPECT_EQ(status().last_down_text, "the peer's AS is 65010, 65009 is configured");
  }
  EXPECT_LT(peer.connected_at[1] - peer.connected_at[0], seconds(2));
  EXPECT_GT(peer.connected_at[5] - peer.connected_at[4], seconds(6));
}

TEST_F(RawPeerTest, AnAcceptorThatHangsUpAtOnceIsNotCalledAllTheTime) {  // T04
  peer.closes_at_once = true;
  us.boot();
  wait(minutes(5));
  EXPECT_GE(peer.connected_at.size(), 60U);
  EXPECT_LE(peer.connected_at.size(), 81U);
}

TEST_F(RawPeerTest, SilenceAfterConnectEndsWithTheOpenWait) {  // T07
  us.boot();
  wait(seconds(61));
  EXPECT_THAT(peer.heard, testing::Contains("NOTIFICATION 4/0"));
  EXPECT_EQ(status().last_down, DownReason::open_timeout);
}

TEST_F(RawPeerTest, MessagesAtTheWrongTime) {  // T39
  us.boot();
  wait(milliseconds(10));
  peer.say_keepalive();
  wait(milliseconds(10));
  EXPECT_EQ(peer.heard[2], "NOTIFICATION 5/1");
}

TEST_F(RawPeerTest, ByteByByteIsAsGoodAsAtOnce) {
  world.network().link(us.address(), ip("10.0.0.9")).chunk = 1;
  establish();
}

TEST_F(RawPeerTest, AnAnnouncedMessageThatNeverComesEndsWithTheHoldTime) {
  establish(9);
  say_hex("FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF 0FFF 02");
  wait(seconds(10));
  EXPECT_THAT(peer.heard, testing::Contains("NOTIFICATION 4/0"));
}

TEST_F(RawPeerTest, AMalformedRouteIsWithdrawnAndTheSessionStays) {
  establish();
  // ORIGIN igp, AS_PATH 65009, NEXT_HOP 10.0.0.9, 198.51.100.0/24; then the same with an ORIGIN of 3.
  say_hex("FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF 002F 02 0000 0014 400101 00 400206 0201 0000FDF1 400304 0A000009 18C63364");
  wait(milliseconds(10));
  EXPECT_EQ(status().routes_received, 1U);
  say_hex("FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF 002F 02 0000 0014 400101 03 400206 0201 0000FDF1 400304 0A000009 18C63364");
  wait(milliseconds(10));
  EXPECT_EQ(status().routes_received, 0U);
  EXPECT_EQ(status().state, State::established);
}

TEST_F(RawPeerTest, NothingAfterANotificationCounts) {
  establish();
  say_hex("FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF 0015 03 0602 00000000");
  wait(milliseconds(10));
  EXPECT_EQ(status().state, State::idle);
  EXPECT_EQ(status().last_down, DownReason::notification_received);
  EXPECT_THAT(peer.heard, ElementsAre("closed"));
}

TEST_F(RawPeerTest, APeerThatReadsNothingIsDroppedAfterTheSendHoldTime) {  // T13
  bgp::PeerConfig& config = us.peer("raw");
  config.hold_time = 0;
  establish(0);
  Link& link = world.network().link(us.address(), ip("10.0.0.9"));
  link.buffer = 1000;
  world.network().set_silent(us.address(), ip("10.0.0.9"), true);
  for (std::uint32_t i = 0; i < 2000; ++i) us.announce(route_to(following(Prefix::parse("172.16.0.0/24").value(), i), i));
  wait(minutes(7));
  EXPECT_EQ(status().state, State::established);
  wait(minutes(2));
  EXPECT_NE(status().state, State::established);
  EXPECT_THAT(world.story(1000), testing::HasSubstr("raw down: the peer has taken nothing of what we send for 8m"));
}

TEST_F(RawPeerTest, ASecondConnectionDoesNotDisturbAnEstablishedOne) {  // T16
  establish();
  peer.connect(us.address());
  wait(milliseconds(10));
  EXPECT_THAT(peer.heard, ElementsAre("connected", "NOTIFICATION 6/7", "closed"));
  EXPECT_EQ(status().state, State::established);
}

// Two connections, both OPENs good: only one may remain, and its peer has the higher identifier, so the one that it opened.
TEST_F(RawPeerTest, ACollisionLeavesTheConnectionOfTheHigherIdentifier) {  // T15
  us.boot();
  wait(milliseconds(10));
  peer.say_open(65009, 90);
  wait(milliseconds(10));
  EXPECT_EQ(status().state, State::open_confirm);
  peer.heard.clear();
  peer.connect(us.address());
  wait(milliseconds(10));
  peer.say_open(65009, 90);
  wait(milliseconds(10));
  peer.say_keepalive();
  wait(milliseconds(10));
  EXPECT_EQ(status().state, State::established);
  EXPECT_THAT(peer.heard, ElementsAre("connected", "OPEN", "KEEPALIVE", "closed", "UPDATE")) << "the end is that of the first connection";
}

// The other way round: the loser hears so instead of KEEPALIVE, for with a KEEPALIVE it would be up at the peer.
TEST_F(RawPeerTest, ACollisionIsJudgedBeforeTheOpenIsAnswered) {  // T15
  peer.identifier = ip("9.0.0.1");
  us.boot();
  wait(milliseconds(10));
  peer.say_open(65009, 90);
  wait(milliseconds(10));
  peer.heard.clear();
  peer.connect(us.address());
  wait(milliseconds(10));
  peer.say_open(65009, 90);
  wait(milliseconds(10));
  EXPECT_THAT(peer.heard, ElementsAre("connected", "OPEN", "NOTIFICATION 6/7", "closed"));
  EXPECT_EQ(status().state, State::open_confirm) << "the first connection goes on";
}

}  // namespace raw_peer_case
}  // namespace vigilcast::sim
