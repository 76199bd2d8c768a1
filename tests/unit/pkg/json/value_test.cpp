#include "pkg/json/value.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace vigilcast::json::value_test {

TEST(JsonValue, ObjectsKeepTheOrderInWhichMembersWereSet) {
  Value value;
  value.set("zebra", 1).set("ant", 2).set("mule", 3).set("ant", 4);
  EXPECT_EQ(dump(value), R"({"zebra":1,"ant":4,"mule":3})");
}

TEST(JsonValue, ReadingWhatIsNotThereGivesNothing) {
  const Value value = *parse(R"({"a":{"b":[1,"x"]}})");
  EXPECT_EQ(value["a"]["b"].items().size(), 2U);
  EXPECT_EQ(value["a"]["b"].items()[1].string(), "x");
  EXPECT_TRUE(value["a"]["c"]["d"].is_null());
  EXPECT_EQ(value["a"].string(), "");
  EXPECT_EQ(value["a"]["b"]["c"].integer(7), 7);
  EXPECT_TRUE(value["a"].items().empty());
  EXPECT_TRUE(value["a"]["b"].members().empty());
  EXPECT_TRUE(Value("text").boolean(true));
}

TEST(JsonValue, IntegersOfEverySizeSurvive) {
  Value value;
  value.add(std::numeric_limits<std::uint64_t>::max()).add(std::numeric_limits<std::int64_t>::min()).add(4294967295U).add(-1);
  EXPECT_EQ(dump(value), "[18446744073709551615,-9223372036854775808,4294967295,-1]");
  EXPECT_EQ(dump(*parse(dump(value))), dump(value));
  EXPECT_EQ(value.items()[0].integer(3), 3) << "does not fit into 64 bits with a sign";
  EXPECT_EQ(value.items()[2].integer(), 4294967295);
  EXPECT_EQ(value.items()[3].number(), -1.0);
}

TEST(JsonDump, NeverFailsOnBytesFromTheNetwork) {
  EXPECT_EQ(dump(Value("a\xff\xfe"
                       "b\n\x01")),
            "\"a\xef\xbf\xbd\xef\xbf\xbd"
            "b\\n\\u0001\"");
  Value object;
  object.set("k\xc3", "v");
  EXPECT_EQ(dump(object), "{\"k\xef\xbf\xbd\":\"v\"}");
  EXPECT_EQ(dump(Value(std::nan(""))), "null");
  EXPECT_EQ(dump(Value(std::numeric_limits<double>::infinity())), "null");
}

TEST(JsonDump, IndentsForPeople) { EXPECT_EQ(dump(*parse(R"({"a":[1,2],"b":{}})"), 2), "{\n  \"a\": [\n    1,\n    2\n  ],\n  \"b\": {}\n}"); }

TEST(JsonParse, ReadsEveryKindOfValue) {
  for (const char* text : {"null", "true", "-12", "0.5", "\"\"", "\"\\u00e9\\ud83d\\ude00\"", "[]", "{}", "[[],{\"a\":null}]", " [ 1 , 2 ] "}) {
    const auto value = parse(text);
    ASSERT_TRUE(value) << text << ": " << value.error().to_string();
    EXPECT_EQ(*parse(dump(*value)), *value) << text;
  }
}

struct BadCase {
  const char* text;
  const char* where;
  const char* says;
};

TEST(JsonParse, SaysWhereAndWhy) {
  const BadCase cases[] = {
      {"", "in:1:1", "unexpected end of input"},
      {"{\n  \"a\": 1,\n  \"b\" 2\n}", "in:3:8", "expected ':'"},
      {"[1, 2,, 3]", "in:1:7", "unexpected ','"},
      {"{\"a\":1}\n trailing", "in:2:4", "expected end of input"},
      {"{\"a\":1, \"a\":2}", "in:1:11", "\"a\" is there twice"},
      {"\"\xff\"", "in:1:2", "ill-formed UTF-8"},
      {"[\"abc", "in:1:5", "missing closing quote"},
      {"{\"a\": nul}", "in:1:10", "invalid literal"},
      {"1e999", "in:1:5", "number overflow"},
  };
  for (const BadCase& bad : cases) {
    const auto value = parse(bad.text, "in");
    ASSERT_FALSE(value) << bad.text;
    EXPECT_EQ(value.error().where, bad.where) << bad.text << ": " << value.error().text;
    EXPECT_NE(value.error().text.find(bad.says), std::string::npos) << bad.text << ": " << value.error().text;
  }
  EXPECT_EQ(parse("x").error().where, "1:1");
}

TEST(JsonParse, DepthIsBounded) {
  const std::string deepest = std::string(kMaxDepth, '[') + std::string(kMaxDepth, ']');
  EXPECT_TRUE(parse(deepest));
  const auto deeper = parse("[" + deepest + "]");
  ASSERT_FALSE(deeper);
  EXPECT_NE(deeper.error().text.find("64 levels"), std::string::npos);
  EXPECT_FALSE(parse(std::string(1'000'000, '[')));
}

}  // namespace vigilcast::json::value_test
