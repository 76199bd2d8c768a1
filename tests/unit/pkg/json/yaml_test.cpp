#include "pkg/json/yaml.h"

#include <gtest/gtest.h>

namespace vigilcast::json::yaml_test {

TEST(ToYaml, WritesBlocksThatLineUp) {
  const auto value =
      *parse(R"({"count":2,"routes":[{"peer":"tor-a","losers":["policy web","x"],"more":{"a":1}},{}],"empty":[],"none":null,"deep":[[1,2],[]]})");
  EXPECT_EQ(to_yaml(value),
            "count: 2\n"
            "routes:\n"
            "  - peer: tor-a\n"
            "    losers:\n"
            "      - \"policy web\"\n"
            "      - x\n"
            "    more:\n"
            "      a: 1\n"
            "  - {}\n"
            "empty: []\n"
            "none: null\n"
            "deep:\n"
            "  - - 1\n"
            "    - 2\n"
            "  - []\n");
}

TEST(ToYaml, QuotesWhatAReaderCouldTakeForSomethingElse) {
  for (const char* text : {"",     "no", "Yes", "OFF", "null", "NaN", "~",           "1.2.3.4", "65001:100", "- x",
                           "a: b", "#x", "'q'", "*a",  "&a",   "!t",  "2001:db8::1", " a",      "tab\t",     "line\nbreak"}) {
    EXPECT_TRUE(to_yaml(Value(text)).starts_with("\"")) << text;
  }
  for (const char* text : {"web", "tor-a", "checks_down", "Established", "a.b/c"}) EXPECT_EQ(to_yaml(Value(text)), std::string(text) + "\n");
}

TEST(ToYaml, NamesAreQuotedToo) {
  Value value;
  value.set("a b", 1).set("yes", 2);
  EXPECT_EQ(to_yaml(value), "\"a b\": 1\n\"yes\": 2\n");
}

}  // namespace vigilcast::json::yaml_test
