#include "pkg/model/latency.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace vigilcast::model::latency_test {

TEST(LatencyHistogram, CountsIntoTheFirstStepThatIsLongEnough) {
  LatencyHistogram histogram;
  histogram.add(std::chrono::microseconds(100));
  histogram.add(std::chrono::microseconds(101));
  histogram.add(std::chrono::seconds(1));
  histogram.add(std::chrono::seconds(7));
  EXPECT_EQ(histogram.counts.front(), 1U);
  EXPECT_EQ(histogram.counts[1], 1U);
  EXPECT_EQ(histogram.counts[histogram.kUpperBounds.size() - 1], 1U);
  EXPECT_EQ(histogram.counts.back(), 1U) << "longer than the last bound";
  EXPECT_EQ(histogram.total, 4U);
  EXPECT_EQ(histogram.sum, std::chrono::seconds(8) + std::chrono::microseconds(201));
  EXPECT_TRUE(std::ranges::is_sorted(LatencyHistogram::kUpperBounds));
}

}  // namespace vigilcast::model::latency_test
