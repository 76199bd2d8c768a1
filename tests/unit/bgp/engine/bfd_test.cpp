// What BFD does to BGP sessions (RFC 5882, RFC 9384), with two engines back to back.
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/unit/bgp/engine/pair.h"

namespace vigilcast::bgp::bfd_engine_test {

using namespace std::chrono_literals;
using namespace engine_test;
using fsm::DownReason;
using fsm::State;

class BfdEngine : public ::testing::Test {
 protected:
  BfdEngine() {
    left_config.bfd = right_config.bfd = BfdConfig{};
    left_config.hold_time = right_config.hold_time = 90;
  }
  void start(Duration length = 30s) {
    pair.set(left_config, right_config);
    pair.run_for(length);
  }
  void cut(bool is) { pair.left.mute = pair.right.mute = is; }
  bool established() { return left().state == State::established && Pair::status(pair.right).state == State::established; }
  const PeerStatus& left() { return Pair::status(pair.left); }
  static std::vector<Notification> sent(const Pair::Side& side) {
    std::vector<Notification> out;
    for (const PeerEvent& event : side.events) {
      const auto* seen = std::get_if<NotificationSeen>(&event.kind);
      if (seen != nullptr && seen->direction == Direction::send) out.push_back(seen->notification);
    }
    return out;
  }

  Pair pair;
  PeerConfig left_config = peer_config(kLeft, kRight, 65001, 65000);
  PeerConfig right_config = peer_config(kRight, kLeft, 65000, 65001);
};

TEST_F(BfdEngine, TheStatusShowsBothEnds) {
  start();
  ASSERT_TRUE(established());
  ASSERT_TRUE(left().bfd);
  EXPECT_EQ(left().bfd->state, bfd::State::up);
  EXPECT_EQ(left().bfd->detection_time, 900ms);
  EXPECT_EQ(left().bfd->remote_discriminator, Pair::status(pair.right).bfd->discriminator);
  EXPECT_NE(left().bfd->discriminator, 0U);
}

TEST_F(BfdEngine, AFailureResetsTheSessionAtOnceWithCeaseBfdDown) {
  start();
  cut(true);
  pair.run_for(950ms);
  EXPECT_NE(left().state, State::established);
  const bool left_was_first = left().last_loss == DownReason::bfd_down;
  const PeerStatus& first = Pair::status(left_was_first ? pair.left : pair.right);
  EXPECT_EQ(first.last_loss, DownReason::bfd_down);
  EXPECT_EQ(first.last_loss_text, "BFD says that the path is down: control detection time expired");
  EXPECT_EQ(sent(left_was_first ? pair.left : pair.right).back(), (Notification{ErrorCode::cease, cease::bfd_down, {}}));
  EXPECT_EQ(Pair::status(left_was_first ? pair.right : pair.left).last_loss_text, "the peer sent NOTIFICATION Cease - BFD Down");
  EXPECT_EQ(Pair::count<PeerDown>(pair.left), 1U);
  EXPECT_EQ(Pair::count<PeerDown>(pair.right), 1U);
}

TEST_F(BfdEngine, ThePathThatFailedIsLeftAloneUntilBfdIsUpAgain) {
  start();
  cut(true);
  pair.run_for(1s);
  const auto attempts = left().connect_attempts;
  pair.run_for(50s);
  EXPECT_EQ(left().state, State::idle);
  EXPECT_EQ(left().connect_attempts, attempts);
  cut(false);
  pair.run_for(8s);
  EXPECT_TRUE(established());
  EXPECT_EQ(left().sessions, 2U) << "one reset for one failure";
  pair.run_for(10min);
  EXPECT_EQ(left().sessions, 2U);
}

TEST_F(BfdEngine, AShortFailureResetsOnceToo) {
  start();
  cut(true);
  pair.run_for(920ms);
  cut(false);
  pair.run_for(5min);
  EXPECT_TRUE(established());
  EXPECT_EQ(left().sessions, 2U);
  EXPECT_EQ(Pair::status(pair.right).sessions, 2U);
}

TEST_F(BfdEngine, APathThatFlapsIsTriedLaterEachTime) {
  start();
  std::vector<Duration> waits;
  for (int i = 0; i < 5; ++i) {
    cut(true);
    pair.run_for(1s);
    cut(false);
    const Instant good_again = pair.now;
    while (!established() && pair.now - good_again < 5min) pair.run_for(100ms);
    waits.push_back(pair.now - good_again);
  }
  EXPECT_LT(waits[0], 4s);
  EXPECT_GT(waits[4], 8s);
}

TEST_F(BfdEngine, WhoCallsWhileThePathIsDownHearsWhy) {
  start();
  cut(true);
  pair.run_for(1s);
  right_config.bfd.reset();  // the other side does not care
  pair.right.engine.set_peers(std::span(&right_config, 1), pair.now);
  pair.run_for(20s);
  EXPECT_NE(left().state, State::established);
  EXPECT_EQ(Pair::status(pair.right).last_down, DownReason::notification_received);
  EXPECT_EQ(Pair::status(pair.right).last_notification.subcode, cease::bfd_down);
  pair.run_for(2min);
  EXPECT_TRUE(established()) << "a peer without BFD is not waited for for ever";
}

TEST_F(BfdEngine, APeerWithoutBfdHasItsSessionAllTheSame) {
  right_config.bfd.reset();
  start();
  EXPECT_TRUE(established());
  EXPECT_EQ(left().bfd->state, bfd::State::down);
  pair.run_for(10min);
  EXPECT_EQ(left().sessions, 1U);
}

TEST_F(BfdEngine, SwitchingItOffOnEitherSideIsNoFailure) {
  start();
  right_config.bfd.reset();
  pair.right.engine.set_peers(std::span(&right_config, 1), pair.now);
  pair.run_for(5min);
  EXPECT_EQ(left().sessions, 1U);
  EXPECT_EQ(left().bfd->remote_diagnostic, bfd::Diagnostic::administratively_down);
  right_config.bfd = BfdConfig{};
  pair.right.engine.set_peers(std::span(&right_config, 1), pair.now);
  pair.run_for(10s);
  EXPECT_EQ(left().bfd->state, bfd::State::up);
  EXPECT_EQ(left().sessions, 1U);
}

TEST_F(BfdEngine, RemovingItHereLetsAHeldSessionGo) {
  start();
  cut(true);
  pair.run_for(1s);
  left_config.bfd.reset();
  right_config.bfd.reset();
  pair.set(left_config, right_config);
  pair.run_for(10s);
  EXPECT_TRUE(established());
  EXPECT_FALSE(left().bfd);
}

TEST_F(BfdEngine, OtherTimersNeedNoReset) {
  start();
  left_config.bfd->session.min_tx = left_config.bfd->session.min_rx = 1s;
  pair.left.engine.set_peers(std::span(&left_config, 1), pair.now);
  pair.run_for(1min);
  EXPECT_EQ(left().bfd->detection_time, 3s);
  EXPECT_EQ(left().sessions, 1U);
  EXPECT_EQ(left().bfd->downs, 0U);
}

TEST_F(BfdEngine, SomebodyWhoAsksForTheSessionIsNotHeldBack) {
  start();
  cut(true);
  pair.run_for(1s);
  pair.left.engine.reset(pair.left.engine.peers().front(), Notification{ErrorCode::cease, cease::admin_reset, {}}, pair.now);
  EXPECT_EQ(left().state, State::connect);
}

TEST_F(BfdEngine, AStopTellsThePeerThatItIsNoFailure) {
  start();
  pair.left.engine.stop(Notification{ErrorCode::cease, cease::admin_shutdown, {}}, pair.now);
  pair.settle();
  const PeerStatus& right = Pair::status(pair.right);
  EXPECT_EQ(right.last_loss, DownReason::notification_received);
  EXPECT_EQ(right.bfd->remote_state, bfd::State::admin_down);
}

TEST_F(BfdEngine, PacketsFromFartherAwayDoNotCount) {
  pair.right.ttl = 254;
  start();
  EXPECT_EQ(left().bfd->state, bfd::State::down);
  EXPECT_EQ(left().bfd->last_discard, "from farther away than is configured: its TTL is too low");
  EXPECT_GT(left().bfd->discarded, 20U);
}

TEST_F(BfdEngine, TwoPeersOfOnePathShareItsSessionAndItsFailure) {
  PeerConfig second = left_config;
  second.name = "the same router again";
  second.port = 1179;
  const std::vector both{left_config, second};
  pair.left.engine.set_peers(both, pair.now);
  pair.right.engine.set_peers(std::span(&right_config, 1), pair.now);
  pair.run_for(10s);
  const auto ids = pair.left.engine.peers();
  EXPECT_EQ(pair.left.engine.status(ids[0]).bfd->discriminator, pair.left.engine.status(ids[1]).bfd->discriminator);
  pair.left.engine.set_peers(std::span(&both[1], 1), pair.now);
  pair.run_for(10s);
  EXPECT_EQ(pair.left.engine.status(ids[1]).bfd->state, bfd::State::up) << "one of them left";
  EXPECT_EQ(pair.left.engine.status(ids[1]).bfd->downs, 0U);
}

// --- strict mode ----------------------------------------------------------------------------------------------------------------

TEST_F(BfdEngine, InStrictModeTheSessionWaitsForThePath) {
  left_config.bfd->strict = right_config.bfd->strict = true;
  cut(true);
  start(20s);
  EXPECT_FALSE(established());
  EXPECT_EQ(left().sessions, 0U);
  EXPECT_EQ(left().state, State::open_sent);
  cut(false);
  pair.run_for(3s);
  EXPECT_TRUE(established());
  EXPECT_TRUE(left().negotiated->bfd_strict);
}

TEST_F(BfdEngine, InStrictModeTheWaitHasAnEndAndIsTriedAgain) {
  left_config.bfd->strict = right_config.bfd->strict = true;
  cut(true);
  start(32s);
  EXPECT_EQ(left().last_down, DownReason::bfd_down);
  EXPECT_EQ(sent(pair.left).back(), (Notification{ErrorCode::cease, cease::bfd_down, {}}));
  pair.run_for(5min);
  EXPECT_EQ(left().sessions, 0U);
  cut(false);
  pair.run_for(2min);
  EXPECT_TRUE(established());
  EXPECT_EQ(left().sessions, 1U);
}

TEST_F(BfdEngine, StrictModeOfOneSideAloneIsNone) {
  left_config.bfd->strict = true;
  cut(true);
  start(20s);
  EXPECT_TRUE(established());
}

TEST_F(BfdEngine, AfterAFailureInStrictModeTheSessionComesBackWithThePathAndOnce) {
  left_config.bfd->strict = right_config.bfd->strict = true;
  start();
  cut(true);
  pair.run_for(5min);
  EXPECT_FALSE(established());
  cut(false);
  pair.run_for(2min);
  EXPECT_TRUE(established());
  EXPECT_EQ(left().sessions, 2U);
}

}  // namespace vigilcast::bgp::bfd_engine_test
