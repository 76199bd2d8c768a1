// PeerConfig::most_attempts (exabgp.tcp.attempts) and what is said in OPERATIONAL messages: things that count sessions.
#include <gtest/gtest.h>

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

TEST_F(AttemptsTest, WithoutTheCapabilityNothingIsSaid) {
  left.operational = true;
  left.operational_messages = {{.type = Operational::Type::asm_, .family = kIpv4Unicast, .advisory = "one", .router_id = {}}};
  pair.open(left, right);
  pair.run_for(30s);
  EXPECT_EQ(Pair::status(pair.left).state, fsm::State::established);
  EXPECT_TRUE(advice().empty());
}

}  // namespace vigilcast::bgp::engine_test
