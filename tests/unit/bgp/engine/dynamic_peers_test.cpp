// Peers that nobody has configured one by one: they call from a range.
#include <gtest/gtest.h>

#include "bgp/engine/members.h"
#include "bgp/wire/nlri/all.h"
#include "tests/unit/bgp/engine/pair.h"

namespace vigilcast::bgp::dynamic_peers_test {

using engine_test::kLeft;
using engine_test::kRight;
using engine_test::Pair;
using namespace std::chrono_literals;

RouteChange announcement(std::string_view prefix) {
  Route route;
  route.nlri = unicast_nlri(*Prefix::parse(prefix));
  route.next_hop.self = true;
  return Announce{route};
}

// Left has a range that right is in.
class DynamicPeers : public testing::Test {
 protected:
  DynamicPeers() {
    range = engine_test::peer_config(kLeft, {}, 65000, 65001);
    range.name = "leafs";
    range.remote_range = *Prefix::parse("192.0.2.0/24");
    range.range_limit = 2;
    router = engine_test::peer_config(kRight, kLeft, 65001, 65000);
    pair.left.engine.release_initial_routes(pair.now);
    pair.right.engine.release_initial_routes(pair.now);
  }
  void start() {
    pair.set(range, router);
    pair.run_for(2s);
  }
  [[nodiscard]] std::vector<std::string> names() const {
    std::vector<std::string> out;
    for (const PeerId id : pair.left.engine.peers()) out.push_back(pair.left.engine.config(id).name);
    return out;
  }
  [[nodiscard]] PeerId range_id() const { return *pair.left.engine.find("leafs"); }
  [[nodiscard]] const PeerStatus& member() const { return pair.left.engine.status(*pair.left.engine.find("leafs-192.0.2.2")); }
  // Somebody else of the range, who says nothing.
  ConnectionId call(std::string_view from) {
    const ConnectionId id = pair.left.engine.new_connection_id();
    pair.left.engine.handle(ConnectionAccepted{id, {kLeft, 179}, {*IpAddress::parse(from), 40000}, {}}, pair.now);
    return id;
  }
  // The NOTIFICATIONs that left says on a connection.
  std::vector<Notification> answers(ConnectionId id) {
    std::vector<Notification> out;
    for (const Output& output : pair.left.engine.take_outputs()) {
      const auto* send = std::get_if<SendBytes>(&output);
      if (send == nullptr || send->connection != id || send->data->at(18) != static_cast<std::uint8_t>(MessageType::notification)) continue;
      out.push_back(decode_notification(ByteView(*send->data).subspan(kHeaderSize)));
    }
    return out;
  }

  Pair pair;
  PeerConfig range, router;
};

TEST_F(DynamicPeers, CallAndAreOrdinaryPeers) {
  start();
  EXPECT_EQ(names(), (std::vector<std::string>{"leafs", "leafs-192.0.2.2"}));
  EXPECT_EQ(member().state, fsm::State::established);
  EXPECT_EQ(member().range, "leafs");
  EXPECT_EQ(pair.left.engine.status(range_id()).state, fsm::State::idle);
  EXPECT_EQ(pair.left.engine.status(range_id()).connect_attempts, 0U);
}

TEST_F(DynamicPeers, HaveTheRoutesOfTheirRangeThoseOfBeforeAndThoseToCome) {
  pair.set(range, router);
  const RouteChange before = announcement("198.51.100.0/24"), later = announcement("203.0.113.0/24");
  pair.left.engine.apply(range_id(), std::span(&before, 1), pair.now);
  pair.run_for(2s);
  pair.left.engine.apply(range_id(), std::span(&later, 1), pair.now);
  pair.settle();
  EXPECT_EQ(pair.right.engine.status(1).routes_received, 2U);
  const RouteChange gone = Withdraw{unicast_nlri(*Prefix::parse("198.51.100.0/24")), {}};
  pair.left.engine.apply(range_id(), std::span(&gone, 1), pair.now);
  pair.settle();
  EXPECT_EQ(pair.right.engine.status(1).routes_received, 1U);
}

TEST_F(DynamicPeers, AreForgottenAWhileAfterTheyWent) {
  start();
  pair.right.engine.set_peers({}, pair.now);
  pair.settle();
  EXPECT_EQ(member().last_down, fsm::DownReason::notification_received) << "why it went can still be looked at";
  pair.run_for(Members::kRemembered - 1s);
  EXPECT_EQ(names().size(), 2U);
  pair.run_for(2s);
  EXPECT_EQ(names(), std::vector<std::string>{"leafs"});
}

TEST_F(DynamicPeers, ThatComeBackInTimeAreTheSamePeer) {
  start();
  pair.right.engine.reset(1, Notification{ErrorCode::cease, cease::admin_reset, {}}, pair.now);
  pair.run_for(10min);
  EXPECT_EQ(member().state, fsm::State::established);
  EXPECT_EQ(member().sessions, 2U);
}

TEST_F(DynamicPeers, AreLimitedInNumber) {
  start();
  call("192.0.2.7");
  EXPECT_EQ(names().size(), 3U);
  const ConnectionId third = call("192.0.2.8");
  EXPECT_EQ(names().size(), 3U);
  EXPECT_EQ(answers(third), (std::vector<Notification>{{ErrorCode::cease, cease::connection_rejected, {}}}));
}

TEST_F(DynamicPeers, ThatWentMakeRoomForThoseWhoCome) {
  start();
  pair.left.engine.handle(ConnectionLost{call("192.0.2.7"), "reset by peer"}, pair.now);
  call("192.0.2.8");
  EXPECT_EQ(names(), (std::vector<std::string>{"leafs", "leafs-192.0.2.2", "leafs-192.0.2.8"}));
}

// Down on purpose is down: calling again makes no other peer of it.
TEST_F(DynamicPeers, ThatExceedTheirLimitStayDownHoweverOftenTheyCall) {
  range.prefix_limits = {{.family = kIpv4Unicast, .most = 1, .warning_percent = 80, .restart_after = {}}};
  start();
  const std::vector<RouteChange> two{announcement("10.0.0.0/24"), announcement("10.0.1.0/24")};
  pair.right.engine.apply(pair.right.engine.peers().front(), two, pair.now);
  pair.run_for(10min);
  EXPECT_EQ(names(), (std::vector<std::string>{"leafs", "leafs-192.0.2.2"}));
  EXPECT_EQ(member().state, fsm::State::idle);
  EXPECT_EQ(member().sessions, 1U);
}

// The range is in the name, as ExaBGP has it, and a reload makes another of it.
TEST_F(DynamicPeers, AreFoundByTheNameThatTheyHaveNow) {
  range.name = "neighbor 192.0.2.0/24 local-ip 192.0.2.1";
  start();
  const std::string first = "neighbor 192.0.2.2 local-ip 192.0.2.1";
  EXPECT_TRUE(pair.left.engine.find(first));
  range.remote_range = *Prefix::parse("192.0.2.0/25");
  pair.left.engine.set_peers(std::span(&range, 1), pair.now);
  const std::string now = range.name + "-192.0.2.2";
  ASSERT_EQ(names(), (std::vector<std::string>{range.name, now}));
  ASSERT_TRUE(pair.left.engine.find(now));
  EXPECT_TRUE(pair.left.engine.has(*pair.left.engine.find(now)));
  EXPECT_FALSE(pair.left.engine.find(first));
  pair.left.engine.set_peers({}, pair.now);
  EXPECT_FALSE(pair.left.engine.find(now));
}

TEST_F(DynamicPeers, ThatBecomesAnOrdinaryPeerConnects) {
  start();
  PeerConfig fixed = engine_test::peer_config(kLeft, kRight, 65000, 65001);
  fixed.name = range.name;
  pair.left.engine.set_peers(std::vector{fixed}, pair.now);
  pair.run_for(2min);
  EXPECT_EQ(pair.left.engine.status(range_id()).state, fsm::State::established);
}

TEST_F(DynamicPeers, OfTwoRangesAreRefused) {
  PeerConfig other = range;
  other.name = "spines";
  other.remote_range = *Prefix::parse("192.0.2.0/25");
  const std::vector both{range, other};
  pair.left.engine.set_peers(both, pair.now);
  EXPECT_EQ(answers(call("192.0.2.7")), (std::vector<Notification>{{ErrorCode::cease, cease::connection_rejected, {}}}));
  EXPECT_EQ(names().size(), 2U);
}

TEST_F(DynamicPeers, YieldToAPeerThatIsConfigured) {
  start();
  PeerConfig fixed = engine_test::peer_config(kLeft, kRight, 65000, 65001);
  const std::vector both{range, fixed};
  pair.left.engine.set_peers(both, pair.now);
  pair.run_for(10s);
  EXPECT_EQ(names(), (std::vector<std::string>{"leafs", fixed.name}));
  EXPECT_EQ(pair.left.engine.status(*pair.left.engine.find(fixed.name)).state, fsm::State::established);
}

TEST_F(DynamicPeers, GoWithTheirRange) {
  start();
  pair.left.engine.set_peers({}, pair.now);
  pair.settle();
  EXPECT_TRUE(names().empty());
  EXPECT_EQ(pair.right.engine.status(1).last_notification.subcode, cease::peer_deconfigured);
}

TEST_F(DynamicPeers, FollowAChangeOfTheirRange) {
  start();
  range.range_limit = 50;
  pair.left.engine.set_peers(std::span(&range, 1), pair.now);
  pair.run_for(1s);
  EXPECT_EQ(member().sessions, 1U) << "nothing of that is on the wire";
  range.hold_time = 30;
  pair.left.engine.set_peers(std::span(&range, 1), pair.now);
  pair.run_for(10s);
  EXPECT_EQ(member().sessions, 2U);
  range.remote_range = *Prefix::parse("192.0.2.128/25");
  pair.left.engine.set_peers(std::span(&range, 1), pair.now);
  EXPECT_EQ(names(), std::vector<std::string>{"leafs"});
}

TEST_F(DynamicPeers, AreGoneFromTheMomentThatBfdEndsTheirSession) {
  range.bfd = router.bfd = BfdConfig{};
  start();
  pair.run_for(10s);
  ASSERT_EQ(member().bfd->state, bfd::State::up);
  pair.right.mute = true;
  pair.left.deaf = true;
  pair.run_for(1s);
  ASSERT_EQ(member().last_loss, fsm::DownReason::bfd_down);
  pair.run_for(Members::kRemembered);
  EXPECT_EQ(names(), std::vector<std::string>{"leafs"}) << "not reckoned from the end of its being held back";
}

TEST_F(DynamicPeers, MayBeOfOneOfSeveralAses) {
  range.peer_as.reset();
  range.peer_as_list = {65001, 65002};
  start();
  EXPECT_EQ(member().state, fsm::State::established);
  range.peer_as_list = {65002};
  pair.left.engine.set_peers(std::span(&range, 1), pair.now);
  pair.run_for(10s);
  EXPECT_NE(member().state, fsm::State::established);
  EXPECT_EQ(pair.right.engine.status(1).last_notification, (Notification{ErrorCode::open_message, open_error::bad_peer_as, {}}));
}

}  // namespace vigilcast::bgp::dynamic_peers_test
