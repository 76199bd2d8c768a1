// Time, timers and posting: what everything else in pkg/runtime rests on.
#include "pkg/runtime/loop.h"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace vigilcast::runtime::loop_test {

using namespace std::chrono_literals;

TEST(Loop, KeepsOneTimeForAWholeTurn) {
  Loop loop;
  loop.post([&] {
    const Instant first = loop.now();
    while (monotonic_now() - first < 1ms) continue;
    EXPECT_EQ(loop.now(), first);
    loop.post([&, first] {
      EXPECT_GE(loop.now() - first, 1ms);
      loop.stop();
    });
  });
  loop.run();
}

TEST(Loop, ReadsTheClockOutsideOfATurn) {
  Loop loop;
  const Instant first = loop.now();
  while (monotonic_now() == first) continue;
  EXPECT_GT(loop.now(), first);
}

TEST(Loop, RunsPostedTasksOfEachThreadInOrder) {
  constexpr int threads = 4, tasks = 500;
  Loop loop;
  std::vector<std::vector<int>> seen(threads);
  std::vector<std::thread> posters;
  int left = threads * tasks;
  for (int t = 0; t < threads; ++t) {
    posters.emplace_back([&, t] {
      for (int i = 0; i < tasks; ++i) {
        loop.post([&, t, i] {
          seen[static_cast<std::size_t>(t)].push_back(i);
          if (--left == 0) loop.stop();
        });
      }
    });
  }
  loop.run();
  for (auto& poster : posters) poster.join();
  for (const auto& each : seen) {
    ASSERT_EQ(each.size(), static_cast<std::size_t>(tasks));
    EXPECT_TRUE(std::is_sorted(each.begin(), each.end()));
  }
}

TEST(Loop, StopsFromAnotherThreadAndRunsAgain) {
  Loop loop;
  std::thread stopper([&] { loop.stop(); });
  loop.run();
  stopper.join();
  bool ran = false;
  loop.post([&] { ran = true, loop.stop(); });
  loop.run();
  EXPECT_TRUE(ran);
}

TEST(Timer, FiresInOrderOfDeadlineAndNeverEarly) {
  Loop loop;
  std::string order;
  const Instant start = loop.now();
  Timer late(loop, [&] {
    order += "late ";
    EXPECT_GE(loop.now(), start + 4ms);
    loop.stop();
  });
  Timer early(loop, [&] {
    order += "early ";
    EXPECT_GE(loop.now(), start + 2ms);
  });
  late.arm(start + 4ms);
  early.arm(start + 2ms);
  loop.run();
  EXPECT_EQ(order, "early late ");
}

TEST(Timer, ArmingAgainMovesTheDeadlineBothWays) {
  Loop loop;
  const Instant start = loop.now();
  std::optional<Duration> moved_later, moved_sooner;
  const auto stop_after_both = [&] {
    if (moved_later && moved_sooner) loop.stop();
  };
  Timer later(loop, [&] {
    moved_later = loop.now() - start;
    stop_after_both();
  });
  Timer sooner(loop, [&] {
    moved_sooner = loop.now() - start;
    stop_after_both();
  });
  later.arm(start + 1ms);
  later.arm(start + 6ms);
  sooner.arm(start + 1h);
  sooner.arm(start + 1ms);
  loop.run();
  EXPECT_GE(*moved_later, 6ms);
  EXPECT_GE(*moved_sooner, 1ms);
}

TEST(Timer, DisarmedOrDestroyedStaysSilent) {
  Loop loop;
  int fired = 0;
  Timer disarmed(loop, [&] { ++fired; });
  Timer armed_with_nothing(loop, [&] { ++fired; });
  auto destroyed = std::make_unique<Timer>(loop, [&] { ++fired; });
  for (Timer* timer : {&disarmed, &armed_with_nothing, destroyed.get()}) timer->arm(loop.now());
  disarmed.disarm();
  armed_with_nothing.arm(std::nullopt);
  destroyed.reset();
  Timer last(loop, [&] { loop.stop(); });
  last.arm(loop.now() + 1ms);
  loop.run();
  EXPECT_EQ(fired, 0);
}

TEST(Timer, MayBeArmedOrDestroyedByItsOwnCallback) {
  Loop loop;
  int rounds = 0;
  std::unique_ptr<Timer> timer;
  timer = std::make_unique<Timer>(loop, [&] {
    if (++rounds < 3) return timer->arm(loop.now());
    timer.reset();
    loop.stop();
  });
  timer->arm(loop.now());
  loop.run();
  EXPECT_EQ(rounds, 3);
}

TEST(Loop, LagSaysHowLateTheLastTimerWas) {
  Loop loop;
  Timer timer(loop, [&] { loop.stop(); });
  timer.arm(loop.now() - 1h);
  loop.run();
  EXPECT_GE(loop.lag(), 1h);
  timer.arm(loop.now() + 1ms);
  loop.run();
  EXPECT_LT(loop.lag(), 1h);
}

}  // namespace vigilcast::runtime::loop_test
