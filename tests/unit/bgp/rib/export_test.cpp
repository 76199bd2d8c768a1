#include "bgp/rib/export.h"

#include <gtest/gtest.h>

namespace vigilcast::bgp::export_test {

Negotiated session(std::uint32_t local_as, std::uint32_t peer_as) {
  Negotiated out;
  out.local_as = local_as;
  out.peer_as = peer_as;
  out.as4 = true;
  return out;
}

const IpAddress kLocal = *IpAddress::parse("192.0.2.1");
const IpAddress kId = *IpAddress::parse("9.9.9.9");

TEST(ExportAttributesTest, ExternalSessionGetsOurAsAndNoLocalPreference) {
  AttributeSet given;
  given.set(LocalPreference{200});
  given.set(Med{5});
  EXPECT_EQ(export_attributes(given, session(65001, 65000)).text(), " origin igp as-path ( 65001 ) med 5");
}

TEST(ExportAttributesTest, InternalSessionGetsAnEmptyPathAndLocalPreference100) {
  EXPECT_EQ(export_attributes({}, session(65001, 65001)).find<LocalPreference>()->value, 100U);
  EXPECT_TRUE(export_attributes({}, session(65001, 65001)).find<AsPath>()->empty());
}

TEST(ExportAttributesTest, AGivenPathGoesOutAsItIs) {
  AttributeSet given;
  given.set(AsPath::sequence({1, 2, 3}));
  EXPECT_EQ(*export_attributes(given, session(65001, 65000)).find<AsPath>(), AsPath::sequence({1, 2, 3}));
}

TEST(ExportAttributesTest, NonTransitiveCommunitiesStayWithinTheAs) {
  const ExtendedCommunity target = *ExtendedCommunity::parse("target:65001:1"), bandwidth = *ExtendedCommunity::parse("0x4004fde94e6e6b28");
  AttributeSet both, one;
  both.set(ExtendedCommunities{{target, bandwidth}});
  one.set(ExtendedCommunities{{bandwidth}});
  AttributeSet inside = both;
  drop_non_transitive(inside, session(65001, 65001));
  EXPECT_EQ(inside, both);
  drop_non_transitive(both, session(65001, 65000));
  EXPECT_EQ(both.find<ExtendedCommunities>()->values, std::vector{target});
  drop_non_transitive(one, session(65001, 65000));
  EXPECT_TRUE(one.empty());
}

TEST(ExportAttributesTest, AigpLeavesTheAsOnlyWhereItIsConfigured) {
  AttributeSet given;
  given.set(Aigp{100});
  Negotiated external = session(65001, 65000);
  EXPECT_FALSE(export_attributes(given, external).has<Aigp>());
  external.aigp = true;
  EXPECT_TRUE(export_attributes(given, external).has<Aigp>());
  EXPECT_TRUE(export_attributes(given, session(65001, 65001)).has<Aigp>());
}

TEST(ExportNextHopTest, SelfIsOurEndOfTheSession) {
  const SelfAddresses self{kLocal, kId, {}};
  EXPECT_EQ(export_next_hop({.self = true, .given = {}}, kIpv4Unicast, self, {})->address, kLocal);
}

TEST(ExportNextHopTest, SelfOfTheOtherFamily) {
  const auto v6 = *IpAddress::parse("2001:db8::1");
  EXPECT_EQ(export_next_hop({.self = true, .given = {}}, kIpv6Unicast, {kLocal, kId, v6}, {})->address, v6);
  EXPECT_FALSE(export_next_hop({.self = true, .given = {}}, kIpv6Unicast, {kLocal, kId, {}}, {})) << "held until an address is there";
  EXPECT_EQ(export_next_hop({.self = true, .given = {}}, kIpv4Unicast, {v6, kId, {}}, {})->address, kId);
  EXPECT_EQ(export_next_hop({.self = true, .given = {}}, {Afi::l2vpn, Safi::vpls}, {kLocal, kId, {}}, {})->address, kLocal);
}

// 16 octets or 32: which addresses `self` is. Global and link-local ones of ours, what the peer knows, what it gets.
TEST(ExportNextHopTest, LinkLocalAddresses) {
  struct Row {
    const char* name;
    const char* session;
    const char* global;      // of the same interface
    const char* link_local;  // configured
    bool prefer, negotiated;
    const char* expected;
  };
  constexpr Row kRows[] = {
      {"unnumbered", "fe80::1", "", "", false, false, "fe80::1 fe80::1"},
      {"unnumbered, the peer takes a link-local address alone", "fe80::1", "", "", false, true, "fe80::1"},
      {"a global address on the link", "fe80::1", "2001:db8::1", "", false, false, "2001:db8::1 fe80::1"},
      {"both are better than one", "fe80::1", "2001:db8::1", "", false, true, "2001:db8::1 fe80::1"},
      {"unless asked for", "fe80::1", "2001:db8::1", "", true, true, "fe80::1"},
      {"asked for and not known by the peer", "fe80::1", "2001:db8::1", "", true, false, "2001:db8::1 fe80::1"},
      {"a global session", "2001:db8::1", "", "", true, true, "2001:db8::1"},
      {"a global session with a link-local address", "2001:db8::1", "", "fe80::9", false, true, "2001:db8::1 fe80::9"},
      {"which is preferred", "2001:db8::1", "", "fe80::9", true, true, "fe80::9"},
      {"which the peer does not know", "2001:db8::1", "", "fe80::9", true, false, "2001:db8::1"},
  };
  const auto parsed = [](std::string_view text) { return text.empty() ? std::nullopt : std::optional(*IpAddress::parse(text)); };
  for (const Row& row : kRows) {
    const SelfAddresses self{*IpAddress::parse(row.session), kId, parsed(row.global), parsed(row.link_local), row.prefer};
    Negotiated session;
    session.link_local_next_hop = row.negotiated;
    const auto got = export_next_hop({.self = true, .given = {}}, kIpv6Unicast, self, session);
    ASSERT_TRUE(got) << row.name;
    EXPECT_EQ(got->address->to_string() + (got->link_local ? " " + got->link_local->to_string() : ""), row.expected) << row.name;
  }
}

TEST(ExportNextHopTest, AGivenOneIsKept) {
  const NextHop given{*IpAddress::parse("203.0.113.9"), {}};
  EXPECT_EQ(export_next_hop({.self = false, .given = given}, kIpv4Unicast, {kLocal, kId, {}}, {}), given);
}

}  // namespace vigilcast::bgp::export_test
