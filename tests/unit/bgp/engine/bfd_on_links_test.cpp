// BFD of peers that are bound to a link: by address, or unnumbered, where the router of the link must be known first.
#include <gtest/gtest.h>

#include "tests/unit/bgp/engine/pair.h"

namespace vigilcast::bgp::bfd_on_links_test {

using namespace std::chrono_literals;
using engine_test::kLeft;
using engine_test::kRight;
using engine_test::Pair;
using fsm::State;

const IpAddress kNear = *IpAddress::parse("fe80::1"), kFar = *IpAddress::parse("fe80::2"), kOther = *IpAddress::parse("fe80::3");

PeerConfig on_eth0(const IpAddress& router_id, std::uint32_t local_as, std::uint32_t peer_as) {
  PeerConfig out = engine_test::peer_config(router_id, {}, local_as, peer_as);
  out.name = out.interface = "eth0";
  out.local_address.reset();
  out.bfd = BfdConfig{};
  return out;
}

class BfdOnLinks : public testing::Test {
 protected:
  BfdOnLinks() {
    pair.left.interface = pair.right.interface = "eth0";
    pair.left.address = kNear;
    pair.right.address = kFar;
  }
  void start(Duration length = 30s) {
    pair.set(near, far);
    pair.run_for(length);
  }
  void hear(Pair::Side& side, const IpAddress& router, const std::string& interface = "eth0") {
    side.engine.handle(RouterHeard{interface, router}, pair.now);
    pair.settle();
  }
  // Where left's BFD packets go next; nothing: there are none.
  std::optional<IpAddress> path() {
    const auto before = pair.left.engine.take_bfd_orders();
    for (const BfdOrder& order : before) {
      if (const auto* open = std::get_if<OpenBfd>(&order)) return open->path.remote;
    }
    return std::nullopt;
  }
  const PeerStatus& left() { return Pair::status(pair.left); }

  Pair pair;
  PeerConfig near = on_eth0(kLeft, 65001, 65000), far = on_eth0(kRight, 65000, 65001);
};

TEST_F(BfdOnLinks, ThereIsNoPathBeforeTheRouterIsKnown) {
  pair.left.deaf = pair.right.deaf = true;
  start(1s);
  EXPECT_FALSE(left().bfd);
  hear(pair.left, kOther, "eth1");
  EXPECT_FALSE(left().bfd) << "that is another link";
  hear(pair.left, kFar);
  ASSERT_TRUE(left().bfd);
  hear(pair.right, kNear);
  pair.run_for(10s);
  EXPECT_EQ(left().bfd->state, bfd::State::up);
}

TEST_F(BfdOnLinks, WhoCallsIsTheRouterToo) {
  near.passive = true;
  start();
  EXPECT_EQ(left().state, State::established);
  ASSERT_TRUE(left().bfd);
  EXPECT_EQ(left().bfd->state, bfd::State::up);
}

TEST_F(BfdOnLinks, AFailureResetsTheSessionAndItComesBackOnce) {
  start();
  pair.left.mute = pair.right.mute = true;
  pair.run_for(1s);
  EXPECT_NE(left().state, State::established);
  pair.run_for(10s);
  pair.left.mute = pair.right.mute = false;
  pair.run_for(30s);
  EXPECT_EQ(left().state, State::established);
  EXPECT_EQ(left().sessions, 2U);
}

TEST_F(BfdOnLinks, AnotherRouterIsWatchedOnceTheSessionIsOver) {
  start();
  std::ignore = path();
  pair.left.engine.handle(RouterHeard{"eth0", kOther}, pair.now);
  EXPECT_EQ(path(), std::nullopt) << "the session is with the former one";
  const ConnectionId connection = pair.left.engine.connections(pair.left.engine.peers().front()).front();
  pair.left.engine.handle(ConnectionLost{connection, "closed by the peer"}, pair.now);
  EXPECT_EQ(path(), kOther);
  EXPECT_EQ(Pair::count<PeerDown>(pair.left), 0U) << "not seen yet";
  pair.settle();
  EXPECT_EQ(left().last_loss, fsm::DownReason::connection_closed) << "the end of the former path is no failure";
}

TEST_F(BfdOnLinks, ALinkThatWentDownIsNotWaitedForTwice) {
  start();
  pair.left.mute = pair.right.mute = true;
  const ConnectionId connection = pair.left.engine.connections(pair.left.engine.peers().front()).front();
  pair.left.engine.handle(ConnectionLost{connection, "interface eth0 went down", true}, pair.now);
  pair.left.deaf = pair.right.deaf = true;
  pair.run_for(2s);
  ASSERT_EQ(left().bfd->state, bfd::State::down);
  pair.left.deaf = pair.right.deaf = false;
  far.bfd.reset();  // the other side does not care
  pair.right.engine.set_peers(std::span(&far, 1), pair.now);
  pair.run_for(20s);
  EXPECT_EQ(left().state, State::established) << "BFD is not up again, and was not what ended the session";
  EXPECT_EQ(left().sessions, 2U);
}

TEST_F(BfdOnLinks, OfAnotherLinkNobodyIsKnown) {
  start();
  near.interface = "eth1";
  pair.left.deaf = pair.right.deaf = true;
  pair.left.engine.set_peers(std::span(&near, 1), pair.now);
  EXPECT_FALSE(left().bfd);
}

TEST_F(BfdOnLinks, AStoppedEngineWatchesNobodyAnyMore) {
  start();
  pair.left.engine.stop(Notification{ErrorCode::cease, cease::admin_shutdown, {}}, pair.now);
  pair.settle();
  hear(pair.left, kOther);
  pair.run_for(10s);
  EXPECT_FALSE(left().bfd);
}

TEST_F(BfdOnLinks, PacketsOfAnotherLinkDoNotCount) {
  near = engine_test::peer_config(kLeft, kRight, 65001, 65000);
  far = engine_test::peer_config(kRight, kLeft, 65000, 65001);
  near.bfd = far.bfd = BfdConfig{};
  near.interface = "eth0";
  pair.left.address = kLeft;
  pair.right.address = kRight;
  start();
  ASSERT_EQ(left().bfd->state, bfd::State::up);
  pair.left.interface = "eth1";
  pair.run_for(1s);
  EXPECT_EQ(left().bfd->state, bfd::State::down);
  EXPECT_EQ(left().bfd->last_discard, "over another interface or VRF than the peer's");
  pair.left.interface = "eth0";
  pair.run_for(30s);
  EXPECT_EQ(left().bfd->state, bfd::State::up);
}

TEST_F(BfdOnLinks, OneAddressOnTwoLinksAreTwoPaths) {
  PeerConfig second = near;
  second.name = second.interface = "eth1";
  near.address = second.address = kFar;
  const std::vector both{near, second};
  pair.left.engine.set_peers(both, pair.now);
  pair.right.engine.set_peers(std::span(&far, 1), pair.now);
  pair.run_for(30s);
  const auto ids = pair.left.engine.peers();
  EXPECT_EQ(pair.left.engine.status(ids[0]).bfd->state, bfd::State::up);
  EXPECT_EQ(pair.left.engine.status(ids[1]).bfd->state, bfd::State::down);
  EXPECT_EQ(pair.left.engine.status(ids[1]).bfd->received, 0U);
}

TEST(TiedToLink, IsWhoeverIsOneHopAwayOnIt) {
  PeerConfig peer = engine_test::peer_config(kLeft, kRight, 65001, 65000);
  EXPECT_FALSE(peer.tied_to_link());
  peer.interface = "eth0";
  EXPECT_TRUE(peer.tied_to_link());
  peer.outgoing_ttl = 4;
  EXPECT_FALSE(peer.tied_to_link());
  EXPECT_EQ(peer.hops(), 254);
  peer.outgoing_ttl = 255;
  peer.incoming_ttl = 255;
  EXPECT_TRUE(peer.tied_to_link());
  peer.incoming_ttl = 254;
  EXPECT_EQ(peer.hops(), 2);
  peer.address = kFar;
  EXPECT_TRUE(peer.tied_to_link()) << "link-local addresses are not routed";
}

}  // namespace vigilcast::bgp::bfd_on_links_test
