#include "pkg/yaml/reader.h"

#include <gtest/gtest.h>

#include "pkg/yaml/parse.h"

namespace vigilcast::yaml::reader_test {

using std::chrono::milliseconds;

// The value of `v: TEXT`, read by `get`, and what was told.
template <class Get>
auto read(const std::string& text, Get get) {
  Diagnostics told;
  const auto document = parse("f", "v: " + text, told);
  EXPECT_TRUE(document) << text;
  Reader reader(*document, told);
  auto value = get(reader, *document->root.find("v"));
  EXPECT_EQ(static_cast<bool>(value), !told.has_errors()) << text << told.to_string();
  return std::pair(value, told.all().empty() ? std::string() : told.all().front().hint);
}

auto text_of(const std::string& text) {
  return read(text, [](Reader& reader, const Node& node) { return reader.text(node); });
}
auto boolean_of(const std::string& text) {
  return read(text, [](Reader& reader, const Node& node) { return reader.boolean(node); });
}
auto number_of(const std::string& text) {
  return read(text, [](Reader& reader, const Node& node) { return reader.number(node, 1, 65535); });
}
auto duration_of(const std::string& text) {
  return read(text, [](Reader& reader, const Node& node) { return reader.duration(node, milliseconds(1), std::chrono::hours(1)); });
}

TEST(YamlReader, TextThatYamlReadsOtherwiseNeedsQuotes) {
  for (const char* good : {"web", "tor-a", "1.1.1.1", "2001:db8::1", "65001:100", "200-299", "12s", "v1.0", "nobody", "'no'", "\"010\"", "0s", "a b", "1-2"}) {
    EXPECT_TRUE(text_of(good).first) << good;
  }
  for (const char* bad :
       {"no", "Yes", "TRUE", "off", "y", "010", "1", "1.5", "0x1f", "0o17", "1e3", "-5", "+5", "1_000", ".inf", ".NaN", "[a]", "{}", "''", ""}) {
    EXPECT_FALSE(text_of(bad).first) << bad;
  }
  EXPECT_EQ(text_of("no").second, "write it in quotes: \"no\"");
}

TEST(YamlReader, BooleansAreTrueAndFalseOnly) {
  EXPECT_EQ(boolean_of("true").first, true);
  EXPECT_EQ(boolean_of("false").first, false);
  for (const char* bad : {"yes", "no", "on", "off", "True", "FALSE", "1", "0", "'true'", "maybe", "[true]", ""}) EXPECT_FALSE(boolean_of(bad).first) << bad;
  EXPECT_EQ(boolean_of("yes").second, "write true, without quotes");
  EXPECT_EQ(boolean_of("Off").second, "write false, without quotes");
}

TEST(YamlReader, NumbersArePlainDecimal) {
  EXPECT_EQ(number_of("1").first, 1U);
  EXPECT_EQ(number_of("65535").first, 65535U);
  for (const char* bad : {"0", "65536", "010", "0x10", "1_0", "1.0", "1e3", "+1", "-1", "'1'", "one", "99999999999999999999", "{}", ""})
    EXPECT_FALSE(number_of(bad).first) << bad;
  EXPECT_EQ(number_of("010").second, "YAML versions disagree whether a leading 0 means octal: write 10");
  EXPECT_EQ(number_of("'7'").second, "leave the quotes out");
}

TEST(YamlReader, DurationsCarryUnits) {
  EXPECT_EQ(duration_of("200ms").first, milliseconds(200));
  EXPECT_EQ(duration_of("0.2s").first, milliseconds(200));
  EXPECT_EQ(duration_of("'1m30s'").first, milliseconds(90000));
  for (const char* bad : {"5", "5 parsecs", "0s", "2h", "-1s", "s", ""}) EXPECT_FALSE(duration_of(bad).first) << bad;
}

TEST(YamlReader, ASingleValueIsNoList) {
  Diagnostics told;
  const auto document = parse("f", "v: 192.0.2.0/24", told);
  Reader reader(*document, told);
  EXPECT_EQ(reader.list(*document->root.find("v"), "a list of prefixes"), nullptr);
  EXPECT_EQ(told.all().front().hint, "write it in brackets: [192.0.2.0/24]");
}

// Whoever adds a message need not think of it: words and hints pass through one place.
TEST(YamlReader, NothingOfAFileReachesATerminalRaw) {
  Diagnostics told;
  const auto document = parse("f", "v: \"\\e[31m\"\n", told);
  Reader reader(*document, told);
  EXPECT_FALSE(reader.number(*document->root.find("v"), 0, 1));
  EXPECT_EQ(reader.list(*document->root.find("v"), "a list"), nullptr);
  reader.error(*document->root.find("v"), "text \x1b", "hint \n");
  ASSERT_EQ(told.all().size(), 3U);
  for (const Diagnostic& each : told.all()) EXPECT_EQ((each.text + each.hint + each.source).find_first_of("\x1b\n"), std::string::npos) << each.text;
}

TEST(YamlReader, WhatWasRefusedBeforeIsNotToldAgain) {
  Diagnostics told;
  const auto document = parse("f", "a: &x 1\nv: *x", told);
  const std::size_t before = told.all().size();
  Reader reader(*document, told);
  EXPECT_FALSE(reader.text(*document->root.find("v")));
  EXPECT_EQ(reader.map(*document->root.find("v"), "a map"), nullptr);
  EXPECT_EQ(told.all().size(), before);
}

}  // namespace vigilcast::yaml::reader_test
