// `local-as auto` beside `peer-as auto`: our AS is the one that the peer's OPEN names, so ours waits for it.
#include "tests/unit/bgp/fsm/driver.h"

namespace vigilcast::bgp::fsm_test {

Settings mirror() {
  Settings out = ours();
  out.mirror_as = true;
  out.local_as = 0;
  out.peer_as.reset();
  return out;
}

TEST(FsmMirrorAs, OurOpenNamesThePeersAs) {
  Driver peer(mirror());
  peer(Start{});
  EXPECT_EQ(peer(Connected{}), "");
  const auto actions = peer.session.handle(OpenReceived{theirs()}, peer.now);
  EXPECT_EQ(text_of(actions), "OPEN, >OpenSent, KEEPALIVE, >OpenConfirm");
  const Open& open = std::get<SendOpen>(actions.front()).open;
  EXPECT_EQ(open.my_as, 65000);
  EXPECT_EQ(open.capabilities.as4, 65000U);
  EXPECT_TRUE(peer.session.negotiated()->ibgp());
}

TEST(FsmMirrorAs, ThePeerMaySayAnotherAsNextTime) {
  Driver peer(mirror());
  peer(Start{});
  peer(Connected{});
  peer(OpenReceived{theirs()});
  peer(ConnectionClosed{"reset by peer"});
  peer.next();
  peer(Connected{});
  Open other = theirs();
  other.my_as = 64999;
  other.capabilities.as4 = 64999;
  peer(OpenReceived{other});
  ASSERT_TRUE(peer.session.negotiated());
  EXPECT_EQ(peer.session.negotiated()->local_as, 64999U);
}

TEST(FsmMirrorAs, APeerThatWaitsTooIsGivenUp) {
  Driver peer(mirror());
  peer(Start{});
  peer(Connected{});
  EXPECT_EQ(peer.until_next(), seconds(60));
  EXPECT_EQ(peer.next(), "NOTIFICATION 5/1, close, >Idle, down open_timeout");
}

TEST(FsmMirrorAs, ReservedNumbersAreNotTakenOver) {
  Driver peer(mirror());
  peer(Start{});
  peer(Connected{});
  Open bad = theirs();
  bad.my_as = 0;
  bad.capabilities.as4.reset();
  EXPECT_EQ(peer(OpenReceived{bad}), "OPEN, >OpenSent, NOTIFICATION 2/2, close, >Idle, down notification_sent");
}

}  // namespace vigilcast::bgp::fsm_test
