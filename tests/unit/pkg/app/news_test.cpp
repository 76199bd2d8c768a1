// What helpers are told, in virtual time: a router that talks all the time, one helper that reads and one that sleeps.
#include "pkg/app/news.h"

#include <gtest/gtest.h>

#include <deque>

#include "pkg/base/text.h"
#include "tests/unit/bgp/engine/pair.h"

namespace vigilcast::app::news_test {

using namespace std::chrono_literals;
using bgp::engine_test::kLeft;
using bgp::engine_test::kRight;

using Routes = std::map<std::string, std::string, std::less<>>;  // prefix -> MED

// A consumer of ExaBGP's JSON, and the pipe in front of it.
class Helper {
 public:
  bool awake = true;
  Routes table;
  std::string states;  // "connected up down "
  std::string types;   // of what it was told beside UPDATEs: "state:up negotiated "
  std::size_t lines = 0, announced = 0, most_queued = 0, merged = 0, lost = 0;
  bool caught_up = false;

  [[nodiscard]] std::size_t queued() const { return bytes_; }
  bool tell(const std::string& text, Processes::Weight weight) {
    const std::size_t limit = weight == Processes::Weight::message ? Processes::kQueueForMessages : Processes::kQueueLimit;
    if (bytes_ + (weight == Processes::Weight::answer ? 0 : text.size()) > limit) return false;
    queue_.push_back(text);
    bytes_ += text.size();
    most_queued = std::max(most_queued, bytes_);
    if (awake) read(SIZE_MAX);
    return true;
  }
  void read(std::size_t bytes) {
    for (std::size_t count = 0; !queue_.empty() && count < bytes; queue_.pop_front()) {
      count += queue_.front().size();
      bytes_ -= queue_.front().size();
      for (const std::string_view line : split(queue_.front(), '\n')) replay(line);
    }
  }

 private:
  static std::string_view behind(std::string_view text, std::string_view word) {
    const std::size_t at = text.find(word);
    return at == std::string_view::npos ? std::string_view{} : text.substr(at + word.size());
  }
  static std::vector<std::string_view> prefixes(std::string_view text) {
    std::vector<std::string_view> out;
    while (!(text = behind(text, "\"nlri\": \"")).empty()) out.push_back(text.substr(0, text.find('"')));
    return out;
  }
  void replay(std::string_view line) {
    if (line.empty()) return;
    ++lines;
    if (line.find(" update announced ") != std::string_view::npos) ++announced;  // of the text encoder
    if (const auto state = behind(line, "\"state\": \""); !state.empty()) {
      states += std::string(state.substr(0, state.find('"'))) + " ";
      types += "state:" + std::string(state.substr(0, state.find('"'))) + " ";
      if (state.starts_with("down")) table.clear();
    }
    for (const std::string_view type : {"notification", "negotiated"}) {
      if (behind(line, "\"type\": \"").starts_with(type)) types += std::string(type) + " ";
    }
    const std::size_t withdraw = line.find("\"withdraw\": {");
    const std::string_view med = behind(line, "\"med\": ");
    if (withdraw != std::string_view::npos) {
      for (const std::string_view prefix : prefixes(line.substr(withdraw))) {
        if (const auto known = table.find(prefix); known != table.end()) table.erase(known);
      }
    }
    for (const std::string_view prefix : prefixes(line.substr(0, withdraw))) table[std::string(prefix)] = med.substr(0, med.find_first_of(" ,"));
  }

  std::deque<std::string> queue_;
  std::size_t bytes_ = 0;
};

class NewsTest : public ::testing::Test {
 protected:
  NewsTest() {
    for (const char* name : {"reader", "sleeper"}) {
      config.processes.push_back({.name = name, .run = {}, .encoder = model::Encoder::json, .directory = {}});
      model::Attachment attachment{name, bgp::engine_test::peer_config(kRight, kLeft, 65002, 65001).name, {}};
      attachment.wants.neighbor_changes = attachment.wants.receive.update = attachment.wants.receive.parsed = true;
      config.attachments.push_back(attachment);
    }
    bgp::PeerConfig router = bgp::engine_test::peer_config(kLeft, kRight, 65001, 65002), ours = bgp::engine_test::peer_config(kRight, kLeft, 65002, 65001);
    ours.passive = true;
    pair.open(router, ours);
    news.set(config);
    run(1s);
  }
  Helper& helper(const std::string& name) { return name == "reader" ? reader : sleeper; }
  // As the core does it.
  void run(Duration length) {
    for (const Instant end = pair.now + length; pair.now < end;) {
      pair.run_for(std::min<Duration>(100ms, end - pair.now));
      hand_over();
    }
  }
  void hand_over() {
    for (const bgp::PeerEvent& event : std::exchange(pair.right.events, {})) {
      if (event.peer != 0) news.tell(event, WallTime{});
    }
    const bgp::PeerId id = pair.right.engine.peers().front();
    const bool full = sleeper.queued() > (pausing ? Processes::kRoomBelow : Processes::kFullAbove);
    if (std::exchange(pausing, full) != full) full ? pair.right.engine.pause_reading(id, pair.now) : pair.right.engine.resume_reading(id, pair.now);
  }
  // 20,000 routes in all; one in five is withdrawn.
  void talk(unsigned changes) {
    std::vector<bgp::RouteChange> batch;
    for (unsigned i = 0; i < changes; ++i, ++said) {
      const std::uint32_t prefix = 0x0a000000U + (said * 7919U % 20000U) * 256U;
      const bgp::Nlri nlri = bgp::unicast_nlri({IpAddress::v4(prefix), 24});
      if (said % 5 == 4) {
        batch.emplace_back(bgp::Withdraw{nlri, {}});
      } else {
        auto attributes = std::make_shared<bgp::AttributeSet>();
        attributes->set(bgp::Med{said / 500});
        batch.emplace_back(bgp::Announce{{nlri, {.self = true, .given = {}}, attributes, {}}});
      }
    }
    pair.left.engine.apply(pair.left.engine.peers().front(), batch, pair.now);
  }
  Routes received() {
    Routes out;
    pair.right.engine.each_in(pair.right.engine.peers().front(), [&](const bgp::Nlri& nlri, const bgp::InView& in) {
      out[bgp::prefix_of(nlri).to_string()] = std::to_string(in.attributes->find<bgp::Med>()->value);
    });
    return out;
  }
  // It has not read anything for so long that more waits than fits.
  void fall_asleep() {
    sleeper.awake = false;
    for (int i = 0; i < 30 && !news.waits("sleeper"); ++i) {
      talk(30'000);
      run(1s);
    }
  }
  // So much waits that not even messages of state fit any more.
  void fill() {
    for (const std::size_t size : {1U << 20U, 1U << 10U, 8U}) {
      while (sleeper.tell(std::string(size, ' '), Processes::Weight::state)) {}
    }
  }
  // The sleeper wakes up and reads, a pipe's worth at a time.
  void wake() {
    sleeper.awake = true;
    for (int turn = 0; (sleeper.queued() > 0 || news.waits("sleeper")) && turn < 100000; ++turn) {
      sleeper.read(64 << 10);
      hand_over();
      if (sleeper.queued() <= Processes::kRoomBelow) news.go_on("sleeper", WallTime{});
      if (turn % 100 == 0) run(100ms);
    }
  }

  bgp::engine_test::Pair pair;
  Helper reader, sleeper;
  model::Config config;
  bool pausing = false;
  unsigned said = 0, wakes = 0;
  News news{{.host = "node", .pid = 1, .ppid = 1},
            pair.right.engine,
            {[this](const std::string& process, const std::string& lines, Processes::Weight weight) { return helper(process).tell(lines, weight); },
             [this](const std::string& process) { return helper(process).queued() <= Processes::kFullAbove; },
             [this](const std::string& process, std::size_t lost) {
               ++helper(process).merged;
               helper(process).lost += lost;
             },
             [this](const std::string& process) { helper(process).caught_up = true; }, [this](const std::string&) { ++wakes; }}};
};

TEST_F(NewsTest, AHelperThatSleepsForAMinuteEndsWithTheExactTable) {
  sleeper.awake = false;
  for (int second = 0; second < 60; ++second) {
    talk(1'000'000 / 60 + 1);
    run(1s);
    EXPECT_LE(sleeper.queued(), Processes::kQueueLimit);
    EXPECT_LT(news.memory(), 4U << 20U) << "20,000 routes, not a million changes";
  }
  EXPECT_GT(said, 1'000'000U);
  EXPECT_EQ(bgp::engine_test::Pair::status(pair.right).sessions, 1U);
  EXPECT_EQ(bgp::engine_test::Pair::status(pair.left).sessions, 1U) << "our KEEPALIVEs were on time: its hold time is 9 s";
  EXPECT_GT(sleeper.merged, 0U);
  EXPECT_EQ(reader.merged, 0U);
  EXPECT_EQ(reader.queued(), 0U);
  EXPECT_LT(sleeper.table.size(), reader.table.size());

  wake();
  run(1s);
  EXPECT_TRUE(sleeper.caught_up);
  EXPECT_EQ(sleeper.lost, 0U);
  EXPECT_EQ(news.memory(), 0U);
  EXPECT_FALSE(received().empty());
  EXPECT_EQ(reader.table, received());
  EXPECT_EQ(sleeper.table, received());
  EXPECT_LT(sleeper.lines, reader.lines) << "20,000 routes instead of a million changes";
}

TEST_F(NewsTest, NoChangeOfStateIsLostHoweverLongAHelperSleeps) {
  fall_asleep();
  ASSERT_TRUE(news.waits("sleeper"));
  for (int i = 0; i < 3; ++i) {
    fill();
    pair.right.engine.reset(pair.right.engine.peers().front(), {bgp::ErrorCode::cease, bgp::cease::admin_reset, {}}, pair.now);
    pair.left.engine.reset(pair.left.engine.peers().front(), {bgp::ErrorCode::cease, bgp::cease::admin_reset, {}}, pair.now);
    run(30s);
  }
  EXPECT_EQ(bgp::engine_test::Pair::status(pair.right).sessions, 4U);
  wake();
  run(1s);
  EXPECT_EQ(reader.states, "connected up down connected up down connected up down connected up ");
  EXPECT_EQ(sleeper.states, "connected up down connected up ") << "since the session was down the last time";
  EXPECT_EQ(reader.table, received());
  EXPECT_EQ(sleeper.table, received());
}

TEST_F(NewsTest, ARouteOfALostSessionIsNotToldAfterItsEnd) {
  fall_asleep();
  ASSERT_GT(news.memory(), 0U);
  pair.left.engine.set_peers({}, pair.now);
  run(1s);
  EXPECT_EQ(news.memory(), 0U);
  wake();
  EXPECT_EQ(sleeper.states, "connected up down ");
  EXPECT_TRUE(sleeper.table.empty());
}

// What a session agreed on and why it ended is told in its place, however long ago it was; of sessions in between nothing is left.
TEST_F(NewsTest, WhatWasNegotiatedAndTheNotificationAreToldAgain) {
  for (model::Attachment& attachment : config.attachments) attachment.wants.negotiated = attachment.wants.receive.notification = true;
  news.set(config);
  fall_asleep();
  fill();
  for (int i = 0; i < 3; ++i) {
    pair.left.engine.reset(pair.left.engine.peers().front(), {bgp::ErrorCode::cease, bgp::cease::admin_reset, {}}, pair.now);
    run(30s);
  }
  wake();
  EXPECT_TRUE(sleeper.types.ends_with("notification state:down state:connected negotiated state:up ")) << sleeper.types;
  EXPECT_EQ(sleeper.types.find("notification"), sleeper.types.rfind("notification")) << sleeper.types;
}

// It is told of no session's beginning and end, but of NOTIFICATIONs; sessions without number must not pile them up.
TEST_F(NewsTest, OfManySessionsTheLastNotificationWaits) {
  for (model::Attachment& attachment : config.attachments) {
    attachment.wants.neighbor_changes = attachment.wants.receive.update = false;
    attachment.wants.negotiated = attachment.wants.receive.notification = true;
  }
  news.set(config);
  sleeper.awake = false;
  fill();
  std::size_t first = 0;
  for (int i = 0; i < 5; ++i) {
    pair.left.engine.reset(pair.left.engine.peers().front(), {bgp::ErrorCode::cease, bgp::cease::admin_reset, {}}, pair.now);
    run(30s);
    if (i == 0) first = news.memory();
  }
  EXPECT_GT(first, 0U);
  EXPECT_LT(news.memory(), first + 100) << "numbers become longer";
}

TEST_F(NewsTest, WhatWaitsForAllHelpersIsBoundedAndWhatIsLostIsCounted) {
  news.limit_waiting(100 << 10);
  fall_asleep();
  for (int i = 0; i < 5; ++i) {
    talk(20'000);
    run(1s);
  }
  EXPECT_LE(news.memory(), 101U << 10U);
  EXPECT_GT(news.memory(), 50U << 10U);
  EXPECT_GT(sleeper.lost, 0U);
  EXPECT_EQ(reader.lost, 0U);
  news.forget("sleeper");
  EXPECT_EQ(news.memory(), 0U);
}

TEST_F(NewsTest, WhatWaitsForAHelperThatEndsIsForgotten) {
  fall_asleep();
  ASSERT_TRUE(news.waits("sleeper"));
  news.forget("sleeper");
  EXPECT_FALSE(news.waits("sleeper"));
  EXPECT_FALSE(news.go_on("sleeper", WallTime{}));
}

// Callers of a range may be without number, and the helper sleeps for ever.
TEST_F(NewsTest, OfACallerThatCameAndWentWhileAHelperSleptNothingWaits) {
  bgp::PeerConfig range = bgp::engine_test::peer_config(kRight, {}, 65002, 65003);
  range.name = "callers";
  range.remote_range = *Prefix::parse("198.51.100.0/24");
  const std::vector<bgp::PeerConfig> both{pair.right.engine.config(pair.right.engine.peers().front()), range};
  pair.right.engine.set_peers(both, pair.now);
  model::Attachment attachment{"sleeper", "callers", {}};
  attachment.wants.neighbor_changes = true;
  config.attachments.push_back(attachment);
  news.set(config);
  sleeper.awake = false;
  fill();
  for (std::uint32_t host = 1; host <= 20; ++host) {
    const bgp::ConnectionId call = pair.right.engine.new_connection_id();
    pair.right.engine.handle(bgp::ConnectionAccepted{call, {kRight, 179}, {IpAddress::v4(0xc6336400U + host), 40000}, {}}, pair.now);
    run(100ms);
    EXPECT_GT(news.memory(), 0U) << "that it is here";
    pair.right.engine.handle(bgp::ConnectionLost{call, "closed by the peer"}, pair.now);
    run(100ms);
    EXPECT_EQ(news.memory(), 0U);
  }
  EXPECT_GT(sleeper.merged, 0U);
}

// Attributes of some kilobytes for a thousand prefixes: its text repeats them for each.
TEST_F(NewsTest, AnUpdateWhoseTextFitsIntoNoQueueIsToldInPieces) {
  for (model::ProcessSpec& process : config.processes) process.encoder = model::Encoder::text;
  bgp::UpdateSeen seen{bgp::Direction::receive, {}, {}, {}};
  bgp::Communities communities;
  for (std::uint32_t i = 0; i < 1000; ++i) communities.values.push_back({0xfde80000U + i});
  seen.update.attributes.set(communities);
  seen.update.announced.push_back({bgp::kIpv4Unicast, {kLeft, {}}, {}});
  for (std::uint32_t i = 0; i < 1000; ++i) seen.update.announced.front().nlri.push_back(bgp::unicast_nlri({IpAddress::v4(0x0a000000U + i * 256U), 24}));
  news.tell({pair.right.engine.peers().front(), seen}, WallTime{});
  EXPECT_TRUE(news.waits("reader")) << "although it reads";
  ASSERT_EQ(wakes, 2U) << "nobody else would come again";
  while (news.go_on("reader", WallTime{})) {}
  EXPECT_EQ(reader.announced, 1000U);
  EXPECT_LE(reader.most_queued, Processes::kQueueForMessages);
  EXPECT_EQ(reader.lost, 0U);
  EXPECT_TRUE(reader.caught_up);
}

}  // namespace vigilcast::app::news_test
