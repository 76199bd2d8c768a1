// Back-pressure: an observer without room stops the reading of its peer, and neither loses what was said nor the session.
#include "bgp/engine/read_pause.h"

#include <gtest/gtest.h>

#include "tests/unit/bgp/engine/pair.h"

namespace vigilcast::bgp::engine_test {
namespace read_pause_case {

using std::chrono::seconds;

class ReadPauseTest : public testing::Test {
 protected:
  void establish() {
    PeerConfig on_left = peer_config(kLeft, kRight, 65001, 65002), on_right = peer_config(kRight, kLeft, 65002, 65001);
    on_right.passive = true;
    pair.open(on_left, on_right);
    pair.run_for(seconds(1));
    ASSERT_EQ(status().state, fsm::State::established);
    pair.right.events.clear();
  }
  void announce(std::string_view prefix) {
    const RouteChange change = Announce{{unicast_nlri(*Prefix::parse(prefix)), {.self = true, .given = {}}, no_attributes(), {}}};
    pair.left.engine.apply(pair.left.engine.peers().front(), std::span(&change, 1), pair.now);
    pair.settle();
  }
  [[nodiscard]] PeerId peer() const { return pair.right.engine.peers().front(); }
  [[nodiscard]] const PeerStatus& status() const { return Pair::status(pair.right); }
  void pause() {
    pair.right.engine.pause_reading(peer(), pair.now);
    pair.settle();
  }
  void resume() {
    pair.right.engine.resume_reading(peer(), pair.now);
    pair.settle();
  }

  Pair pair;
};

TEST_F(ReadPauseTest, WhatIsSaidMeanwhileIsHeardAfterwards) {
  establish();
  pause();
  EXPECT_EQ(status().reading_paused, pair.now);
  announce("192.0.2.0/24");
  EXPECT_EQ(status().routes_received, 0U);
  EXPECT_EQ(Pair::count<UpdateSeen>(pair.right), 0U);
  pause();
  EXPECT_EQ(status().reading_pauses, 1U) << "said twice";
  resume();
  EXPECT_FALSE(status().reading_paused);
  EXPECT_EQ(status().routes_received, 1U);
  resume();
  EXPECT_EQ(Pair::count<ReadingChanged>(pair.right), 2U) << "once each way";
}

TEST_F(ReadPauseTest, OurPauseIsNotThePeersSilence) {
  establish();
  pair.run_for(seconds(2));
  pause();
  pair.run_for(seconds(8));
  EXPECT_EQ(status().state, fsm::State::established) << "its KEEPALIVEs wait in the socket";
  EXPECT_TRUE(status().reading_paused);
  resume();
  pair.run_for(seconds(60));
  EXPECT_EQ(status().sessions, 1U);
}

TEST_F(ReadPauseTest, ASilentPeerIsFoundOutThoughNobodyReadsIt) {
  establish();
  pause();
  pair.left.engine = Engine(Rng(3));  // it is gone, and says nothing of it
  pair.run_for(seconds(7));
  EXPECT_EQ(status().state, fsm::State::established);
  pair.run_for(seconds(1));
  EXPECT_NE(status().state, fsm::State::established);
  EXPECT_EQ(status().last_down, fsm::DownReason::hold_timer_expired);
  EXPECT_FALSE(status().reading_paused);
}

TEST_F(ReadPauseTest, APauseEndsByItselfAndOnlyANewWishBringsAnother) {
  establish();
  pause();
  announce("192.0.2.0/24");
  pair.run_for(seconds(9));
  EXPECT_FALSE(status().reading_paused);
  EXPECT_EQ(status().routes_received, 1U);
  const auto* last = std::get_if<ReadingChanged>(&pair.right.events.back().kind);
  for (const PeerEvent& event : pair.right.events) {
    if (const auto* one = std::get_if<ReadingChanged>(&event.kind)) last = one;
  }
  ASSERT_NE(last, nullptr);
  EXPECT_FALSE(last->paused);
  EXPECT_TRUE(last->overdue);
  EXPECT_EQ(last->length, seconds(9));
  pause();
  EXPECT_FALSE(status().reading_paused) << "still the same wish";
  resume();
  pause();
  EXPECT_TRUE(status().reading_paused);
  EXPECT_EQ(status().reading_pauses, 2U);
}

TEST_F(ReadPauseTest, AWishOfBeforeTheSessionIsHeededOnceItIsUp) {
  PeerConfig on_left = peer_config(kLeft, kRight, 65001, 65002), on_right = peer_config(kRight, kLeft, 65002, 65001);
  on_right.passive = true;
  pair.left.deaf = pair.right.deaf = true;
  pair.open(on_left, on_right);
  pause();
  EXPECT_FALSE(status().reading_paused);
  announce("192.0.2.0/24");
  pair.right.deaf = false;
  pair.run_for(seconds(8));
  EXPECT_EQ(status().state, fsm::State::established) << "OPEN and KEEPALIVE are read";
  EXPECT_TRUE(status().reading_paused);
  resume();
  EXPECT_EQ(status().routes_received, 1U);
}

TEST_F(ReadPauseTest, ARangesWishIsThatOfItsMembers) {
  PeerConfig on_left = peer_config(kLeft, kRight, 65001, 65002), range = peer_config(kRight, {}, 65002, 65001);
  range.remote_range = *Prefix::parse("192.0.2.0/24");
  range.name = "leafs";
  pair.set(on_left, range);
  pause();
  pair.run_for(seconds(1));
  const auto member = pair.right.engine.find("leafs-192.0.2.1");
  ASSERT_TRUE(member);
  EXPECT_TRUE(pair.right.engine.status(*member).reading_paused);
  resume();
  EXPECT_FALSE(pair.right.engine.status(*member).reading_paused);
}

TEST(ReadPauseLimitTest, IsTheHoldTimeOrHalfAMinute) {
  const Instant begin;
  for (const auto& [hold_time, limit] : {std::pair{3, 3}, {9, 9}, {30, 30}, {180, 30}, {0, 30}}) {
    ReadPause pause;
    pause.session_up(static_cast<std::uint16_t>(hold_time), begin);
    EXPECT_TRUE(pause.want(true, begin));
    EXPECT_EQ(pause.next_deadline(), begin + seconds(limit)) << hold_time;
    EXPECT_FALSE(pause.on_time(begin + seconds(limit) - std::chrono::milliseconds(1)));
    EXPECT_TRUE(pause.on_time(begin + seconds(limit)));
    EXPECT_FALSE(pause.next_deadline());
  }
}

}  // namespace read_pause_case
}  // namespace vigilcast::bgp::engine_test
