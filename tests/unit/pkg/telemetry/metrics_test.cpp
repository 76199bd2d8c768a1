#include "pkg/telemetry/metrics.h"

#include <gtest/gtest.h>

#include <regex>
#include <set>

namespace vigilcast::telemetry::metrics_test {

TEST(MetricRows, FollowTheConventions) {
  const std::regex name("vigilcast(_[a-z]+)+");
  const std::regex label("[a-z_]+");
  std::set<std::string_view> seen;
  for (const MetricRow& row : kMetrics) {
    EXPECT_TRUE(seen.insert(row.name).second) << row.name << " is there twice";
    EXPECT_TRUE(std::regex_match(std::string(row.name), name)) << row.name;
    EXPECT_EQ(row.name.ends_with("_total"), row.type == MetricType::counter) << row.name;
    EXPECT_EQ(row.name.find("_ms"), std::string_view::npos) << "base units: " << row.name;
    EXPECT_TRUE(row.help.ends_with(".")) << row.name;
    EXPECT_EQ(row.help.find_first_of("\"\\\n"), std::string_view::npos) << row.name << ": nothing that the two formats escape differently";
    bool ended = false;
    for (const std::string_view one : row.labels) {
      EXPECT_FALSE(ended && !one.empty()) << row.name << " has a gap in its labels";
      ended = one.empty();
      EXPECT_TRUE(one.empty() || std::regex_match(std::string(one), label)) << row.name << " " << one;
      EXPECT_NE(one, "le") << row.name;
    }
  }
}

}  // namespace vigilcast::telemetry::metrics_test
