// DelayOpen (RFC 4271 section 8.1.1): our OPEN waits for the peer's, for a while.
#include "tests/unit/bgp/fsm/driver.h"

namespace vigilcast::bgp::fsm_test {

Settings patient() {
  Settings out = ours();
  out.delay_open = seconds(3);
  return out;
}

TEST(FsmDelayOpen, AnswersThePeersOpenWhichComesFirst) {
  Driver peer(patient());
  peer(Start{});
  EXPECT_EQ(peer(Connected{}), "");
  EXPECT_EQ(peer.session.state(), State::connect);
  EXPECT_EQ(peer(OpenReceived{theirs()}), "OPEN, >OpenSent, KEEPALIVE, >OpenConfirm");
  EXPECT_EQ(peer(KeepaliveReceived{}), ">Established, up");
}

TEST(FsmDelayOpen, SpeaksFirstWhenThePeerWaitsToo) {
  Driver peer(patient());
  peer(Start{});
  peer(Connected{});
  EXPECT_EQ(peer.until_next(), seconds(3)) << "nothing else runs meanwhile";
  EXPECT_EQ(peer.next(), "OPEN, >OpenSent");
}

TEST(FsmDelayOpen, HoldsForAcceptedConnectionsToo) {
  Settings settings = patient();
  settings.passive = true;
  Driver peer(settings);
  peer(Start{});
  EXPECT_EQ(peer(Connected{}), "");
  EXPECT_EQ(peer.next(), "OPEN, >OpenSent");
}

TEST(FsmDelayOpen, EndsWithTheConnection) {
  const auto waiting = [] {
    Driver peer(patient());
    peer(Start{});
    peer(Connected{});
    return peer;
  };
  EXPECT_EQ(waiting()(ConnectionClosed{"reset by peer"}), ">Active, down connection_closed");
  EXPECT_EQ(waiting()(Stop{shutdown()}), "NOTIFICATION 6/2, close, >Idle, down stopped");
  EXPECT_EQ(waiting()(CollisionLost{}), "NOTIFICATION 6/7, close, >Idle, down collision");
  EXPECT_EQ(waiting()(NotificationReceived{shutdown()}), "close, >Idle, down notification_received");
  EXPECT_EQ(waiting()(MessageFault{fault(ErrorCode::message_header, 1)}), "NOTIFICATION 1/1, close, >Idle, down notification_sent");
  EXPECT_EQ(waiting()(UpdateReceived{}), "NOTIFICATION 5/0, close, >Idle, down notification_sent");
}

TEST(FsmDelayOpen, ABadOpenIsRefusedAfterOurs) {
  Driver peer(patient());
  peer(Start{});
  peer(Connected{});
  Open bad = theirs();
  bad.hold_time = 1;
  EXPECT_EQ(peer(OpenReceived{bad}), "OPEN, >OpenSent, NOTIFICATION 2/6, close, >Idle, down notification_sent");
}

}  // namespace vigilcast::bgp::fsm_test
