#include "healthcheck/monitor/schedule.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <set>

namespace vigilcast::health::schedule_test {

using namespace std::chrono_literals;

constexpr Instant kStart{1000s};

// A schedule whose first probe is answered, so that due() is on its grid.
Schedule settled(Duration interval, Duration fast, std::uint64_t hash) {
  Schedule schedule({.interval = interval, .fast = fast}, hash, kStart);
  EXPECT_TRUE(schedule.tick(schedule.due()));
  schedule.answered(Pace::normal, schedule.due() - interval / 2);
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
    const Schedule schedule({.interval = 1s, .fast = 200ms}, phase_hash("node", "check" + std::to_string(i)), kStart);
    const Duration wait = schedule.due() - kStart;
    ASSERT_GE(wait, 0ms);
    ASSERT_LT(wait, 100ms);
    ++buckets.at(static_cast<std::size_t>(wait / 10ms));
  }
  for (const int count : buckets) EXPECT_NEAR(count, 1000, 150);
  EXPECT_LT(Schedule({.interval = 20ms, .fast = 20ms}, ~0U, kStart).due() - kStart, 20ms);
}

TEST(Schedule, TheGridDoesNotDrift) {
  Schedule schedule = settled(1s, 200ms, 123'456'789);
  const Instant first = schedule.due();
  EXPECT_EQ(first.time_since_epoch() % 1s, 123'456'789ns);
  for (int i = 0; i < 1000; ++i) {
    EXPECT_EQ(schedule.due(), first + i * 1s);
    EXPECT_TRUE(schedule.tick(schedule.due() + 3ms));  // woken a little late every time
    schedule.answered(Pace::normal, first + i * 1s + 40ms);
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
  schedule.answered(Pace::fast, grid + 10ms);
  EXPECT_EQ(schedule.due(), grid + 310ms);
  EXPECT_TRUE(schedule.tick(grid + 310ms));
  schedule.answered(Pace::fast, grid + 320ms);
  EXPECT_EQ(schedule.due(), grid + 620ms);
  EXPECT_TRUE(schedule.tick(grid + 620ms));
  schedule.answered(Pace::fast, grid + 800ms);
  EXPECT_EQ(schedule.due(), grid + 1s) << "not 1.1 s";
  EXPECT_TRUE(schedule.tick(grid + 1s));
  schedule.answered(Pace::normal, grid + 1010ms);
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
  schedule.answered(Pace::normal, grid + 2500ms);
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
  schedule.answered(Pace::fast, grid + 1001ms);  // handled before on_time got its turn
  EXPECT_EQ(schedule.due(), grid + 1s);
  EXPECT_TRUE(schedule.tick(grid + 1001ms));
  EXPECT_EQ(schedule.skipped(), 0U);
}

TEST(Schedule, NonsenseIntervalsStayHarmless) {
  Schedule schedule({.interval = 0s, .fast = 0s}, 7, kStart);
  for (int i = 0; i < 5; ++i) {
    const Instant due = schedule.due();
    EXPECT_TRUE(schedule.tick(due));
    EXPECT_GT(schedule.due(), due);
    schedule.answered(Pace::fast, due);
    EXPECT_GT(schedule.due(), due);
  }
  Schedule slow_fast({.interval = 1s, .fast = 5s}, 0, kStart);  // fast is never slower than the interval
  EXPECT_TRUE(slow_fast.tick(kStart));
  slow_fast.answered(Pace::fast, kStart + 10ms);
  EXPECT_LE(slow_fast.due(), kStart + 1s);
}

TEST(Schedule, ANewIntervalIsANewGrid) {
  Schedule schedule = settled(1s, 200ms, 5);
  const Instant now = schedule.due() - 1ms;
  schedule.set({.interval = 10s, .fast = 200ms}, now);
  EXPECT_EQ(schedule.due().time_since_epoch() % 10s, 5ns);
  EXPECT_GT(schedule.due(), now);
  EXPECT_LE(schedule.due(), now + 10s);
}

TEST(Schedule, WhatIsDownIsAskedOnTheSlowGrid) {
  Schedule schedule({.interval = 1s, .fast = 200ms, .slow = 10s}, 5, kStart);
  EXPECT_TRUE(schedule.tick(schedule.due()));
  schedule.answered(Pace::slow, kStart + 150ms);
  EXPECT_EQ(schedule.due().time_since_epoch() % 10s, 5ns);
  EXPECT_TRUE(schedule.tick(schedule.due()));
  const Instant back = schedule.due() - 9s;
  schedule.answered(Pace::fast, back);
  EXPECT_EQ(schedule.due(), back + 200ms);
  EXPECT_TRUE(schedule.tick(schedule.due()));
  schedule.answered(Pace::normal, back + 201ms);
  EXPECT_EQ(schedule.due().time_since_epoch() % 1s, 5ns) << "on the ordinary grid again";
  EXPECT_EQ(schedule.skipped(), 0U);
}

TEST(Schedule, JitterStaysAroundTheGridAndAddsUpToNothing) {
  Schedule schedule({.interval = 1s, .fast = 200ms, .jitter = 20}, 0, kStart);
  EXPECT_TRUE(schedule.tick(schedule.due()));
  std::set<Duration> seen;
  Duration least = 1s;
  Duration most = -1s;
  for (int i = 0; i < 1000; ++i) {
    schedule.answered(Pace::normal, schedule.due() - 500ms);
    const Duration off = schedule.due() - (kStart + (i + 1) * 1s);
    least = std::min(least, off);
    most = std::max(most, off);
    seen.insert(off);
    EXPECT_TRUE(schedule.tick(schedule.due()));
  }
  EXPECT_GE(least, -200ms);
  EXPECT_LT(least, -150ms);
  EXPECT_LE(most, 200ms);
  EXPECT_GT(most, 150ms);
  EXPECT_GT(seen.size(), 900U);
  EXPECT_EQ(schedule.skipped(), 0U);
}

}  // namespace vigilcast::health::schedule_test
