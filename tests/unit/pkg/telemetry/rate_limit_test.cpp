#include "pkg/telemetry/rate_limit.h"

#include <gtest/gtest.h>

namespace vigilcast::telemetry::rate_limit_test {

using std::chrono::seconds;

const Instant kStart{std::chrono::hours(5)};

TEST(RateLimit, LetsABurstPassThenOneEachRefill) {
  RateLimit limit(3, seconds(10));
  int passed = 0;
  for (int i = 0; i < 100; ++i) passed += limit.pass("tor-a", kStart) ? 1 : 0;
  EXPECT_EQ(passed, 3);
  EXPECT_EQ(limit.pass("tor-a", kStart + seconds(9)), std::nullopt);
  EXPECT_EQ(limit.pass("tor-a", kStart + seconds(10)), 98U) << "97 at the start and one at 9 s";
  EXPECT_EQ(limit.pass("tor-a", kStart + seconds(10)), std::nullopt);
  EXPECT_EQ(limit.pass("tor-a", kStart + seconds(20)), 1U);
}

TEST(RateLimit, QuietTimeFillsTheBurstAgainAndNoMore) {
  RateLimit limit(2, seconds(1));
  int passed = 0;
  for (int i = 0; i < 10; ++i) passed += limit.pass("k", kStart) ? 1 : 0;
  for (int i = 0; i < 10; ++i) passed += limit.pass("k", kStart + seconds(3600)) ? 1 : 0;
  EXPECT_EQ(passed, 4);
}

TEST(RateLimit, OneKeyDoesNotSilenceAnother) {
  RateLimit limit(1, seconds(60));
  EXPECT_TRUE(limit.pass("tor-a", kStart));
  EXPECT_FALSE(limit.pass("tor-a", kStart));
  EXPECT_TRUE(limit.pass("tor-b", kStart));
}

// Somebody who comes from a million addresses gets one bucket for what does not fit, and those who were there keep theirs.
TEST(RateLimit, KeysAreBounded) {
  RateLimit limit(1, seconds(60));
  int passed = 0;
  for (int i = 0; i < 1'000'000; i += 7) passed += limit.pass(std::to_string(i), kStart) ? 1 : 0;
  EXPECT_EQ(passed, static_cast<int>(RateLimit::kMaxKeys) + 1);
  EXPECT_FALSE(limit.pass("0", kStart));
  EXPECT_TRUE(limit.pass("new", kStart + seconds(61))) << "full buckets make room";
}

}  // namespace vigilcast::telemetry::rate_limit_test
