// What a session does from Start to Stop, as stories.
#include "tests/unit/bgp/fsm/driver.h"

namespace vigilcast::bgp::fsm_test {

TEST(FsmLifecycle, ConnectsOutSaysOpenAndComesUp) {
  Driver peer;
  EXPECT_EQ(peer.session.state(), State::idle);
  EXPECT_EQ(peer.session.next_deadline(), std::nullopt);
  EXPECT_EQ(peer(Start{}), ">Connect, connect");
  EXPECT_EQ(peer(Connected{}), "OPEN, >OpenSent");
  EXPECT_EQ(peer(OpenReceived{theirs()}), "KEEPALIVE, >OpenConfirm");
  EXPECT_EQ(peer(KeepaliveReceived{}), ">Established, up");
  ASSERT_TRUE(peer.session.negotiated());
  EXPECT_EQ(peer.session.negotiated()->hold_time, 30);
  EXPECT_EQ(peer.session.peer_open(), theirs());
}

TEST(FsmLifecycle, OurOpenSaysWhatIsConfigured) {
  Settings settings = ours();
  settings.local_as = 4200000001;
  settings.capabilities.as4 = 4200000001;
  Session session(settings, Rng(1));
  session.handle(Start{}, Instant{});
  const auto actions = session.handle(Connected{}, Instant{});
  const Open open = std::get<SendOpen>(actions.front()).open;
  EXPECT_EQ(open.version, 4);
  EXPECT_EQ(open.my_as, kAsTrans);
  EXPECT_EQ(open.as(), 4200000001U);
  EXPECT_EQ(open.hold_time, 90);
  EXPECT_EQ(open.identifier, ip("192.0.2.1"));
  EXPECT_EQ(open.capabilities, settings.capabilities);
}

TEST(FsmLifecycle, PassiveNeverConnectsAndTakesWhatIsAccepted) {
  Driver peer(passive());
  EXPECT_EQ(peer(Start{}), ">Active");
  EXPECT_EQ(peer.pass(std::chrono::hours(24)), "");
  EXPECT_EQ(peer(Connected{}), "OPEN, >OpenSent");
  EXPECT_EQ(peer(OpenReceived{theirs()}), "KEEPALIVE, >OpenConfirm");
  EXPECT_EQ(peer(KeepaliveReceived{}), ">Established, up");
  EXPECT_EQ(peer(ConnectionClosed{"reset by peer"}), ">Idle, down connection_closed");
  EXPECT_EQ(peer.next(), ">Active");
}

TEST(FsmLifecycle, RefusedConnectsAreRepeatedSoonAndNeverSpin) {
  Driver peer;
  peer(Start{});
  EXPECT_EQ(peer(ConnectFailed{"connection refused"}), ">Active, down connect_failed");
  EXPECT_EQ(peer.last_down.text, "cannot connect: connection refused");
  const Instant start = peer.now;
  int attempts = 0;
  while (peer.now < start + minutes(10)) {
    ASSERT_GE(peer.until_next(), milliseconds(3750));
    ASSERT_LE(peer.until_next(), seconds(5));
    ASSERT_EQ(peer.next(), ">Connect, connect");
    ASSERT_EQ(peer(ConnectFailed{"connection refused"}), ">Active, down connect_failed");
    ++attempts;
  }
  EXPECT_GE(attempts, 120);
  EXPECT_LE(attempts, 160);
}

TEST(FsmLifecycle, AnUnansweredAttemptIsReplaced) {
  Driver peer;
  peer(Start{});
  EXPECT_EQ(peer.next(), "abort, down connect_failed, connect");
  EXPECT_EQ(peer.session.state(), State::connect);
  EXPECT_EQ(peer(Connected{}), "OPEN, >OpenSent");
}

TEST(FsmLifecycle, ALostSessionComesBackAfterOneSecondThenLater) {
  Driver peer;
  peer.to_established();
  std::vector<double> waits;
  for (int i = 0; i < 9; ++i) {
    ASSERT_EQ(peer(ConnectionClosed{"reset by peer"}), ">Idle, down connection_closed");
    waits.push_back(to_seconds(peer.until_next().value()));
    ASSERT_EQ(peer.next(), ">Connect, connect");
    peer(Connected{});
    peer(OpenReceived{theirs()});
    ASSERT_EQ(peer(KeepaliveReceived{}), ">Established, up");
  }
  const std::vector<double> limits{1, 2, 4, 8, 16, 32, 60, 60, 60};
  for (std::size_t i = 0; i < limits.size(); ++i) {
    EXPECT_GE(waits[i], limits[i] * 0.75) << i;
    EXPECT_LE(waits[i], limits[i]) << i;
  }
}

TEST(FsmLifecycle, AStableSessionForgivesEarlierLosses) {
  Driver peer;
  peer.to_established();
  for (int i = 0; i < 4; ++i) {
    peer(ConnectionClosed{"reset by peer"});
    peer.next();
    peer(Connected{});
    peer(OpenReceived{theirs()});
    peer(KeepaliveReceived{});
  }
  for (int i = 0; i < 6; ++i) {
    peer.pass(seconds(10));
    peer(KeepaliveReceived{});
  }
  peer(ConnectionClosed{"reset by peer"});
  EXPECT_LE(peer.until_next(), seconds(1));
}

// An accepted session has one of its own; when it is over, the one that connects out goes on with its back-off.
TEST(FsmLifecycle, ASessionFollowsTheBackOffOfAnother) {
  Driver first(passive());
  first.to_established();
  first(ConnectionClosed{"reset by peer"});
  Driver outgoing;
  outgoing.session.follow(first.session, outgoing.now);
  EXPECT_EQ(outgoing.until_next(), first.until_next());
  Driver second(passive());
  second(Start{});
  second.session.follow(outgoing.session, second.now);
  EXPECT_EQ(second.until_next(), std::nullopt) << "its connection is there, it waits for nothing";
  second(Connected{});
  second(OpenReceived{theirs()});
  second(KeepaliveReceived{});
  second(ConnectionClosed{"reset by peer"});
  EXPECT_GE(second.until_next(), milliseconds(1500)) << "the second loss in a row";
  EXPECT_EQ(outgoing.next(), ">Connect, connect");
}

TEST(FsmLifecycle, ARefusalByNotificationBacksOff) {
  Driver peer;
  peer.to_open_sent();
  const Notification rejected{ErrorCode::cease, cease::connection_rejected, {}};
  EXPECT_EQ(peer(NotificationReceived{rejected}), "close, >Idle, down notification_received");
  EXPECT_EQ(peer.last_down.notification, rejected);
  EXPECT_LE(peer.until_next(), seconds(1));
  peer.next();
  peer(Connected{});
  peer(NotificationReceived{rejected});
  EXPECT_GE(peer.until_next(), milliseconds(1500));
}

TEST(FsmLifecycle, AClosedConnectionBeforeOpenIsRetriedLikeARefusedOne) {
  Driver peer;
  peer.to_open_sent();
  EXPECT_EQ(peer(ConnectionClosed{"closed by the peer"}), ">Active, down connection_closed");
  EXPECT_EQ(peer.last_down.text, "closed before the peer said OPEN: closed by the peer; is our address configured as a neighbor there?");
  EXPECT_GE(peer.until_next(), milliseconds(3750));
}

// T03: Cease wherever a connection is up, and no restart by itself.
TEST(FsmLifecycle, StopEndsEveryStateForGood) {
  const auto expect_at_rest = [](Driver& peer) {
    EXPECT_EQ(peer.session.state(), State::idle);
    EXPECT_EQ(peer.pass(std::chrono::hours(1)), "");
  };
  Driver waiting;
  waiting.to_established();
  waiting(ConnectionClosed{"reset by peer"});
  EXPECT_EQ(waiting(Stop{shutdown()}), "");
  expect_at_rest(waiting);

  Driver connecting;
  connecting(Start{});
  EXPECT_EQ(connecting(Stop{shutdown()}), "abort, >Idle, down stopped");
  expect_at_rest(connecting);

  Driver active(passive());
  active(Start{});
  EXPECT_EQ(active(Stop{shutdown()}), ">Idle, down stopped");
  expect_at_rest(active);

  for (const int depth : {0, 1, 2}) {
    Driver peer;
    peer.to_open_sent();
    if (depth > 0) peer(OpenReceived{theirs()});
    if (depth > 1) peer(KeepaliveReceived{});
    EXPECT_EQ(peer(Stop{shutdown()}), "NOTIFICATION 6/2, close, >Idle, down stopped") << depth;
    EXPECT_EQ(peer.last_down.notification, shutdown());
    expect_at_rest(peer);
    EXPECT_EQ(peer(Start{}), ">Connect, connect") << depth;
  }
}

TEST(FsmLifecycle, APlannedRestartSaysNothingWhereBothSidesAgreedOnIt) {
  for (const bool we : {false, true}) {
    for (const bool they : {false, true}) {
      Settings settings = ours();
      Open open = theirs();
      if (we) settings.capabilities.graceful_restart = GracefulRestart{.time = 120, .families = {}};
      if (they) open.capabilities.graceful_restart = GracefulRestart{.time = 120, .families = {}};
      Driver peer(settings);
      peer.to_open_sent();
      peer(OpenReceived{open});
      peer(KeepaliveReceived{});
      EXPECT_EQ(peer(Stop{shutdown(), true}), we && they ? "close, >Idle, down stopped" : "NOTIFICATION 6/2, close, >Idle, down stopped") << we << they;
    }
  }
  Driver ending(ours());
  ending.to_open_sent();
  EXPECT_EQ(ending(Stop{shutdown(), true}), "NOTIFICATION 6/2, close, >Idle, down stopped") << "there are no routes to keep";
}

TEST(FsmLifecycle, StartDuringTheBackOffGoesAtOnce) {
  Driver peer;
  peer.to_established();
  peer(ConnectionClosed{"reset by peer"});
  EXPECT_EQ(peer(Start{}), ">Connect, connect");
  EXPECT_EQ(peer(Start{}), "");
}

TEST(FsmLifecycle, AConnectionThatComesTooLateIsClosed) {
  Driver peer;
  peer(Start{});
  peer(Stop{shutdown()});
  EXPECT_EQ(peer(Connected{}), "close");
}

TEST(FsmLifecycle, AnotherConnectionIsNotMixedUpWithTheFirst) {
  Driver peer;
  peer.to_established();
  EXPECT_EQ(peer(Connected{}), "");
  EXPECT_EQ(peer.session.state(), State::established);
}

TEST(FsmLifecycle, ALoserOfACollisionSaysSoAndComesBackLater) {
  Driver peer;
  peer.to_open_confirm();
  EXPECT_EQ(peer(CollisionLost{}), "NOTIFICATION 6/7, close, >Idle, down collision");
  EXPECT_EQ(peer.next(), ">Connect, connect");
  EXPECT_EQ(peer(CollisionLost{}), "abort, >Idle, down collision");
}

TEST(FsmLifecycle, WhatIsWrongIsToldInWordsForPeople) {
  Driver stopped;
  stopped.to_established();
  stopped(Stop{Notification::cease_with_text(cease::admin_shutdown, "back at noon")});
  EXPECT_EQ(stopped.last_down.text, "stopped here: Cease - Administrative Shutdown (back at noon)");

  Driver notified;
  notified.to_established();
  notified(NotificationReceived{Notification::cease_with_text(cease::admin_reset, "new filters")});
  EXPECT_EQ(notified.last_down.text, "the peer sent NOTIFICATION Cease - Administrative Reset (new filters)");

  Driver faulty;
  faulty.to_established();
  EXPECT_EQ(faulty(MessageFault{fault(ErrorCode::update_message, update_error::invalid_network)}), "NOTIFICATION 3/10, close, >Idle, down notification_sent");
  EXPECT_EQ(faulty.last_down.text, "something is wrong");
}

}  // namespace vigilcast::bgp::fsm_test
