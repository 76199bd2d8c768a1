#include "bgp/rib/filter.h"

#include <gtest/gtest.h>

namespace vigilcast::bgp::filter_test {

std::string rule(std::string_view text) {
  const auto parsed = PrefixRule::parse(text);
  return parsed ? parsed->to_string() : "no: " + parsed.error().text;
}
bool matches(std::string_view text, std::string_view prefix) { return PrefixRule::parse(text)->matches(*Prefix::parse(prefix)); }

TEST(PrefixRuleTest, ReadsWhatRoutersWrite) {
  for (const std::string_view text : {"10.0.0.0/8", "10.0.0.0/8 ge 16", "10.0.0.0/8 ge 16 le 24", "10.0.0.0/8 le 24", "::/0 ge 48 le 48", "0.0.0.0/0"}) {
    EXPECT_EQ(rule(text), text);
  }
  EXPECT_EQ(rule("10.0.0.0/8 le 24 ge 16"), "10.0.0.0/8 ge 16 le 24");
  for (const std::string_view text : {"10.0.0.0/8 ge 7", "10.0.0.0/8 le 33", "10.0.0.0/8 ge 24 le 16", "10.0.0.0/8 ge", "10.0.0.0/8 ge 9 ge 10",
                                      "10.0.0.0/8 gt 9", "10.0.0.0/8 ge x", "", "web"}) {
    EXPECT_TRUE(rule(text).starts_with("no: ")) << text;
  }
}

TEST(PrefixRuleTest, MatchesTheLengthsBetween) {
  EXPECT_TRUE(matches("10.0.0.0/8", "10.0.0.0/8"));
  EXPECT_FALSE(matches("10.0.0.0/8", "10.1.0.0/16"));
  EXPECT_TRUE(matches("10.0.0.0/8 ge 16 le 24", "10.1.0.0/16"));
  EXPECT_TRUE(matches("10.0.0.0/8 ge 16 le 24", "10.1.1.0/24"));
  EXPECT_FALSE(matches("10.0.0.0/8 ge 16 le 24", "10.0.0.0/8"));
  EXPECT_FALSE(matches("10.0.0.0/8 ge 16 le 24", "10.1.1.0/25"));
  EXPECT_FALSE(matches("10.0.0.0/8 ge 16 le 24", "11.1.0.0/16"));
  EXPECT_TRUE(matches("0.0.0.0/0 ge 32", "192.0.2.1/32"));
  EXPECT_FALSE(matches("0.0.0.0/0 le 32", "::/0"));
}

TEST(RouteFilterTest, EveryConditionMustHold) {
  AttributeSet route;
  route.set(AsPath::sequence({65001, 65002, 65002}));
  route.set(Communities{{community::blackhole, Community{65001U << 16U | 7U}}});
  const auto why = [&](const RouteFilter& filter) { return filter.refusal_of(route, 65002).value_or("passes"); };
  RouteFilter filter;
  EXPECT_TRUE(filter.passes_all());
  EXPECT_EQ(why(filter), "passes");
  filter.longest_as_path = 3;
  EXPECT_EQ(why(filter), "passes");
  filter.longest_as_path = 2;
  EXPECT_EQ(why(filter), "its AS path is longer than 2");
  filter = {};
  filter.refuses_own_as = true;
  EXPECT_EQ(why(filter), "our own AS 65002 is in its AS path");
  filter = {};
  filter.communities = {Community{65001U << 16U | 7U}, community::no_export};
  EXPECT_EQ(why(filter), "passes");
  filter.without_communities = {community::blackhole};
  EXPECT_EQ(why(filter), "it has a community that is refused");
  filter.communities = {community::no_export};
  EXPECT_EQ(why(filter), "it has none of the communities asked for");
  EXPECT_EQ(filter.refusal_of(AttributeSet{}, 65002), "it has none of the communities asked for");
}

TEST(RouteFilterTest, PrefixListsJudgePrefixesOnly) {
  RouteFilter filter;
  filter.prefixes = {*PrefixRule::parse("10.0.0.0/8 le 32")};
  EXPECT_FALSE(filter.refusal_of(unicast_nlri(*Prefix::parse("10.1.0.0/16"), 7)));
  EXPECT_EQ(filter.refusal_of(unicast_nlri(*Prefix::parse("192.0.2.0/24"))), "its prefix is not in the list");
  EXPECT_TRUE(filter.refusal_of(unicast_nlri(*Prefix::parse("2001:db8::/32"))));
  Nlri flow;
  flow.family = kIpv4Flow;
  EXPECT_FALSE(filter.refusal_of(flow));
}

}  // namespace vigilcast::bgp::filter_test
