// T15 to T18: two connections with one peer.
#include "bgp/fsm/collision.h"

#include "tests/unit/bgp/fsm/driver.h"

namespace vigilcast::bgp::fsm_test {

constexpr State kAllStates[] = {State::idle, State::connect, State::active, State::open_sent, State::open_confirm, State::established};

TEST(FsmCollision, TheHigherIdentifierKeepsWhatItOpened) {
  const Speaker low{65001, ip("192.0.2.1")}, high{65000, ip("192.0.2.2")};
  EXPECT_EQ(collision_loser(high, low, State::open_confirm, State::open_confirm), Side::incoming);
  EXPECT_EQ(collision_loser(low, high, State::open_confirm, State::open_confirm), Side::outgoing);
}

TEST(FsmCollision, IdentifiersAreComparedAsNumbers) {
  const Speaker low{65001, ip("9.255.255.255")}, high{65000, ip("10.0.0.0")};
  EXPECT_EQ(collision_loser(high, low, State::open_confirm, State::open_confirm), Side::incoming);
}

TEST(FsmCollision, EqualIdentifiersAreDecidedByTheAs) {
  const Speaker low{65000, ip("192.0.2.1")}, high{65001, ip("192.0.2.1")};
  EXPECT_EQ(collision_loser(high, low, State::open_confirm, State::open_confirm), Side::incoming);
  EXPECT_EQ(collision_loser(low, high, State::open_confirm, State::open_confirm), Side::outgoing);
}

TEST(FsmCollision, EstablishedWinsOverEveryOther) {
  const Speaker low{65001, ip("192.0.2.1")}, high{65000, ip("192.0.2.2")};
  for (const State other : kAllStates) {
    if (other == State::established) continue;
    for (const auto& [local, peer] : {std::pair(low, high), std::pair(high, low)}) {
      EXPECT_EQ(collision_loser(local, peer, State::established, other), Side::incoming) << state_name(other);
      EXPECT_EQ(collision_loser(local, peer, other, State::established), Side::outgoing) << state_name(other);
    }
  }
}

TEST(FsmCollision, NothingIsJudgedBeforeBothAreInOpenConfirm) {
  const Speaker low{65001, ip("192.0.2.1")}, high{65000, ip("192.0.2.2")};
  for (const State other : kAllStates) {
    if (other >= State::open_confirm) continue;
    EXPECT_EQ(collision_loser(low, high, State::open_confirm, other), std::nullopt) << state_name(other);
    EXPECT_EQ(collision_loser(low, high, other, State::open_confirm), std::nullopt) << state_name(other);
  }
}

// Both speakers see the same two connections, each from its side: exactly one of the connections must survive.
TEST(FsmCollision, BothSpeakersAgree) {
  Rng rng(7);
  for (int i = 0; i < 1000; ++i) {
    const Speaker a{static_cast<std::uint32_t>(65000 + rng.below(3)), IpAddress::v4(static_cast<std::uint32_t>(rng.below(4)))};
    const Speaker b{static_cast<std::uint32_t>(65000 + rng.below(3)), IpAddress::v4(static_cast<std::uint32_t>(rng.below(4)))};
    if (a.as == b.as && a.identifier == b.identifier) continue;  // refused as a bad OPEN
    EXPECT_NE(collision_loser(a, b, State::open_confirm, State::open_confirm), collision_loser(b, a, State::open_confirm, State::open_confirm));
  }
}

TEST(FsmCollision, TwoSessionsOfOnePeer) {
  Driver outgoing, incoming(passive(), 2);
  outgoing.to_open_sent();
  incoming(Start{});
  incoming(Connected{});
  EXPECT_EQ(collision_loser(outgoing.session, incoming.session), std::nullopt);
  outgoing(OpenReceived{theirs()});
  EXPECT_EQ(collision_loser(outgoing.session, incoming.session), std::nullopt);
  incoming(OpenReceived{theirs()});
  ASSERT_EQ(collision_loser(outgoing.session, incoming.session), Side::outgoing) << "the peer has 192.0.2.2, we 192.0.2.1";
  EXPECT_EQ(outgoing(CollisionLost{}), "NOTIFICATION 6/7, close, >Idle, down collision");
  EXPECT_EQ(incoming(KeepaliveReceived{}), ">Established, up");
  EXPECT_EQ(collision_loser(outgoing.session, incoming.session), Side::outgoing);
}

}  // namespace vigilcast::bgp::fsm_test
