// PeerConfig::most_attempts (exabgp.tcp.attempts) and what is said in OPERATIONAL messages: things that count sessions.
#include <gtest/gtest.h>

#include "bgp/wire/nlri/all.h"
#include "tests/unit/bgp/engine/pair.h"

namespace vigilcast::bgp::engine_test {

using namespace std::chrono_literals;

class AttemptsTest : public ::testing::Test {
 protected:
  void break_session() {
    pair.right.engine.reset(pair.right.engine.peers().front(), Notification{ErrorCode::cease, cease::admin_reset, {}}, pair.now);
    pair.settle();
  }
  std::vector<std::string> advice() const {
    std::vector<std::string> out;
    for (const PeerEvent& event : pair.right.events) {
      if (const auto* seen = std::get_if<OperationalSeen>(&event.kind)) out.emplace_back(find_operational(seen->message.type)->name);
    }
    return out;
  }

  Pair pair;
  PeerConfig left = peer_config(kLeft, kRight, 65001, 65000);
  PeerConfig right = peer_config(kRight, kLeft, 65000, 65001);
};

TEST_F(AttemptsTest, AfterTheLastOneThePeerStaysDown) {
  left.most_attempts = 2;
  right.passive = true;
  pair.right.deaf = true;
  pair.open(left, right);
  pair.run_for(5min);
  EXPECT_EQ(Pair::status(pair.left).connect_attempts, 2U);
  EXPECT_TRUE(Pair::status(pair.left).given_up);
}

TEST_F(AttemptsTest, OneWithoutAnAnswerIsOverWhenItsTimeIs) {
  left.most_attempts = 2;
  right.passive = true;
  pair.right.silent = true;
  pair.open(left, right);
  pair.run_for(6s);  // one and a half times the wait
  EXPECT_EQ(Pair::status(pair.left).connect_attempts, 2U);
  EXPECT_FALSE(Pair::status(pair.left).given_up) << "the second one is under way";
  pair.run_for(6s);
  EXPECT_EQ(Pair::status(pair.left).connect_attempts, 2U) << "no third one is begun";
  EXPECT_TRUE(Pair::status(pair.left).given_up);
  EXPECT_EQ(Pair::count<PeerDown>(pair.left), 2U + 1U) << "both attempts, and the end";
}

// Both called each other, and the peer keeps its call before our OPEN has an answer.
TEST_F(AttemptsTest, ThePeersCallMakesUpForOurs) {
  left.most_attempts = 1;
  Engine& engine = pair.left.engine;
  engine.set_peers(std::span(&left, 1), pair.now);
  const ConnectionId ours = 1, call = 2;
  engine.handle(ConnectionUp{ours, {kLeft, 40000}, {kRight, 179}, {}}, pair.now);
  ASSERT_EQ(engine.new_connection_id(), call);
  engine.handle(ConnectionAccepted{call, {kLeft, 179}, {kRight, 40000}, {}}, pair.now);
  Open open;
  open.my_as = 65000;
  open.hold_time = 9;
  open.identifier = kRight;
  open.capabilities.families = left.families;
  Bytes greeting, farewell, keepalive;
  encode_open(greeting, open);
  encode_notification(farewell, Notification{ErrorCode::cease, cease::collision, {}});
  encode_keepalive(keepalive);
  engine.handle(BytesReceived{call, greeting}, pair.now);
  ASSERT_EQ(Pair::status(pair.left).state, fsm::State::open_confirm);
  engine.handle(BytesReceived{ours, farewell}, pair.now);
  EXPECT_FALSE(Pair::status(pair.left).given_up);
  engine.handle(BytesReceived{call, keepalive}, pair.now);
  EXPECT_EQ(Pair::status(pair.left).state, fsm::State::established);
  engine.handle(ConnectionLost{call, "reset by peer"}, pair.now);
  EXPECT_TRUE(Pair::status(pair.left).given_up) << "now nothing is left";
}

// What we end ourselves is not a failure of the peer's.
TEST_F(AttemptsTest, AResetOfASessionBeginsAnew) {
  left.most_attempts = 1;
  right.passive = true;
  pair.open(left, right);
  pair.run_for(30s);
  pair.left.engine.reset(pair.left.engine.peers().front(), Notification{ErrorCode::cease, cease::admin_reset, {}}, pair.now);
  pair.run_for(30s);
  EXPECT_FALSE(Pair::status(pair.left).given_up);
  EXPECT_EQ(Pair::status(pair.left).sessions, 2U);
  left.hold_time = 30;
  pair.set(left, right);
  pair.run_for(30s);
  EXPECT_FALSE(Pair::status(pair.left).given_up) << "a reload";
  EXPECT_EQ(Pair::status(pair.left).sessions, 3U);
}

TEST_F(AttemptsTest, APauseForALimitIsNotTheEnd) {
  left.most_attempts = 1;
  left.prefix_limits = {{.family = kIpv4Unicast, .most = 0, .warning_percent = 100, .restart_after = 10min}};
  right.passive = true;
  pair.open(left, right);
  pair.run_for(30s);
  Route route;
  route.nlri = unicast_nlri(*Prefix::parse("10.0.0.0/8"));
  route.next_hop.self = true;
  const RouteChange change = Announce{route};
  const PeerId at_right = pair.right.engine.peers().front();
  pair.right.engine.apply(at_right, std::span(&change, 1), pair.now);
  pair.run_for(5min);
  EXPECT_EQ(Pair::status(pair.left).state, fsm::State::idle);
  EXPECT_FALSE(Pair::status(pair.left).given_up);
  const RouteChange back = Withdraw{route.nlri, {}};
  pair.right.engine.apply(at_right, std::span(&back, 1), pair.now);
  pair.run_for(6min);
  EXPECT_EQ(Pair::status(pair.left).sessions, 2U);
  EXPECT_EQ(Pair::status(pair.left).state, fsm::State::established);
}

TEST_F(AttemptsTest, ASessionThatEndsIsAnAttemptThatEnds) {
  left.most_attempts = 1;
  right.passive = true;
  pair.open(left, right);
  pair.run_for(30s);
  EXPECT_EQ(Pair::status(pair.left).state, fsm::State::established);
  EXPECT_FALSE(Pair::status(pair.left).given_up);
  break_session();
  pair.run_for(5min);
  EXPECT_TRUE(Pair::status(pair.left).given_up);
  EXPECT_EQ(Pair::status(pair.left).sessions, 1U);
}

TEST_F(AttemptsTest, AResetByHandBeginsAnew) {
  left.most_attempts = 1;
  right.passive = true;
  pair.right.deaf = true;
  pair.open(left, right);
  pair.run_for(5min);
  ASSERT_TRUE(Pair::status(pair.left).given_up);
  pair.right.deaf = false;
  pair.left.engine.reset(pair.left.engine.peers().front(), Notification{ErrorCode::cease, cease::admin_reset, {}}, pair.now);
  pair.run_for(30s);
  EXPECT_FALSE(Pair::status(pair.left).given_up);
  EXPECT_EQ(Pair::status(pair.left).state, fsm::State::established);
}

TEST_F(AttemptsTest, StaticAdviceIsGivenInEachSessionTheRestOnce) {
  left.operational = right.operational = true;
  right.passive = true;
  left.operational_messages = {{.type = Operational::Type::asm_, .family = kIpv4Unicast, .advisory = "one", .router_id = {}},
                               {.type = Operational::Type::adm, .family = kIpv4Unicast, .advisory = "two", .router_id = {}},
                               {.type = Operational::Type::rpcq, .family = {Afi::ipv4, Safi::nlri_mpls}, .advisory = {}, .router_id = {}, .sequence = 7}};
  pair.open(left, right);
  pair.run_for(30s);
  EXPECT_EQ(advice(), (std::vector<std::string>{"ASM", "ADM"})) << "the question is about a family that the session does not have";
  break_session();
  pair.run_for(2min);
  EXPECT_EQ(advice(), (std::vector<std::string>{"ASM", "ADM", "ASM"}));
  EXPECT_EQ(Pair::status(pair.right).received.operational, 3U);
}

TEST_F(AttemptsTest, WhatIsSaidOnceWaitsForASessionThatCan) {
  left.operational = true;
  right.passive = true;
  left.operational_messages = {{.type = Operational::Type::adm, .family = kIpv4Unicast, .advisory = "one", .router_id = {}}};
  pair.open(left, right);
  pair.run_for(30s);
  EXPECT_TRUE(advice().empty());
  right.operational = true;
  pair.set(left, right);
  pair.run_for(2min);
  EXPECT_EQ(advice(), std::vector<std::string>{"ADM"});
}

TEST_F(AttemptsTest, WhatAReloadAddsIsSaidAtOnce) {
  left.operational = right.operational = true;
  right.passive = true;
  const Operational first{.type = Operational::Type::adm, .family = kIpv4Unicast, .advisory = "one", .router_id = {}};
  left.operational_messages = {first};
  pair.open(left, right);
  pair.run_for(30s);
  left.operational_messages.push_back({.type = Operational::Type::adm, .family = kIpv4Unicast, .advisory = "two", .router_id = {}});
  left.operational_messages.push_back({.type = Operational::Type::asm_, .family = kIpv4Unicast, .advisory = "three", .router_id = {}});
  pair.set(left, right);
  pair.run_for(10s);
  EXPECT_EQ(advice(), (std::vector<std::string>{"ADM", "ADM", "ASM"}));
  EXPECT_EQ(Pair::status(pair.left).sessions, 1U);
  left.operational_messages = {};
  pair.set(left, right);
  left.operational_messages = {first};
  pair.set(left, right);
  pair.run_for(10s);
  EXPECT_EQ(advice(), (std::vector<std::string>{"ADM", "ADM", "ASM", "ADM"})) << "it is another one, with the same words";
}

TEST_F(AttemptsTest, AdviceOfAnOrderIsSaidAtOnceAndWhatLastsReplacesTheConfigured) {
  left.operational = right.operational = true;
  right.passive = true;
  left.operational_messages = {{.type = Operational::Type::asm_, .family = kIpv4Unicast, .advisory = "of the file", .router_id = {}}};
  pair.open(left, right);
  const PeerId peer = pair.left.engine.peers().front();
  pair.left.engine.advise(peer, {.type = Operational::Type::adm, .family = kIpv4Unicast, .advisory = "early", .router_id = {}}, pair.now);
  pair.left.engine.advise(peer, {.type = Operational::Type::lpcq, .family = {Afi::ipv4, Safi::nlri_mpls}, .advisory = {}, .router_id = {}}, pair.now);
  pair.run_for(30s);
  EXPECT_EQ(advice(), (std::vector<std::string>{"ASM", "ADM"})) << "the question waits for a session with its family";
  pair.left.engine.advise(peer, {.type = Operational::Type::asm_, .family = kIpv4Unicast, .advisory = "of an order", .router_id = {}}, pair.now);
  pair.run_for(1s);
  EXPECT_EQ(advice(), (std::vector<std::string>{"ASM", "ADM", "ASM"}));
  break_session();
  pair.run_for(2min);
  EXPECT_EQ(advice(), (std::vector<std::string>{"ASM", "ADM", "ASM", "ASM"})) << "one of the two that last";
}

TEST_F(AttemptsTest, OfAdviceThatWaitsTheNewestIsKept) {
  left.operational = right.operational = true;
  right.passive = true;
  pair.open(left, right);
  const PeerId peer = pair.left.engine.peers().front();
  for (std::uint32_t i = 0; i < Engine::kMostAdvice + 10; ++i) {
    pair.left.engine.advise(peer, {.type = Operational::Type::rpcq, .family = kIpv4Unicast, .advisory = {}, .router_id = {}, .sequence = i}, pair.now);
  }
  pair.run_for(30s);
  EXPECT_EQ(Pair::status(pair.right).received.operational, Engine::kMostAdvice);
}

TEST_F(AttemptsTest, WithoutTheCapabilityNothingIsSaid) {
  left.operational = true;
  left.operational_messages = {{.type = Operational::Type::asm_, .family = kIpv4Unicast, .advisory = "one", .router_id = {}}};
  pair.open(left, right);
  pair.run_for(30s);
  EXPECT_EQ(Pair::status(pair.left).state, fsm::State::established);
  EXPECT_TRUE(advice().empty());
}

}  // namespace vigilcast::bgp::engine_test
