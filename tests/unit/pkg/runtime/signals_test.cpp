// Signals arrive as callbacks on the loop.
#include "pkg/runtime/signals.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>
#include <vector>

#include "tests/unit/pkg/runtime/run_until.h"

namespace vigilcast::runtime::signals_test {

TEST(Signals, ArriveOnTheLoopOneByOne) {
  Loop loop;
  std::vector<int> seen;
  Signals signals(loop, {SIGHUP, SIGUSR1}, [&](int number) { seen.push_back(number); });
  ::raise(SIGHUP);
  ASSERT_TRUE(run_until(loop, [&] { return seen.size() == 1; }));
  ::raise(SIGUSR1);
  ::raise(SIGHUP);
  ASSERT_TRUE(run_until(loop, [&] { return seen.size() == 3; }));
  EXPECT_EQ(seen, (std::vector<int>{SIGHUP, SIGUSR1, SIGHUP}));
}

TEST(Signals, ActAsBeforeOnceNobodyWaitsForThem) {
  Loop loop;
  {
    const Signals signals(loop, {SIGUSR2}, [](int) {});
  }
  EXPECT_EXIT(::raise(SIGUSR2), testing::KilledBySignal(SIGUSR2), "");
}

TEST(Signals, ABrokenPipeIsAnErrorNotTheEnd) {
  const Loop loop;
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  ::close(ends[0]);
  EXPECT_EQ(::write(ends[1], "x", 1), -1);
  EXPECT_EQ(errno, EPIPE);
  ::close(ends[1]);
}

}  // namespace vigilcast::runtime::signals_test
