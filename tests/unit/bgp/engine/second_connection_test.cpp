// A peer that calls again while its session is up: has it restarted, or is the call one too many? (RFC 4271 section 6.8, RFC 4724 section 4.2)
#include <gtest/gtest.h>

#include "tests/unit/bgp/engine/pair.h"

namespace vigilcast::bgp::second_connection_test {

using engine_test::kLeft;
using engine_test::kRight;
using engine_test::Pair;
using namespace std::chrono_literals;

class SecondConnection : public testing::Test {
 protected:
  void start(std::optional<std::uint16_t> restart_time) {
    PeerConfig left = engine_test::peer_config(kLeft, kRight, 65000, 65001), right = engine_test::peer_config(kRight, kLeft, 65001, 65000);
    left.graceful_restart = right.graceful_restart = restart_time;
    left.passive = true;
    pair.set(left, right);
    pair.run_for(2s);
    ASSERT_EQ(Pair::status(pair.left).state, fsm::State::established);
  }
  std::string call_again() {
    const ConnectionId id = pair.left.engine.new_connection_id();
    pair.left.engine.handle(ConnectionAccepted{id, {kLeft, 179}, {kRight, 40001}, {}}, pair.now);
    for (const Output& output : pair.left.engine.take_outputs()) {
      const auto* send = std::get_if<SendBytes>(&output);
      if (send == nullptr || send->connection != id) continue;
      const ByteView message(*send->data);
      if (message[18] != static_cast<std::uint8_t>(MessageType::notification)) return "answered";
      return decode_notification(message.subspan(kHeaderSize)).to_string();
    }
    return "nothing said";
  }

  Pair pair;
};

TEST_F(SecondConnection, IsRefusedWithoutGracefulRestart) {
  start({});
  EXPECT_EQ(call_again(), "Cease - Connection Collision Resolution");
  EXPECT_EQ(Pair::status(pair.left).state, fsm::State::established);
}

TEST_F(SecondConnection, OfAYoungSessionMayBeTheOtherHalfOfACollision) {
  start(60);
  EXPECT_EQ(call_again(), "Cease - Connection Collision Resolution");
}

TEST_F(SecondConnection, IsARestartWhereBothAgreedOnIt) {
  start(60);
  pair.run_for(10s);
  EXPECT_EQ(call_again(), "answered");
  EXPECT_EQ(Pair::status(pair.left).state, fsm::State::open_sent);
  EXPECT_EQ(Pair::status(pair.left).last_loss, fsm::DownReason::connection_closed);
}

}  // namespace vigilcast::bgp::second_connection_test
