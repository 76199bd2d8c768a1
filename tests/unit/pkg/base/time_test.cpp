#include "pkg/base/time.h"

#include <gtest/gtest.h>

namespace vigilcast::time_test {

using namespace std::chrono_literals;

TEST(Duration, IsReadAndPrinted) {
  struct Row {
    std::string_view text;
    Duration value;
    std::string_view printed;
  };
  const Row rows[] = {
      {"200ms", 200ms, "200ms"},
      {"0.2s", 200ms, "200ms"},
      {"1m30s", 90s, "1m30s"},
      {"90s", 90s, "1m30s"},
      {"2h", 2h, "2h"},
      {"5d", 120h, "5d"},
      {"0s", 0s, "0s"},
      {"0ms", 0s, "0s"},
      {"1.5ms", 1500us, "1ms500us"},
      {"1.5h", 90min, "1h30m"},
      {"7ns", 7ns, "7ns"},
      {"0.000000001s", 1ns, "1ns"},
      {"1.25us", 1250ns, "1us250ns"},
      {"0.5d", 12h, "12h"},
      {"1s1s", 2s, "2s"},
      {"3660d", 24h * 3660, "3660d"},
  };
  for (const Row& row : rows) {
    const auto value = parse_duration(row.text);
    ASSERT_TRUE(value) << row.text << ": " << value.error().to_string();
    EXPECT_EQ(*value, row.value) << row.text;
    EXPECT_EQ(format_duration(*value), row.printed);
    EXPECT_EQ(parse_duration(format_duration(*value)), value);
  }
}

TEST(Duration, RefusesWhatIsNone) {
  for (const std::string_view bad :
       {"", "5", "s", "-5s", "+5s", "5 s", "5x", "5s5", "1.s", ".5s", "1e3s", "5S", "3661d", "99999999999999999999s", "9223372036854775808ns", "400000h"}) {
    EXPECT_FALSE(parse_duration(bad)) << bad;
  }
  EXPECT_NE(parse_duration("5").error().to_string().find("200ms"), std::string::npos);
}

TEST(Duration, NegativeOnesPrint) { EXPECT_EQ(format_duration(-1500ms), "-1s500ms"); }

TEST(WallTime, IsPrintedInUtc) {
  EXPECT_EQ(format_wall_time(WallTime{}), "1970-01-01T00:00:00.000Z");
  EXPECT_EQ(format_wall_time(WallTime{std::chrono::microseconds{1795297266703304}}), "2026-11-21T21:41:06.703Z");
  EXPECT_EQ(format_wall_time(WallTime{-1ms}), "1969-12-31T23:59:59.999Z");
  EXPECT_EQ(format_micro_time(WallTime{}), "1970-01-01T00:00:00.000000Z");
  EXPECT_EQ(format_micro_time(WallTime{std::chrono::microseconds{1795297266703304}}), "2026-11-21T21:41:06.703304Z");
}

TEST(Deadlines, NoneIsLaterThanAny) {
  const Instant early{1s}, late{2s};
  EXPECT_EQ(earlier(early, late), early);
  EXPECT_EQ(earlier(late, early), early);
  EXPECT_EQ(earlier(std::nullopt, late), late);
  EXPECT_EQ(earlier(late, std::nullopt), late);
  EXPECT_EQ(earlier(std::nullopt, std::nullopt), std::nullopt);
}

}  // namespace vigilcast::time_test
