#include "healthcheck/monitor/schedule.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>

namespace vigilcast::health::schedule_test {

using namespace std::chrono_literals;

constexpr Instant kStart{1000s};

// A schedule whose first probe is answered, so that due() is on its grid.
Schedule settled(Duration interval, Duration fast, std::uint64_t hash) {
  Schedule schedule(interval, fast, hash, kStart);
  EXPECT_TRUE(schedule.tick(schedule.due()));
  schedule.answered(false, schedule.due() - interval / 2);
  return schedule;
}

TEST(Schedule, HashIsTheSameEverywhereAndDistinct) {
  EXPECT_EQ(phase_hash("node", "web"), phase_hash("node", "web"));
  EXPECT_NE(phase_hash("node", "web"), phase_hash("nodew", "eb"));
  EXPECT_NE(phase_hash("node-1", "web"), phase_hash("node-2", "web"));
  EXPECT_EQ(phase_hash("192.0.2.11", "web"), 0x53b2893ac933e9fbU) << "a changed hash moves every phase of a fleet at its upgrade";
}

TEST(Schedule, FirstRoundIsAtOnceAndSpread) {
  std::array<int, 10> buckets{};
  for (int i = 0; i < 10'000; ++i) {
    const Schedule schedule(1s, 200ms, phase_hash("node", "check" + std::to_string(i)), kStart);
    const Duration wait = schedule.due() - kStart;
    ASSERT_GE(wait, 0ms);
    ASSERT_LT(wait, 100ms);
    ++buckets.at(static_cast<std::size_t>(wait / 10ms));
  }
  for (const int count : buckets) EXPECT_NEAR(count, 1000, 150);
  EXPECT_LT(Schedule(20ms, 20ms, ~0U, kStart).due() - kStart, 20ms);
}

TEST(Schedule, TheGridDoesNotDrift) {
  Schedule schedule = settled(1s, 200ms, 123'456'789);
  const Instant first = schedule.due();
  EXPECT_EQ(first.time_since_epoch() % 1s, 123'456'789ns);
  for (int i = 0; i < 1000; ++i) {
    EXPECT_EQ(schedule.due(), first + i * 1s);
    EXPECT_TRUE(schedule.tick(schedule.due() + 3ms));  // woken a little late every time
    schedule.answered(false, first + i * 1s + 40ms);
  }
  EXPECT_EQ(schedule.skipped(), 0U);
}

TEST(Schedule, PhasesSpreadOverTheInterval) {
  std::array<int, 10> buckets{};
  for (int i = 0; i < 10'000; ++i) {
    const Schedule schedule = settled(1s, 200ms, phase_hash("node", "check" + std::to_string(i)));
    ++buckets.at(static_cast<std::size_t>(schedule.due().time_since_epoch() % 1s / 100ms));
  }
  for (const int count : buckets) EXPECT_NEAR(count, 1000, 150);
}

TEST(Schedule, FastAfterThePendingAnswerButNeverLaterThanTheGrid) {
  Schedule schedule = settled(1s, 300ms, 0);
  const Instant grid = schedule.due();
  EXPECT_TRUE(schedule.tick(grid));
  schedule.answered(true, grid + 10ms);
  EXPECT_EQ(schedule.due(), grid + 310ms);
  EXPECT_TRUE(schedule.tick(grid + 310ms));
  schedule.answered(true, grid + 320ms);
  EXPECT_EQ(schedule.due(), grid + 620ms);
  EXPECT_TRUE(schedule.tick(grid + 620ms));
  schedule.answered(true, grid + 800ms);
  EXPECT_EQ(schedule.due(), grid + 1s) << "not 1.1 s";
  EXPECT_TRUE(schedule.tick(grid + 1s));
  schedule.answered(false, grid + 1010ms);
  EXPECT_EQ(schedule.due(), grid + 2s) << "nothing pending any more: back to the grid";
  EXPECT_EQ(schedule.skipped(), 0U);
}

TEST(Schedule, NeverTwoInFlight) {
  Schedule schedule = settled(1s, 200ms, 0);
  const Instant grid = schedule.due();
  EXPECT_TRUE(schedule.tick(grid));
  EXPECT_FALSE(schedule.tick(grid + 1s));
  EXPECT_FALSE(schedule.tick(grid + 2s));
  EXPECT_EQ(schedule.skipped(), 2U);
  schedule.answered(false, grid + 2500ms);
  EXPECT_EQ(schedule.due(), grid + 3s);
  EXPECT_TRUE(schedule.tick(grid + 3s));
}

TEST(Schedule, TicksMissedWhileStalledAreOneProbeAndCounted) {
  Schedule schedule = settled(1s, 200ms, 0);
  const Instant grid = schedule.due();
  EXPECT_TRUE(schedule.tick(grid + 4700ms));
  EXPECT_EQ(schedule.skipped(), 4U);
  EXPECT_EQ(schedule.due(), grid + 5s);
}

TEST(Schedule, AnAnswerDoesNotLoseATickThatIsDue) {
  Schedule schedule = settled(1s, 200ms, 0);
  const Instant grid = schedule.due();
  EXPECT_TRUE(schedule.tick(grid));
  schedule.answered(true, grid + 1001ms);  // handled before on_time got its turn
  EXPECT_EQ(schedule.due(), grid + 1s);
  EXPECT_TRUE(schedule.tick(grid + 1001ms));
  EXPECT_EQ(schedule.skipped(), 0U);
}

TEST(Schedule, NonsenseIntervalsStayHarmless) {
  Schedule schedule(0s, 0s, 7, kStart);
  for (int i = 0; i < 5; ++i) {
    const Instant due = schedule.due();
    EXPECT_TRUE(schedule.tick(due));
    EXPECT_GT(schedule.due(), due);
    schedule.answered(true, due);
    EXPECT_GT(schedule.due(), due);
  }
  Schedule slow_fast(1s, 5s, 0, kStart);  // fast is never slower than the interval
  EXPECT_TRUE(slow_fast.tick(kStart));
  slow_fast.answered(true, kStart + 10ms);
  EXPECT_LE(slow_fast.due(), kStart + 1s);
}

TEST(Schedule, ANewIntervalIsANewGrid) {
  Schedule schedule = settled(1s, 200ms, 5);
  const Instant now = schedule.due() - 1ms;
  schedule.set(10s, 200ms, now);
  EXPECT_EQ(schedule.due().time_since_epoch() % 10s, 5ns);
  EXPECT_GT(schedule.due(), now);
  EXPECT_LE(schedule.due(), now + 10s);
}

}  // namespace vigilcast::health::schedule_test
