// What two OPENs agree on.
#include "tests/unit/bgp/fsm/driver.h"

namespace vigilcast::bgp::fsm_test {
namespace negotiate_cases {

Open offering(const Capabilities& capabilities, std::uint16_t as = 65001) {
  Open out;
  out.my_as = as;
  out.hold_time = 90;
  out.identifier = ip("192.0.2.1");
  out.capabilities = capabilities;
  return out;
}

Capabilities families(std::vector<Family> list) {
  Capabilities out;
  out.families = std::move(list);
  return out;
}

Capabilities next_hop(Afi afi) {
  Capabilities out;
  out.extended_next_hop = {{kIpv4Unicast, afi}};
  return out;
}

Negotiated agree(const Capabilities& us, const Capabilities& them) { return negotiate(offering(us), offering(them, 65000)); }

}  // namespace negotiate_cases
using negotiate_cases::agree;
using negotiate_cases::families;
using negotiate_cases::next_hop;
using negotiate_cases::offering;

TEST(FsmNegotiate, FamiliesThatBothHaveSorted) {
  const Negotiated out = agree(families({kIpv4Flow, kIpv6Unicast, kIpv4Unicast}), families({kIpv6Unicast, kIpv4Flow, kIpv6Unicast}));
  EXPECT_EQ(out.families, (std::vector{kIpv4Flow, kIpv6Unicast}));
}

TEST(FsmNegotiate, NoMultiprotocolCapabilityMeansIpv4Unicast) {
  EXPECT_EQ(agree(families({kIpv4Unicast, kIpv6Unicast}), {}).families, std::vector{kIpv4Unicast});
  EXPECT_EQ(agree({}, families({kIpv4Unicast, kIpv6Unicast})).families, std::vector{kIpv4Unicast});
  EXPECT_EQ(agree({}, {}).families, std::vector{kIpv4Unicast});
  EXPECT_TRUE(agree(families({kIpv6Unicast}), {}).families.empty());
}

TEST(FsmNegotiate, AddPathNeedsASenderAndAReceiver) {
  const struct {
    AddPathMode us, them;
    bool send, receive;
  } rows[] = {
      {AddPathMode::both, AddPathMode::both, true, true},     {AddPathMode::send, AddPathMode::receive, true, false},
      {AddPathMode::receive, AddPathMode::send, false, true}, {AddPathMode::send, AddPathMode::send, false, false},
      {AddPathMode::both, AddPathMode::send, false, true},    {AddPathMode::receive, AddPathMode::receive, false, false},
  };
  for (const auto& row : rows) {
    Capabilities us = families({kIpv4Unicast}), them = us;
    us.add_path = {{kIpv4Unicast, row.us}, {kIpv6Unicast, row.us}};
    them.add_path = {{kIpv4Unicast, row.them}, {kIpv6Unicast, row.them}};
    const Negotiated out = agree(us, them);
    EXPECT_EQ(out.sends_path_id(kIpv4Unicast), row.send);
    EXPECT_EQ(out.receives_path_id(kIpv4Unicast), row.receive);
    EXPECT_FALSE(out.sends_path_id(kIpv6Unicast)) << "the family is not negotiated";
  }
}

TEST(FsmNegotiate, ExtendedNextHop) {
  EXPECT_EQ(agree(next_hop(Afi::ipv6), next_hop(Afi::ipv6)).extended_next_hop, std::vector{kIpv4Unicast});
  EXPECT_TRUE(agree(next_hop(Afi::ipv6), {}).extended_next_hop.empty());
  EXPECT_TRUE(agree(next_hop(Afi::ipv4), next_hop(Afi::ipv4)).extended_next_hop.empty());
}

TEST(FsmNegotiate, FlagsCountWhenBothHaveThem) {
  Capabilities all;
  all.route_refresh = all.enhanced_route_refresh = all.extended_message = all.bfd_strict = true;
  all.as4 = 65001;
  const Negotiated both = agree(all, all);
  EXPECT_TRUE(both.route_refresh && both.extended_message && both.as4 && both.enhanced_route_refresh && both.bfd_strict);
  EXPECT_EQ(both.max_message(), kMaxExtendedMessage);
  for (const Negotiated& one : {agree(all, {}), agree({}, all)}) {
    EXPECT_FALSE(one.route_refresh || one.extended_message || one.as4 || one.enhanced_route_refresh || one.bfd_strict);
    EXPECT_EQ(one.max_message(), kMaxMessage);
  }
}

TEST(FsmNegotiate, RouteRefreshVariants) {
  Capabilities standard, cisco, enhanced;
  standard.route_refresh = true;
  cisco.cisco_route_refresh = true;
  enhanced.enhanced_route_refresh = true;
  EXPECT_TRUE(agree(cisco, cisco).route_refresh);
  EXPECT_FALSE(agree(standard, cisco).route_refresh);
  EXPECT_FALSE(agree(enhanced, enhanced).enhanced_route_refresh) << "it builds upon the plain one";
}

TEST(FsmNegotiate, NumbersOfBothSides) {
  Open us = offering({}), them = offering({});
  us.my_as = them.my_as = kAsTrans;
  us.capabilities.as4 = 4200000001;
  them.capabilities.as4 = 4200000002;
  us.hold_time = 180;
  them.hold_time = 9;
  them.identifier = ip("192.0.2.2");
  const Negotiated out = negotiate(us, them);
  EXPECT_EQ(out.local_as, 4200000001U);
  EXPECT_EQ(out.peer_as, 4200000002U);
  EXPECT_EQ(out.local_id, ip("192.0.2.1"));
  EXPECT_EQ(out.peer_id, ip("192.0.2.2"));
  EXPECT_EQ(out.hold_time, 9);
  EXPECT_FALSE(out.ibgp());
  them.hold_time = 0;
  EXPECT_EQ(negotiate(us, them).hold_time, 0);
}

}  // namespace vigilcast::bgp::fsm_test
