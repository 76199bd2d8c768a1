#include "pkg/exabgp/conf/route_text.h"

#include <gtest/gtest.h>

#include "bgp/wire/nlri/all.h"

namespace vigilcast::exabgp::route_text_test {

using Parse = Result<std::vector<ParsedRoute>> (*)(std::span<const std::string_view>, const RouteContext&);

// The routes as one line each, or "error at word N: …".
std::string parsed(Parse parse, std::string_view text, const RouteContext& context = {}) {
  const auto routes = parse(route_words(text), context);
  if (!routes) return "error at " + routes.error().where + ": " + routes.error().text;
  std::string out;
  for (const ParsedRoute& route : *routes) {
    out += (out.empty() ? "" : "\n") + bgp::destination_text(route.nlri, {{}, {}, route.next_hop.given.labels});
    if (route.next_hop.self) out += " self";
    if (route.next_hop.given.address) out += " via " + route.next_hop.given.address->to_string();
    out += route.attributes->text();
    if (!route.watchdog.empty()) out += " watchdog " + route.watchdog;
    if (route.withdrawn) out += " withdrawn";
  }
  return out;
}
std::string route(std::string_view text, const RouteContext& context = {}) { return parsed(parse_route_words, text, context); }
std::string attributes(std::string_view text) { return parsed(parse_attributes_words, text); }
std::string flow(std::string_view text, const RouteContext& context = {}) { return parsed(parse_flow_words, text, context); }

TEST(RouteWords, BracketsAndPunctuationAreWords) {
  const auto words = route_words("route 10.0.0.0/24 { community [65000:1,65000:2]; name \"a b\" }\t( x)");
  const std::vector<std::string_view> expected = {"route", "10.0.0.0/24", "{",    "community", "[", "65000:1", ",", "65000:2",
                                                  "]",     ";",           "name", "a b",       "}", "(",       "x", ")"};
  EXPECT_EQ(words, expected);
  EXPECT_TRUE(route_words("  ").empty());
  EXPECT_EQ(route_words("it's \"open").size(), 2U);
}

TEST(RouteText, InlineAndBraceFormMeanTheSame) {
  const std::string expected = "10.0.0.0/24 self med 5 community 65000:1";
  EXPECT_EQ(route("10.0.0.0/24 next-hop self med 5 community [65000:1]"), expected);
  EXPECT_EQ(route("10.0.0.0/24 next-hop SELF med 5 community 65000:1;"), expected);
  EXPECT_EQ(route("10.0.0.0/24 { next-hop self; med 5; community [ 65000:1 ]; }"), expected);
  EXPECT_EQ(route("10.0.0.0/24 { next-hop self; med 5; community 65000:1 }"), expected);  // API lines leave the last ; out
}

// What a version puts on the wire for the same words.
TEST(RouteText, CommunitiesGoOutAsEachVersionSendsThem) {
  const auto sent = [](std::string_view attribute, Compat compat) {
    const auto routes =
        parse_route_words(route_words("10.0.0.0/24 next-hop self " + std::string(attribute)), {.compat = compat, .family = std::nullopt, .withdraw = false});
    if (!routes) return routes.error().to_string();
    Bytes out;
    bgp::encode_attribute(out, *routes->front().attributes->begin(), {});
    constexpr std::size_t kHeader = 3;
    return to_hex(ByteView(out).subspan(kHeader));
  };
  struct Row {
    std::string_view attribute, in_4_2, in_5_0;
  };
  const std::array rows{
      Row{"community [ 2:0 1:0 2:0 ]", "000200000001000000020000", "000100000002000000020000"},
      Row{"large-community [ 0:0:2 0:0:1 0:0:2 ]", "000000000000000000000002000000000000000000000001", "000000000000000000000001000000000000000000000002"},
      Row{"extended-community [ origin:1:1 target:1:1 ]", "00030001000000010002000100000001", "00020001000000010003000100000001"},
      Row{"extended-community target:70000:5", "0202000111700005", "0102000111700005"},
      Row{"extended-community 70000:5", "0202000111700005", "0102000111700005"},
      Row{"extended-community origin:70000L:5", "0203000111700005", "0103000111700005"},
      Row{"extended-community target4:5:5", "0202000000050005", "0102000000050005"},
      Row{"extended-community 0x0202000111700005", "0202000111700005", "0202000111700005"},
      Row{"extended-community target:65000:5", "0002FDE800000005", "0002FDE800000005"},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(sent(row.attribute, Compat::v4_2), row.in_4_2) << row.attribute;
    for (const Compat compat : {Compat::auto_, Compat::v5_0, Compat::v6}) EXPECT_EQ(sent(row.attribute, compat), row.in_5_0) << row.attribute;
  }
}

TEST(RouteText, FlowActionsGoOutAsTheyAreWrittenIn42) {
  const std::string_view text = "route { match { source 10.0.0.0/24; } then { mark 10; rate-limit 9600; extended-community [ origin:1:1 target:1:1 ]; } }";
  const auto sent = [&](Compat compat) {
    std::string out;
    const auto routes = parse_flow_words(route_words(text), {.compat = compat, .family = std::nullopt, .withdraw = false});
    for (const bgp::ExtendedCommunity community : routes->front().attributes->find<bgp::ExtendedCommunities>()->values) out += community.to_string() + "; ";
    return out;
  };
  EXPECT_EQ(sent(Compat::v4_2), "mark 10; rate-limit:9600; origin:1:0.0.0.1; target:1:1; ");
  EXPECT_EQ(sent(Compat::v5_0), "target:1:1; origin:1:0.0.0.1; rate-limit:9600; mark 10; ");
}

TEST(RouteText, PacketsOfARateLimitAreBytesIn42) {
  const auto limit = [](Compat compat, std::string_view words) {
    return flow("route { match { source 10.0.0.0/24; } then { " + std::string(words) + "; } }", {.compat = compat, .family = std::nullopt, .withdraw = false});
  };
  EXPECT_EQ(limit(Compat::v4_2, "rate-limit 9600 packets"), limit(Compat::v4_2, "rate-limit 9600"));
  EXPECT_EQ(limit(Compat::v5_0, "rate-limit 9600 bytes"), limit(Compat::v5_0, "rate-limit 9600"));
  EXPECT_NE(limit(Compat::v5_0, "rate-limit 9600 packets").find("rate-limit:9600:packets"), std::string::npos);
}

TEST(RouteText, WithdrawNeedsNoNextHop) {
  EXPECT_EQ(route("10.0.0.0/24", {.compat = Compat::auto_, .family = std::nullopt, .withdraw = true}), "10.0.0.0/24");
  EXPECT_EQ(route("10.0.0.0/24 med 5", {.compat = Compat::auto_, .family = std::nullopt, .withdraw = true}), "10.0.0.0/24 med 5");
  EXPECT_EQ(route("10.0.0.0/24"), "error at word 1: the route has no next-hop");
}

TEST(RouteText, FamilyIsChecked) {
  EXPECT_EQ(route("2001:db8::/32 next-hop self", {.compat = Compat::auto_, .family = bgp::kIpv6Unicast, .withdraw = false}), "2001:db8::/32 self");
  EXPECT_EQ(route("10.0.0.0/24 next-hop self", {.compat = Compat::auto_, .family = bgp::kIpv6Unicast, .withdraw = false}),
            "error at word 1: \"10.0.0.0/24\" is not a prefix of ipv6 unicast");
}

TEST(RouteText, SplitMakesAllSubPrefixes) {
  EXPECT_EQ(route("10.0.0.0/24 next-hop self split /25"), "10.0.0.0/25 self\n10.0.0.128/25 self");
  EXPECT_EQ(route("2001:db8::/126 next-hop ::1 split /127"), "2001:db8::/127 via ::1\n2001:db8::2/127 via ::1");
  EXPECT_EQ(route("10.0.0.0/24 next-hop self split /24"), "10.0.0.0/24 self");
  EXPECT_EQ(route("10.0.0.0/24 next-hop self split /25", {.compat = Compat::auto_, .family = bgp::kIpv4Unicast, .withdraw = false}), "10.0.0.0/24 self");
  const auto many = parse_route_words(route_words("10.0.0.0/16 next-hop self split /32"), {});
  ASSERT_TRUE(many);
  EXPECT_EQ(many->size(), 65536U);
  EXPECT_EQ(bgp::nlri_text(many->back().nlri), "10.0.255.255/32");
  EXPECT_EQ(many->front().attributes, many->back().attributes) << "shared";
}

TEST(RouteText, WatchdogAndPathIdentifier) {
  EXPECT_EQ(route("10.0.0.0/24 next-hop self watchdog dog withdraw path-information 0.0.0.9"),
            "10.0.0.0/24 path-information 0.0.0.9 self watchdog dog withdrawn");
  EXPECT_EQ(route("10.0.0.0/24 next-hop self withdraw"), "10.0.0.0/24 self");
}

TEST(RouteText, AttributesForm) {
  EXPECT_EQ(attributes("next-hop 192.0.2.1 med 5 nlri 10.0.0.0/24 2001:db8::/32"), "10.0.0.0/24 via 192.0.2.1 med 5\n2001:db8::/32 via 192.0.2.1 med 5");
  EXPECT_EQ(attributes("next-hop self nlri [ 10.0.0.0/24, 10.1.0.0/24 ];"), "10.0.0.0/24 self\n10.1.0.0/24 self");
  EXPECT_EQ(attributes("next-hop self med 5"), "error at word 5: the word \"nlri\" is missing");
  EXPECT_EQ(attributes("next-hop self nlri"), "error at word 3: no prefix follows \"nlri\"");
}

struct Wrong {
  std::string_view text;
  std::string_view error;
};
class RouteTextWrong : public testing::TestWithParam<Wrong> {};

TEST_P(RouteTextWrong, NamesTheWord) { EXPECT_EQ(route(GetParam().text), GetParam().error); }

INSTANTIATE_TEST_SUITE_P(Words, RouteTextWrong,
                         testing::Values(Wrong{"", "error at word 1: a prefix is missing"}, Wrong{";", "error at word 1: a prefix is missing"},
                                         Wrong{"10.0.0.1/24 next-hop self", "error at word 1: '10.0.0.1/24' has host bits set"},
                                         Wrong{"10.0.0.0/24 next-hop 10.0.0.0/8", "error at word 3: \"10.0.0.0/8\" is not a next hop"},
                                         Wrong{"10.0.0.0/24 next-hop", "error at word 2: \"next-hop\" has no value"},
                                         Wrong{"10.0.0.0/24 next-hop self meed 5", "error at word 4: unknown keyword \"meed\" of a route"},
                                         Wrong{"10.0.0.0/24 next-hop self community [ 1:1 x:1 ]", "error at word 7: 'x:1' is not a community"},
                                         Wrong{"10.0.0.0/24 next-hop self aigp x", "error at word 5: 'x' is not a value for aigp"},
                                         Wrong{"10.0.0.0/24 next-hop self label 1048576", "error at word 5: '1048576' is not an MPLS label"},
                                         Wrong{"10.0.0.0/24 next-hop self rd 65000:1", "error at word 1: a route of ipv4 mpls-vpn has no label"},
                                         Wrong{"10.0.0.0/24 next-hop self label 5 rd 65000", "error at word 7: '65000' is not a route distinguisher"},
                                         Wrong{"10.0.0.0/24 next-hop self rd", "error at word 4: \"rd\" has no value"},
                                         Wrong{"2001:db8::1/128 next-hop self label [ 1 2 3 ] rd 1:1",
                                               "error at word 1: there are more labels than fit beside 2001:db8::1/128"},
                                         Wrong{"10.0.0.0/24 { next-hop self; } med 5", "error at word 7: \"med\" follows the route's }"},
                                         Wrong{"10.0.0.0/24 next-hop self } x", "error at word 4: \"}\" is not expected here"},
                                         Wrong{"10.0.0.0/0 next-hop self split /33", "error at word 1: '10.0.0.0/0' has host bits set"},
                                         Wrong{"0.0.0.0/0 next-hop self split /33", "error at word 1: 0.0.0.0/0 cannot be split to /33"},
                                         Wrong{"0.0.0.0/0 next-hop self split /32", "error at word 1: 0.0.0.0/0 split to /32 is more than 65536 routes"}));

TEST(RouteText, LoadersGetEveryMistake) {
  std::vector<WordError> errors;
  EXPECT_TRUE(read_route(route_words("10.0.0.1/24 next-hop me med x origin igp wdg 1"), {}, errors).empty());
  ASSERT_EQ(errors.size(), 4U);
  EXPECT_EQ(errors[0].word, 0U);
  EXPECT_EQ(errors[1].word, 2U);
  EXPECT_EQ(errors[2].word, 4U);
  EXPECT_EQ(errors[3].word, 7U);
}

TEST(FlowText, BlockAndInlineFormMeanTheSame) {
  const std::string expected = "flow source-ipv4 10.0.0.0/24 destination-port =80 extended-community rate-limit:0";
  EXPECT_EQ(flow("route { match { source 10.0.0.0/24; destination-port =80; } then { discard; } }"), expected);
  EXPECT_EQ(flow("route a-name { match { destination-port =80; source 10.0.0.0/24 } then { discard } }"), expected);
  EXPECT_EQ(flow("{ match { source 10.0.0.0/24; destination-port =80; } then { discard; } }"), expected);
  EXPECT_EQ(flow("route source 10.0.0.0/24 destination-port =80 discard;"), expected);
  EXPECT_EQ(flow("source 10.0.0.0/24 destination-port =80 discard"), expected);
}

TEST(FlowText, GuideLine) {
  EXPECT_EQ(flow("route { match { destination 100.10.0.0/24; } then { discard; } }"), "flow destination-ipv4 100.10.0.0/24 extended-community rate-limit:0");
}

TEST(RouteText, KeywordsDecideTheFamily) {
  const auto family = [](std::string_view text) {
    const auto routes = parse_route_words(route_words(text), {});
    return routes ? bgp::family_name(routes->front().nlri.family) : routes.error().to_string();
  };
  EXPECT_EQ(family("10.0.0.0/24 next-hop self"), "ipv4 unicast");
  EXPECT_EQ(family("239.1.0.0/16 next-hop self"), "ipv4 multicast");
  EXPECT_EQ(family("10.0.0.0/24 label 5 next-hop self"), "ipv4 nlri-mpls");
  EXPECT_EQ(family("2001:db8::/32 label [ 5 6 ] next-hop self"), "ipv6 nlri-mpls");
  EXPECT_EQ(family("2001:db8::/32 label 5 route-distinguisher 65000:1 next-hop self"), "ipv6 mpls-vpn");
  EXPECT_EQ(route("10.0.0.0/24 rd 65000:1 label 5 next-hop self split /25 path-information 3"),
            "10.0.0.0/25 path-information 0.0.0.3 label 5 rd 65000:1 self\n10.0.0.128/25 path-information 0.0.0.3 label 5 rd 65000:1 self");
}

TEST(RouteText, AFamilyHasItsKeywords) {
  const auto within = [](bgp::Safi safi, bool withdraw = false) {
    return RouteContext{.compat = Compat::auto_, .family = bgp::Family{bgp::Afi::ipv4, safi}, .withdraw = withdraw};
  };
  EXPECT_EQ(route("10.0.0.0/24 next-hop 1.1.1.1", within(bgp::Safi::multicast)), "10.0.0.0/24 via 1.1.1.1");
  EXPECT_EQ(route("10.0.0.0/24 rd 1:1 label 5 next-hop 1.1.1.1", within(bgp::Safi::mpls_vpn)), "10.0.0.0/24 label 5 rd 1:1 via 1.1.1.1");
  EXPECT_EQ(route("10.0.0.0/24 label 5 next-hop 1.1.1.1", within(bgp::Safi::mpls_vpn)), "error at word 1: a route of ipv4 mpls-vpn has no rd");
  EXPECT_EQ(route("10.0.0.0/24 next-hop 1.1.1.1", within(bgp::Safi::nlri_mpls)), "error at word 1: a route of ipv4 nlri-mpls has no label");
  EXPECT_EQ(route("10.0.0.0/24 rd 1:1 label 5 next-hop 1.1.1.1", within(bgp::Safi::nlri_mpls)),
            "error at word 1: a route of ipv4 nlri-mpls has no route distinguisher");
  EXPECT_EQ(route("10.0.0.0/24 label 5 next-hop 1.1.1.1", within(bgp::Safi::unicast)), "error at word 1: a route of ipv4 unicast has no labels");
  EXPECT_EQ(route("10.0.0.0/24 rd 1:1", within(bgp::Safi::mpls_vpn, true)), "10.0.0.0/24 rd 1:1");
  EXPECT_EQ(route("10.0.0.0/24", within(bgp::Safi::nlri_mpls, true)), "10.0.0.0/24");
}

TEST(FlowText, Ipv6AndVpns) {
  EXPECT_EQ(flow("route { match { source ::1/128/120; next-header udp; flow-label 2013; } then { discard; } }"),
            "flow source-ipv6 ::1/128/120 next-header =udp flow-label =2013 extended-community rate-limit:0");
  EXPECT_EQ(flow("route { rd 65535:65536; match { source 10.0.0.1/32; } then { discard; } }"),
            "flow source-ipv4 10.0.0.1/32 rd 65535:65536 extended-community rate-limit:0");
  EXPECT_EQ(flow("source 2001:db8::/32 redirect-to-nexthop-ietf 2001:db8::1"),
            "flow source-ipv6 2001:db8::/32/0 extended-community-ipv6 redirect-to-nexthop-ietf 2001:db8::1");
  EXPECT_EQ(flow("source 2001:db8::/32 redirect 2001:db8::1"), "flow source-ipv6 2001:db8::/32/0 via 2001:db8::1 extended-community redirect-to-nexthop");
  EXPECT_EQ(flow("source 10.0.0.0/24 discard", {.compat = Compat::auto_, .family = bgp::Family{bgp::Afi::ipv4, bgp::Safi::flow_vpn}, .withdraw = false}),
            "flow source-ipv4 10.0.0.0/24 rd 0:0 extended-community rate-limit:0");
}

TEST(FlowText, Wrong) {
  EXPECT_EQ(flow("route { then { discard; } }"), "error at word 1: a flow needs at least one match, or it matches every packet");
  EXPECT_EQ(flow("route { match { source 10.0.0.0/24; } then { mark 64; } }"), "error at word 12: \"64\" is not a DSCP");
  EXPECT_EQ(flow("route { match { discard; } }"), "error at word 5: unknown keyword \"discard\" in match");
  EXPECT_EQ(flow("source 10.0.0.0/24 discard", {.compat = Compat::auto_, .family = bgp::Family{bgp::Afi::ipv6, bgp::Safi::flow}, .withdraw = false}),
            "error at word 2: '10.0.0.0/24' is for ipv4, and the flow is for ipv6");
  EXPECT_EQ(flow("route { rd 1; match { source 10.0.0.0/24; } then { discard; } }"), "error at word 4: '1' is not a route distinguisher");
  EXPECT_EQ(flow("route { rd; match { source 10.0.0.0/24; } then { discard; } }"), "error at word 3: \"rd\" has no value");
  for (const std::string_view text :
       {"", "route", "{", "route {", "route { match {", "route { match { source", "route { match { source [ 10.0.0.0/24", "}", "route a {"}) {
    EXPECT_EQ(flow(text).substr(0, 5), "error") << text;
  }
}

}  // namespace vigilcast::exabgp::route_text_test
