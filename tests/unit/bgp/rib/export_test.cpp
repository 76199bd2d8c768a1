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
  EXPECT_EQ(export_next_hop({.self = true, .given = {}}, kIpv4Unicast, self)->address, kLocal);
}

TEST(ExportNextHopTest, SelfOfTheOtherFamily) {
  const auto v6 = *IpAddress::parse("2001:db8::1");
  EXPECT_EQ(export_next_hop({.self = true, .given = {}}, kIpv6Unicast, {kLocal, kId, v6})->address, v6);
  EXPECT_FALSE(export_next_hop({.self = true, .given = {}}, kIpv6Unicast, {kLocal, kId, {}})) << "held until an address is there";
  EXPECT_EQ(export_next_hop({.self = true, .given = {}}, kIpv4Unicast, {v6, kId, {}})->address, kId);
  EXPECT_EQ(export_next_hop({.self = true, .given = {}}, {Afi::l2vpn, Safi::vpls}, {kLocal, kId, {}})->address, kLocal);
}

TEST(ExportNextHopTest, AGivenOneIsKept) {
  const NextHop given{*IpAddress::parse("203.0.113.9"), {}};
  EXPECT_EQ(export_next_hop({.self = false, .given = given}, kIpv4Unicast, {kLocal, kId, {}}), given);
}

}  // namespace vigilcast::bgp::export_test
