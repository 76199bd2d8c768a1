#include "bgp/engine/pace.h"

#include <gtest/gtest.h>

#include "tests/unit/bgp/engine/pair.h"

namespace vigilcast::bgp::engine_test {

using namespace std::chrono_literals;

TEST(Pace, RenewsWhatASecondAllowsAtItsEnd) {
  const Instant start = Instant{} + 100s;
  Pace pace;
  pace.set_rate(2);
  EXPECT_FALSE(pace.next_deadline()) << "nothing has been sent";
  pace.sent();
  EXPECT_TRUE(pace.may_send());
  pace.sent();
  EXPECT_FALSE(pace.may_send());
  EXPECT_FALSE(pace.on_time(start)) << "the second begins";
  EXPECT_EQ(pace.next_deadline(), start + 1s);
  EXPECT_FALSE(pace.on_time(start + 999ms));
  EXPECT_TRUE(pace.on_time(start + 1s));
  EXPECT_TRUE(pace.may_send());
  EXPECT_FALSE(pace.next_deadline());
}

TEST(Pace, WithoutARateNothingWaits) {
  Pace pace;
  for (int i = 0; i < 1000; ++i) pace.sent();
  EXPECT_TRUE(pace.may_send());
  EXPECT_FALSE(pace.next_deadline());
}

class PaceTest : public ::testing::Test {
 protected:
  void announce(int count) {
    std::vector<RouteChange> changes;
    for (int i = 0; i < count; ++i) {
      AttributeSet set;
      set.set(Med{static_cast<std::uint32_t>(i)});
      changes.emplace_back(Announce{{unicast_nlri(*Prefix::parse("10.0." + std::to_string(i) + ".0/24")),
                                     {.self = true, .given = {}},
                                     std::make_shared<const AttributeSet>(set),
                                     {OwnerKind::config, ""}}});
    }
    pair.left.engine.apply(pair.left.engine.peers().front(), changes, pair.now);
    pair.settle();
  }
  std::size_t arrived() { return Pair::status(pair.right).routes_received; }

  Pair pair;
  PeerConfig left = peer_config(kLeft, kRight, 65001, 65000);
  PeerConfig right = peer_config(kRight, kLeft, 65000, 65001);
};

TEST_F(PaceTest, APeerIsSentSoManyMessagesASecond) {
  left.rate_limit = 3;
  pair.open(left, right);
  pair.run_for(30s);
  announce(10);
  EXPECT_EQ(arrived(), 3U);
  pair.run_for(1s);
  EXPECT_EQ(arrived(), 6U);
  pair.run_for(1s);
  EXPECT_EQ(arrived(), 9U);
  pair.run_for(1s);
  EXPECT_EQ(arrived(), 10U);
}

TEST_F(PaceTest, ALimitThatIsTakenBackLetsTheRestGo) {
  left.rate_limit = 3;
  pair.open(left, right);
  pair.run_for(30s);
  announce(10);
  left.rate_limit = 0;
  pair.left.engine.set_peers(std::span(&left, 1), pair.now);
  pair.run_for(10ms);
  EXPECT_EQ(arrived(), 10U);
  EXPECT_EQ(Pair::status(pair.left).sessions, 1U) << "the session goes on";
}

}  // namespace vigilcast::bgp::engine_test
