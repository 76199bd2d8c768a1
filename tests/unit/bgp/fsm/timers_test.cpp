// Hold, keepalive, open and send hold timers.
#include "tests/unit/bgp/fsm/driver.h"

namespace vigilcast::bgp::fsm_test {

Open with_hold(std::uint16_t hold_time) {
  Open open = theirs();
  open.hold_time = hold_time;
  return open;
}

// T07
TEST(FsmTimers, NoOpenWithinTheLargeHoldTime) {
  Driver peer;
  peer.to_open_sent();
  EXPECT_EQ(peer.until_next(), seconds(60));
  EXPECT_EQ(peer.next(), "NOTIFICATION 4/0, close, >Idle, down open_timeout");
  EXPECT_EQ(peer.last_down.text, "connected, but no OPEN from the peer within 1m");
}

// T08
TEST(FsmTimers, NoKeepaliveInOpenConfirm) {
  Driver peer;
  peer.to_open_confirm(with_hold(9));
  const std::string done = peer.pass(seconds(9));
  EXPECT_TRUE(done.ends_with("NOTIFICATION 4/0, close, >Idle, down hold_timer_expired")) << done;
}

TEST(FsmTimers, OpenConfirmEndsEvenWithoutAHoldTime) {
  Driver peer;
  peer.to_open_confirm(with_hold(0));
  EXPECT_EQ(peer.pass(seconds(60)), "NOTIFICATION 4/0, close, >Idle, down open_timeout");
}

// T09
TEST(FsmTimers, TheSmallerHoldTimeCounts) {
  Driver peer;
  peer.to_established(with_hold(240));
  EXPECT_EQ(peer.session.negotiated()->hold_time, 90);
  Driver other;
  other.to_established(with_hold(30));
  EXPECT_EQ(other.session.negotiated()->hold_time, 30);
}

TEST(FsmTimers, KeepalivesComeWithinAThirdOfTheHoldTime) {
  for (const std::uint16_t hold : {std::uint16_t{3}, std::uint16_t{4}, std::uint16_t{9}, std::uint16_t{90}}) {
    Driver peer;
    peer.to_established(with_hold(hold));
    Duration least = std::chrono::hours(1), most{};
    for (int i = 0; i < 300; ++i) {
      peer(UpdateReceived{});
      const Instant before = peer.now;
      ASSERT_EQ(peer.next(), "KEEPALIVE") << hold;
      if (i == 0) continue;
      least = std::min(least, peer.now - before);
      most = std::max(most, peer.now - before);
    }
    const Duration third = Duration(seconds(hold)) / 3;
    EXPECT_LE(most, third) << hold;
    EXPECT_GE(least, std::max<Duration>(seconds(1), third * 3 / 4)) << hold;
    if (hold > 4) {
      EXPECT_LT(least, third * 8 / 10) << "there is no jitter";
      EXPECT_GT(most, third * 95 / 100) << "the jitter does not reach the full third";
    }
  }
}

TEST(FsmTimers, WithoutAHoldTimeNothingIsSentOrExpected) {
  Driver peer;
  peer.to_established(with_hold(0));
  EXPECT_EQ(peer.session.next_deadline(), std::nullopt);
  peer(KeepaliveReceived{});
  peer(UpdateReceived{});
  EXPECT_EQ(peer.session.next_deadline(), std::nullopt);
}

// T12
TEST(FsmTimers, HoldTimeExpires) {
  Driver peer;
  peer.to_established(with_hold(3));
  peer.pass(milliseconds(2900));
  EXPECT_EQ(peer.session.state(), State::established);
  EXPECT_EQ(peer.pass(milliseconds(100)), "NOTIFICATION 4/0, close, >Idle, down hold_timer_expired");
  EXPECT_EQ(peer.last_down.text, "nothing heard from the peer for the hold time of 3s");
}

TEST(FsmTimers, EveryGoodMessageRestartsTheHoldTimer) {
  for (const Event& message : {Event{KeepaliveReceived{}}, Event{UpdateReceived{}}, Event{RouteRefreshReceived{}}}) {
    Driver peer;
    peer.to_established(with_hold(3));
    for (int i = 0; i < 10; ++i) {
      peer.pass(milliseconds(2900));
      ASSERT_EQ(peer(message), "");
    }
    EXPECT_EQ(peer.session.state(), State::established);
  }
}

// Our own stall: everything is late at once. One KEEPALIVE, no burst, and the next deadline lies ahead.
TEST(FsmTimers, ALateTurnServesEachTimerOnce) {
  Driver peer;
  peer.to_established(with_hold(90));
  peer.now += seconds(80);
  EXPECT_EQ(text_of(peer.session.on_time(peer.now)), "KEEPALIVE");
  EXPECT_GT(peer.session.next_deadline(), peer.now);
}

// T32: nothing but the instants handed in counts, and an earlier instant (which a monotonic clock never gives) does no harm.
TEST(FsmTimers, TimeThatStepsBackIsHarmless) {
  Driver peer;
  peer.to_established(with_hold(30));
  peer.now -= std::chrono::hours(1);
  EXPECT_EQ(text_of(peer.session.on_time(peer.now)), "");
  EXPECT_EQ(peer(KeepaliveReceived{}), "");
  EXPECT_LE(peer.session.next_deadline(), peer.now + std::chrono::hours(1) + seconds(30));
}

// T11: what has arrived and is not read is no silence. It says nothing else: no timer starts by it.
TEST(FsmTimers, InputThatWaitsIsASignOfLife) {
  Driver peer;
  peer.to_established(with_hold(9));
  for (int i = 0; i < 10; ++i) {
    EXPECT_EQ(peer.pass(seconds(8)).find("NOTIFICATION"), std::string::npos);
    EXPECT_EQ(peer(InputWaits{}), "");
  }
  peer.pass(seconds(8));
  EXPECT_EQ(peer.session.state(), State::established);
  peer.pass(seconds(1));
  EXPECT_EQ(peer.last_down.reason, DownReason::hold_timer_expired);
  Driver timeless;
  timeless.to_established(with_hold(0));
  timeless(InputWaits{});
  EXPECT_EQ(timeless.session.next_deadline(), std::nullopt);
}

// T13, RFC 9687
TEST(FsmTimers, APeerThatTakesNothingIsDropped) {
  Driver peer;
  peer.to_established(with_hold(0));
  peer(WriteBlocked{});
  EXPECT_EQ(peer.until_next(), minutes(8));
  peer.pass(minutes(7));
  peer(WriteBlocked{});  // said again: the timer goes on
  EXPECT_EQ(peer.pass(minutes(1)), "NOTIFICATION 8/0, close, >Idle, down send_hold_timer_expired");
  EXPECT_EQ(peer.last_down.text, "the peer has taken nothing of what we send for 8m");
}

TEST(FsmTimers, ProgressOfAnyKindKeepsASlowPeer) {
  Driver peer;
  peer.to_established(with_hold(0));
  for (int i = 0; i < 10; ++i) {
    peer(WriteBlocked{});
    peer.pass(minutes(7));
    peer(WriteProgress{});
  }
  EXPECT_EQ(peer.session.state(), State::established);
  EXPECT_EQ(peer.session.next_deadline(), std::nullopt) << "nothing waits to be written";
}

TEST(FsmTimers, TheSendHoldTimeIsAtLeastTwiceTheHoldTime) {
  Settings settings = ours();
  settings.hold_time = 600;
  Driver peer(settings);
  peer.to_established(with_hold(600));
  peer(WriteBlocked{});
  for (int i = 0; i < 199; ++i) {
    peer.pass(seconds(6));
    peer(KeepaliveReceived{});
  }
  EXPECT_EQ(peer.session.state(), State::established);
  EXPECT_TRUE(peer.pass(seconds(6)).ends_with("down send_hold_timer_expired"));
}

TEST(FsmTimers, RepeatedWaitsAreJittered) {
  Duration least = std::chrono::hours(1), most{};
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    Driver peer(ours(), seed);
    peer(Start{});
    peer(ConnectFailed{"connection refused"});
    least = std::min(least, peer.until_next().value());
    most = std::max(most, peer.until_next().value());
  }
  EXPECT_LT(least, milliseconds(3850));
  EXPECT_GT(most, milliseconds(4900));
}

TEST(FsmTimers, AWaitOfZeroDoesNotSpin) {
  Settings settings = ours();
  settings.connect_retry = {};
  settings.idle_hold_first = {};
  settings.idle_hold_limit = {};
  Driver peer(settings);
  peer(Start{});
  peer(ConnectFailed{"connection refused"});
  EXPECT_GE(peer.until_next(), milliseconds(100));
  peer.next();
  peer(Connected{});
  peer(NotificationReceived{shutdown()});
  EXPECT_GE(peer.until_next(), milliseconds(100));
}

}  // namespace vigilcast::bgp::fsm_test
