#include "pkg/telemetry/line.h"

#include <gtest/gtest.h>

namespace vigilcast::telemetry::line_test {

TEST(LogLine, TextQuotesOnlyWhatNeedsIt) {
  const Field fields[] = {{"peer", "tor-a"}, {"why", "connection refused"}, {"empty", ""}, {"quoted", "a\"b"}, {"pair", "k=v"}};
  EXPECT_EQ(text_line("bgp", "session is down", fields), R"(bgp session is down peer=tor-a why="connection refused" empty="" quoted="a\"b" pair="k=v")");
}

TEST(LogLine, NobodyWritesASecondLineThroughUs) {
  const Field fields[] = {{"text", "line\r\n2026-01-01 critical fake\x1b[2J"}};
  for (const std::string& line : {text_line("s", "a\nb\x1b[31m", fields), exabgp_line("s", " ", "a\nb\x1b[31m"), json_members("s", "a\nb\x1b[31m", fields)}) {
    EXPECT_EQ(line.find('\n'), std::string::npos) << line;
    EXPECT_EQ(line.find('\r'), std::string::npos) << line;
    EXPECT_EQ(line.find('\x1b'), std::string::npos) << line;
  }
}

TEST(LogLine, JsonMembersAreStringsInOrder) {
  const Field fields[] = {{"peer", "tor-a"}, {"bad", "\xff"}};
  EXPECT_EQ(json_members("bgp", "up \"now\"", fields), "\"source\":\"bgp\",\"message\":\"up \\\"now\\\"\",\"peer\":\"tor-a\",\"bad\":\"\xef\xbf\xbd\"");
}

TEST(LogLine, ExabgpPadsTheSourceToFifteen) {
  EXPECT_EQ(exabgp_line("welcome", " ", "Thank you for using ExaBGP"), "welcome         Thank you for using ExaBGP");
  EXPECT_EQ(exabgp_line("a source longer than that", " ", "text"), "a source longer than that text");
}

}  // namespace vigilcast::telemetry::line_test
