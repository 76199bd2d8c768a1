// BFD as the FSM sees it: a failure ends the session with Cease / BFD Down (RFC 9384); in strict mode the peer's OPEN is answered when the path is up.
#include "tests/unit/bgp/fsm/driver.h"

namespace vigilcast::bgp::fsm_test {
namespace bfd_story {

Settings strict_settings() {
  Settings out = ours();
  out.capabilities.bfd_strict = true;
  return out;
}
Open strict_peer() {
  Open out = theirs();
  out.capabilities.bfd_strict = true;
  return out;
}
constexpr PathChanged kUp{true, {}};

struct Strict : ::testing::Test {
  Driver driver{strict_settings()};
  void wait_for_the_path() {
    driver.to_open_sent();
    EXPECT_EQ(driver(OpenReceived{strict_peer()}), "");
    EXPECT_EQ(driver.session.state(), State::open_sent);
  }
};

TEST_F(Strict, TheOpenIsAnsweredWhenThePathIsUp) {
  wait_for_the_path();
  EXPECT_EQ(driver(kUp), "KEEPALIVE, >OpenConfirm");
  EXPECT_EQ(driver(KeepaliveReceived{}), ">Established, up");
}

TEST_F(Strict, APathThatIsUpAlreadyCostsNoTime) {
  driver(kUp);
  driver.to_open_sent();
  EXPECT_EQ(driver(OpenReceived{strict_peer()}), "KEEPALIVE, >OpenConfirm");
}

TEST_F(Strict, ThePeerMayHaveSeenThePathFirst) {
  wait_for_the_path();
  EXPECT_EQ(driver(KeepaliveReceived{}), "");
  EXPECT_EQ(driver(kUp), "KEEPALIVE, >OpenConfirm, >Established, up");
}

TEST_F(Strict, TheNextConnectionForgetsAnEarlyKeepalive) {
  wait_for_the_path();
  driver(KeepaliveReceived{});
  driver(ConnectionClosed{"reset by peer"});
  driver.pass(seconds(20));
  driver(Connected{});
  driver(OpenReceived{strict_peer()});
  EXPECT_EQ(driver(kUp), "KEEPALIVE, >OpenConfirm");
}

TEST_F(Strict, TheWaitEndsWithCeaseBfdDownAndBackOff) {
  wait_for_the_path();
  EXPECT_EQ(driver.pass(seconds(29)), "");
  EXPECT_NE(driver.pass(seconds(2)).find("NOTIFICATION 6/10, close, >Idle, down bfd_down"), std::string::npos);
  EXPECT_TRUE(driver.session.next_deadline());
}

TEST_F(Strict, OtherMessagesAreNotExpectedMeanwhile) {
  wait_for_the_path();
  EXPECT_EQ(driver(UpdateReceived{}), "NOTIFICATION 5/1, close, >Idle, down notification_sent");
}

TEST_F(Strict, ASecondOpenIsNotExpectedEither) {
  wait_for_the_path();
  EXPECT_EQ(driver(OpenReceived{strict_peer()}), "NOTIFICATION 5/1, close, >Idle, down notification_sent");
}

TEST_F(Strict, APeerWithoutItIsAnsweredAtOnce) {
  driver.to_open_sent();
  EXPECT_EQ(driver(OpenReceived{theirs()}), "KEEPALIVE, >OpenConfirm");
}

TEST_F(Strict, AnUnacceptableOpenIsNotKeptWaiting) {
  driver.to_open_sent();
  Open wrong = strict_peer();
  wrong.capabilities.as4 = 65009;
  EXPECT_EQ(driver(OpenReceived{wrong}), "NOTIFICATION 2/2, close, >Idle, down notification_sent");
}

TEST(FsmBfd, AFailureEndsTheSessionAndNothingStartsByItself) {
  Driver driver;
  driver.to_established();
  driver(kUp);
  EXPECT_EQ(driver(PathChanged{false, "the path is down"}), "NOTIFICATION 6/10, close, >Idle, down bfd_down");
  EXPECT_FALSE(driver.session.next_deadline()) << "who owns the session knows when";
  EXPECT_EQ(driver(Start{}), ">Connect, connect");
}

TEST(FsmBfd, APathThatIsNotUpWithoutAFailureChangesNothing) {
  Driver driver;
  driver.to_established();
  EXPECT_EQ(driver(kUp), "");
  EXPECT_EQ(driver(PathChanged{false, {}}), "");
  EXPECT_EQ(driver.session.state(), State::established);
}

}  // namespace bfd_story
}  // namespace vigilcast::bgp::fsm_test
