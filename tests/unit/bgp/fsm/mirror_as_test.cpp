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

// The peer's AS is judged before our OPEN says that it is ours.
TEST(FsmMirrorAs, WhatMayNotBeIsNotTakenOver) {
  const auto answer = [](std::uint16_t my_as, std::optional<std::uint32_t> as4, const Settings& settings) {
    Driver peer(settings);
    peer(Start{});
    peer(Connected{});
    Open bad = theirs();
    bad.my_as = my_as;
    bad.capabilities.as4 = as4;
    const std::string out = peer(OpenReceived{bad});
    EXPECT_EQ(peer.session.peer_open(), bad);
    return out;
  };
  const std::string refused = "NOTIFICATION 2/2, close, >Idle, down notification_sent";
  EXPECT_EQ(answer(0, {}, mirror()), refused);
  EXPECT_EQ(answer(65000, 0, mirror()), refused);
  EXPECT_EQ(answer(23456, {}, mirror()), refused);
  Settings configured = mirror();
  configured.peer_as = 64999;
  EXPECT_EQ(answer(65000, 65000, configured), refused);
  Settings listed = mirror();
  listed.peer_as_list = {64998, 64999};
  EXPECT_EQ(answer(65000, 65000, listed), refused);
}

}  // namespace vigilcast::bgp::fsm_test
