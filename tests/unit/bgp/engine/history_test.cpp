#include "bgp/engine/history.h"

#include <gtest/gtest.h>

#include "tests/unit/bgp/engine/pair.h"

namespace vigilcast::bgp::history_test {

using fsm::DownReason;
using fsm::State;

const Instant kNow{};

PeerDown end_of(DownReason reason, std::string text) { return {reason, std::move(text), Notification{ErrorCode::cease, cease::admin_reset, {}}, true}; }

TEST(History, HasTheCauseWithTheChange) {
  History history;
  history.note(PeerStateChanged{State::open_confirm, State::established}, kNow);
  history.note(PeerStateChanged{State::established, State::idle}, kNow);
  history.note(end_of(DownReason::notification_received, "the peer sent NOTIFICATION"), kNow);
  ASSERT_EQ(history.entries()->size(), 2U);
  const HistoryEntry& last = history.entries()->back();
  EXPECT_EQ(last.from, State::established);
  EXPECT_EQ(last.to, State::idle);
  EXPECT_EQ(ended_by(last.reason), EndedBy::peer);
  EXPECT_EQ(last.notification->subcode, cease::admin_reset);
}

TEST(History, HasAnEntryForAnAttemptThatChangedNothing) {
  History history;
  history.note(PeerStateChanged{State::idle, State::connect}, kNow);
  history.note(end_of(DownReason::connect_failed, "no answer"), kNow);
  ASSERT_EQ(history.entries()->size(), 2U);
  EXPECT_EQ(history.entries()->back().from, State::connect);
  EXPECT_EQ(history.entries()->back().to, State::connect);
  EXPECT_EQ(ended_by(history.entries()->back().reason), EndedBy::network);
  EXPECT_FALSE(history.entries()->back().notification);
}

TEST(History, ForgetsTheOldest) {
  History history;
  for (std::size_t i = 0; i < History::kEntries + 5; ++i) history.note(PeerStateChanged{State::idle, State::connect}, kNow + std::chrono::seconds(i));
  EXPECT_EQ(history.entries()->size(), History::kEntries);
  EXPECT_EQ(history.entries()->front().at, kNow + std::chrono::seconds(5));
}

TEST(History, KeepsTheStartOfTheLastMalformedMessage) {
  History history;
  const Fault fault{FaultAction::treat_as_withdraw, 1, {}, "ORIGIN has length 2, not 1"};
  history.note(UpdateSeen{Direction::receive, {}, {fault}, Bytes(4000, 0xab)}, kNow);
  ASSERT_TRUE(history.malformed());
  EXPECT_EQ(history.malformed()->size, 4000U);
  EXPECT_EQ(history.malformed()->head.size(), MalformedMessage::kShown);
  EXPECT_EQ(history.malformed()->text, "ORIGIN has length 2, not 1");
  history.note(UpdateSeen{Direction::receive, {}, {}, {}}, kNow);
  EXPECT_EQ(history.malformed()->size, 4000U) << "a good message does not push it out";
}

TEST(History, OfASessionIsInItsStatus) {
  engine_test::Pair pair;
  const PeerConfig left = engine_test::peer_config(engine_test::kLeft, engine_test::kRight, 65000, 65001);
  pair.set(left, engine_test::peer_config(engine_test::kRight, engine_test::kLeft, 65001, 65000));
  pair.run_for(std::chrono::seconds(2));
  const PeerStatus up = engine_test::Pair::status(pair.left);
  ASSERT_FALSE(up.history->empty());
  EXPECT_EQ(up.history->back().to, State::established);
  ASSERT_TRUE(up.own_open);
  EXPECT_EQ(up.own_open->as(), 65000U);
  const ConnectionId connection = pair.left.other_end.begin()->first;
  pair.left.engine.handle(BytesReceived{connection, Bytes(19, 0x00)}, pair.now);
  const PeerStatus& down = engine_test::Pair::status(pair.left);
  ASSERT_TRUE(down.last_malformed);
  EXPECT_EQ(down.last_malformed->head, Bytes(19, 0x00));
  EXPECT_EQ(down.history->back().notification->code, ErrorCode::message_header);
  EXPECT_EQ(up.history->back().to, State::established) << "a copy of the status stays what it was";
}

}  // namespace vigilcast::bgp::history_test
