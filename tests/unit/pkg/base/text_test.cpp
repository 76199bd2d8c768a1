#include "pkg/base/text.h"

#include <gtest/gtest.h>

#include <array>

#include "pkg/base/json_writer.h"

namespace vigilcast::text_test {

const std::string kReplaced = "\xef\xbf\xbd";

TEST(Numbers, AreWholeWords) {
  EXPECT_EQ(parse_number<std::uint8_t>("255"), 255);
  EXPECT_EQ(parse_number<int>("-5"), -5);
  EXPECT_EQ(parse_number<std::uint16_t>("ff", 16), 255);
  for (const std::string_view bad : {"", "256", "-1", "+1", " 1", "1 ", "1.0", "0x1", "one"}) EXPECT_EQ(parse_number<std::uint8_t>(bad), std::nullopt) << bad;
}

TEST(Text, IsTrimmedAndSplit) {
  EXPECT_EQ(trim(" \t a b\r\n"), "a b");
  EXPECT_EQ(trim(" \n"), "");
  EXPECT_EQ(split("a,,b,", ','), (std::vector<std::string_view>{"a", "", "b", ""}));
  EXPECT_EQ(split("", ','), (std::vector<std::string_view>{""}));
  EXPECT_EQ(words("  a\tb \n c"), (std::vector<std::string_view>{"a", "b", "c"}));
  EXPECT_TRUE(words(" \t").empty());
  const std::array<std::string, 3> parts{"a", "b", "c"};
  EXPECT_EQ(join(parts, ", "), "a, b, c");
  EXPECT_EQ(join({}, ", "), "");
  EXPECT_EQ(to_lower("aBZ[\xc3\x84"), "abz[\xc3\x84");
}

TEST(Nearest, FindsWhatWasMeant) {
  constexpr std::array<std::string_view, 4> kWords{"destination-port", "source-port", "port", "protocol"};
  EXPECT_EQ(nearest("destinaton-prt", kWords), "destination-port");
  EXPECT_EQ(nearest("prot", kWords), std::nullopt);  // too far for so short a word
  EXPECT_EQ(nearest("porrt", kWords), "port");
  EXPECT_EQ(nearest("vlan", kWords), std::nullopt);
  EXPECT_EQ(nearest("", kWords), std::nullopt);
}

TEST(Printable, ReplacesWhatWouldHarmATerminal) {
  const std::pair<std::string, std::string> rows[] = {
      {"plain", "plain"},
      {"tab\tbell\a", "tab" + kReplaced + "bell" + kReplaced},
      {"\x7f", kReplaced},
      {"\xe2\x86\x92", "\xe2\x86\x92"},                       // an arrow
      {"\xe2\x86", kReplaced + kReplaced},                    // cut off
      {"\xc0\xaf", kReplaced + kReplaced},                    // overlong
      {"\xe0\x80\x80", kReplaced + kReplaced + kReplaced},    // overlong
      {"\xed\xa0\x80", kReplaced + kReplaced + kReplaced},    // a surrogate
      {"\xf4\x90\x80\x80", kReplaced + kReplaced + kReplaced + kReplaced},  // beyond Unicode
      {"\xf0\x9f\x98\x80", "\xf0\x9f\x98\x80"},
      {"a\xff"
       "b",
       "a" + kReplaced + "b"},
  };
  for (const auto& [given, shown] : rows) EXPECT_EQ(printable(given), shown);
}

TEST(JsonString, IsAlwaysValid) {
  EXPECT_EQ(json_string("a\"b\\c\n\r\t"), R"("a\"b\\c\n\r\t")");
  EXPECT_EQ(json_string(std::string_view("\0\x1b\x7f", 3)), R"("\u0000\u001b\u007f")");
  EXPECT_EQ(json_string("\xe2\x86\x92"), "\"\xe2\x86\x92\"");
  EXPECT_EQ(json_string("a\xff\"\xfe"), "\"a" + kReplaced + "\\\"" + kReplaced + "\"");
  EXPECT_EQ(json_string(""), "\"\"");
}

}  // namespace vigilcast::text_test
