#include "healthcheck/monitor/expression.h"

#include <gtest/gtest.h>

#include <map>

namespace vigilcast::health::expression_test {

Expression parsed(std::string_view text) {
  auto expression = Expression::parse(text);
  EXPECT_TRUE(expression) << text << ": " << expression.error().to_string();
  return expression ? *expression : *Expression::parse("broken");
}

// "u" up, "g" degraded, "d" down, anything else unknown: by the last letter of the name, so that a table row says it all.
Verdict by_last_letter(std::string_view name) {
  switch (name.back()) {
    case 'u': return Verdict::up;
    case 'g': return Verdict::degraded;
    case 'd': return Verdict::down;
    default: return Verdict::unknown;
  }
}

Verdict evaluated(std::string_view text) {
  Latches fresh;
  return parsed(text).evaluate(by_last_letter, fresh);
}

TEST(Expression, CanonicalText) {
  const std::map<std::string, std::string> table{
      {"web", "web"},
      {"  web\tand\n port ", "web and port"},
      {"a and b and c", "a and b and c"},
      {"a and (b and c)", "a and b and c"},
      {"a or b and c", "a or b and c"},
      {"(a or b) and c", "(a or b) and c"},
      {"a or (b or c)", "a or b or c"},
      {"not a", "not a"},
      {"not not a", "a"},
      {"not (a and b)", "not (a and b)"},
      {"not a and b", "not a and b"},
      {"not atLeast(1,a)", "not atLeast(1, a)"},
      {"((web))", "web"},
      {"atLeast(2,a,b , c)", "atLeast(2, a, b, c)"},
      {"atLeast(1, a and b, c or d)", "atLeast(1, a and b, c or d)"},
      {"android or notary", "android or notary"},
      {"dc1/web-2.health:80 and _x", "dc1/web-2.health:80 and _x"},
  };
  for (const auto& [text, canonical] : table) {
    const Expression expression = parsed(text);
    EXPECT_EQ(expression.to_string(), canonical);
    EXPECT_EQ(parsed(expression.to_string()), expression) << "read back: " << canonical;
  }
}

TEST(Expression, IsAComparableValue) {
  Expression a = parsed("web and port");
  const Expression copy = a;
  EXPECT_EQ(a, copy);
  EXPECT_EQ(a, parsed("web and (port)"));
  EXPECT_NE(a, parsed("port and web"));
  a = parsed("atLeast(1, web, port)");
  EXPECT_NE(a, parsed("atLeast(2, web, port)"));
}

TEST(Expression, NamesInOrderOfFirstMention) {
  EXPECT_EQ(parsed("web and not port or atLeast(1, dns, web)").names(), (std::vector<std::string>{"web", "port", "dns"}));
}

TEST(Expression, ThreeValuedTruthTables) {
  const std::map<std::string, Verdict> table{
      {"u", Verdict::up},
      {"x", Verdict::unknown},
      {"not u", Verdict::down},
      {"not d", Verdict::up},
      {"not x", Verdict::unknown},
      {"u and u", Verdict::up},
      {"u and x", Verdict::unknown},
      {"u and d", Verdict::down},
      {"x and d", Verdict::down},
      {"x and x", Verdict::unknown},
      {"d or u", Verdict::up},
      {"x or u", Verdict::up},
      {"x or d", Verdict::unknown},
      {"d or d", Verdict::down},
      {"atLeast(2, u, u, d)", Verdict::up},
      {"atLeast(2, u, u, x)", Verdict::up},
      {"atLeast(2, u, x, d)", Verdict::unknown},
      {"atLeast(2, u, d, d)", Verdict::down},
      {"atLeast(2, x, x, d)", Verdict::unknown},
      {"atLeast(2, x, d, d)", Verdict::down},
      {"not atLeast(1, x, d)", Verdict::unknown},
      {"d and u or u", Verdict::up},       // `and` first
      {"d and (u or u)", Verdict::down},
      {"not d and d", Verdict::down},      // `not` binds closest
      {"not (d and d)", Verdict::up},
  };
  for (const auto& [text, verdict] : table) EXPECT_EQ(verdict_name(evaluated(text)), verdict_name(verdict)) << text;
}

TEST(Expression, MistakesNameTheColumnAndTheCure) {
  struct Row {
    std::string text;
    unsigned column;
    std::string part;  // of the message or its hint
  };
  const std::vector<Row> table{
      {"", 1, "the expression is empty"},
      {"   ", 4, "the expression is empty"},
      {"web port", 5, "'and' or 'or' is expected before 'port'"},
      {"web and", 8, "a check name is expected at the end"},
      {"and web", 1, "instead of 'and'"},
      {"web && port", 5, "write and"},
      {"web | port", 5, "write or"},
      {"!web", 1, "write not"},
      {"(web", 5, "')' is expected at the end"},
      {"web)", 4, "before ')'"},
      {"()", 2, "a check name is expected instead of ')'"},
      {"any(web, port)", 1, "there is no function 'any'"},
      {"web and atleast(1, a)", 9, "atLeast(2, a, b, c)"},
      {"atLeast 2", 9, "'(' is expected after atLeast before '2'"},
      {"atLeast(a, b)", 9, "a number is expected first"},
      {"atLeast(99999999999, b)", 9, "a number is expected first"},
      {"atLeast(2, a b)", 14, "',' or ')' is expected before 'b'"},
      {"atLeast(1)", 1, "never holds"},
      {"x or atLeast(3, a, b)", 6, "never holds: it has 2 members only"},
      {"atLeast(0, a)", 1, "always holds"},
      {"web and \x01", 9, "instead of"},
      {"-web", 1, "instead of '-'"},
  };
  for (const Row& row : table) {
    unsigned column = 0;
    const auto result = Expression::parse(row.text, &column);
    ASSERT_FALSE(result) << row.text;
    EXPECT_EQ(column, row.column) << row.text;
    EXPECT_EQ(result.error().where, "column " + std::to_string(row.column));
    EXPECT_NE(result.error().to_string().find(row.part), std::string::npos) << row.text << " says: " << result.error().to_string();
  }
}

TEST(Expression, AbsurdNestingIsRefusedNotACrash) {
  for (const std::string opening : {"(", "not ", "atLeast(1, "}) {
    std::string text;
    for (int i = 0; i < 100'000; ++i) text += opening;
    const auto result = Expression::parse(text + "web");
    ASSERT_FALSE(result);
    EXPECT_NE(result.error().text.find("deep"), std::string::npos) << result.error().text;
  }
}

TEST(Expression, WhatMayBeAName) {
  for (const char* good : {"web", "a", "1", "_x", "web-2", "ns/svc:80", "a.b"}) EXPECT_TRUE(Expression::is_name(good)) << good;
  for (const char* bad : {"", "and", "or", "not", "atLeast", "-a", "a b", "a,b", "é", "a("}) EXPECT_FALSE(Expression::is_name(bad)) << bad;
}

TEST(Expression, DegradedWhereItHoldsOnlyWithTheDegradedOnes) {
  const std::map<std::string_view, Verdict> table{
      {"ag", Verdict::degraded},
      {"ag and bu", Verdict::degraded},
      {"ag or bu", Verdict::up},
      {"ag and bd", Verdict::down},
      {"ag or bd", Verdict::degraded},
      {"not ag", Verdict::down},
      {"atLeast(2, ag, bu, cu)", Verdict::up},
      {"atLeast(2, ag, bu, cd)", Verdict::degraded},
      {"ag and bx", Verdict::unknown},
      {"ag or bx", Verdict::up},  // without the degraded one it is unknown, which is no reason to call it worse
      {"weighted(3, 2, ag*3, bd)", Verdict::degraded},
  };
  for (const auto& [text, verdict] : table) EXPECT_EQ(verdict_name(evaluated(text)), verdict_name(verdict)) << text;
}

TEST(Expression, AWeightedSumLetsGoLaterThanItTakesHold) {
  const Expression expression = parsed("weighted(4, 2, a*2, b*2, c)");
  struct Step {
    std::string_view up, unknown, verdict;
  };
  const std::vector<Step> steps{
      {"a", "", "down"}, {"ab", "", "up"}, {"a", "", "up"},       {"c", "", "down"}, {"ac", "", "down"},  // 3 is enough to stay, not to begin
      {"abc", "", "up"}, {"a", "b", "up"}, {"c", "a", "unknown"}, {"a", "", "up"},   {"", "", "down"},   {"a", "b", "unknown"},
  };
  Latches latches;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const auto verdict_of = [&](std::string_view name) {
      if (steps[i].up.find(name) != std::string_view::npos) return Verdict::up;
      return steps[i].unknown.find(name) != std::string_view::npos ? Verdict::unknown : Verdict::down;
    };
    EXPECT_EQ(verdict_name(expression.evaluate(verdict_of, latches)), steps[i].verdict) << "step " << i;
  }
}

TEST(Expression, NothingIsDegradedWithoutADegradedCheck) {
  const Expression expression = parsed("weighted(4, 2, a*2, b, c)");
  std::map<std::string_view, Verdict> checks{{"a", Verdict::up}, {"b", Verdict::up}, {"c", Verdict::up}};
  const auto verdict_of = [&](std::string_view name) { return checks.at(name); };
  Latches latches;
  EXPECT_EQ(expression.evaluate(verdict_of, latches), Verdict::up);
  checks["c"] = Verdict::down;
  checks["a"] = Verdict::degraded;
  EXPECT_EQ(expression.evaluate(verdict_of, latches), Verdict::degraded);
  checks["a"] = Verdict::up;
  EXPECT_EQ(expression.evaluate(verdict_of, latches), Verdict::up);
}

TEST(Expression, ANewSumOfAServiceThatServesHoldsAlready) {
  Latches latches{.serving = {}, .well = {}, .before = true};
  EXPECT_EQ(parsed("weighted(4, 2, au*2, bu, cd)").evaluate(by_last_letter, latches), Verdict::up);
}

TEST(Expression, EachWeightedSumHasItsOwnMemory) {
  const Expression expression = parsed("weighted(2, 1, a, b) and weighted(2, 1, c, d)");
  std::string up = "abcd";
  const auto verdict_of = [&](std::string_view name) { return up.find(name) == std::string::npos ? Verdict::down : Verdict::up; };
  Latches latches;
  EXPECT_EQ(expression.evaluate(verdict_of, latches), Verdict::up);
  up = "ac";
  EXPECT_EQ(expression.evaluate(verdict_of, latches), Verdict::up);
  up = "abd";
  EXPECT_EQ(expression.evaluate(verdict_of, latches), Verdict::up);
  up = "ab";
  EXPECT_EQ(expression.evaluate(verdict_of, latches), Verdict::down);
  up = "abc";
  EXPECT_EQ(expression.evaluate(verdict_of, latches), Verdict::down) << "the second has to take hold anew";
}

TEST(Expression, WeightedTextIsCanonicalAndReadBack) {
  const std::map<std::string_view, std::string_view> table{
      {"weighted( 4,2 , a * 3,b)", "weighted(4, 2, a*3, b)"},
      {"weighted(1, 1, (a or b)*2, not c)", "weighted(1, 1, (a or b)*2, not c)"},
      {"weighted(2, 1, a, atLeast(1, b, c)*1)", "weighted(2, 1, a, atLeast(1, b, c))"},
  };
  for (const auto& [text, canonical] : table) {
    EXPECT_EQ(parsed(text).to_string(), canonical);
    EXPECT_EQ(parsed(canonical), parsed(text));
  }
}

TEST(Expression, WeightedSumsThatMakeNoSenseAreRefused) {
  const std::map<std::string_view, std::string_view> table{
      {"weighted(5, 2, a*3, b)", "never holds: its members weigh 4"},
      {"weighted(2, 3, a*3, b)", "the second sum is greater"},
      {"weighted(2, 0, a*3, b)", "never ends"},
      {"weighted(2, 1, a*0, b*3)", "a weight from 1"},
      {"weighted(a, b)", "the sum from which it holds"},
      {"weighted(2, a, b)", "the sum below which"},
      {"weighted(2, 1, a*x)", "a weight from 1"},
      {"weighted(2, 1, a*4294967295, b)", "a weight from 1"},
      {"weighted(2, 1", "',' or ')' is expected at the end"},
  };
  for (const auto& [text, part] : table) {
    const auto refused = Expression::parse(text);
    ASSERT_FALSE(refused) << text;
    EXPECT_NE(refused.error().text.find(part), std::string::npos) << refused.error().text;
  }
}

}  // namespace vigilcast::health::expression_test
