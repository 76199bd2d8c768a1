#include "pkg/base/rng.h"

#include <gtest/gtest.h>

namespace vigilcast::rng_test {

TEST(Rng, TheSameSeedGivesTheSameRun) {
  Rng a(7), b(7), c(8);
  EXPECT_EQ(a.next(), b.next());
  EXPECT_NE(b.next(), c.next());
  EXPECT_EQ(Rng(0).next(), 0xe220a8397b1dcdafU);  // SplitMix64's published first value
}

TEST(Rng, StaysWithinBounds) {
  Rng rng(1);
  unsigned heads = 0;
  for (int i = 0; i < 10000; ++i) {
    EXPECT_LT(rng.below(7), 7U);
    const double unit = rng.unit();
    EXPECT_TRUE(unit >= 0 && unit < 1);
    heads += rng.chance(0.5) ? 1 : 0;
  }
  EXPECT_GT(heads, 4700U);
  EXPECT_LT(heads, 5300U);
  EXPECT_FALSE(rng.chance(0));
  EXPECT_TRUE(rng.chance(1));
}

}  // namespace vigilcast::rng_test
