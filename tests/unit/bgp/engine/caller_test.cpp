// Whose an accepted connection is, among peers that look alike.
#include "bgp/engine/caller.h"

#include <gtest/gtest.h>

namespace vigilcast::bgp::caller_test {

Caller call(std::string_view from, std::string_view to, std::uint16_t port = 179, std::string interface = {}) {
  return {{*IpAddress::parse(to), port}, {*IpAddress::parse(from), 40000}, std::move(interface)};
}

PeerConfig peer(std::string_view address) {
  PeerConfig out;
  out.address = *IpAddress::parse(address);
  return out;
}

TEST(Caller, IsThePeerWithItsAddress) {
  EXPECT_TRUE(fit(peer("192.0.2.1"), call("192.0.2.1", "192.0.2.9")));
  EXPECT_FALSE(fit(peer("192.0.2.1"), call("192.0.2.2", "192.0.2.9")));
}

TEST(Caller, FitsBetterTheMoreThePeerSaysAboutTheConnection) {
  const PeerConfig plain = peer("192.0.2.1");
  PeerConfig local = plain, port = plain, other_port = plain;
  local.local_address = *IpAddress::parse("192.0.2.9");
  port.listen_port = 1179;
  other_port.listen_port = 2179;
  const Caller caller = call("192.0.2.1", "192.0.2.9", 1179);
  EXPECT_GT(fit(local, caller), fit(port, caller));
  EXPECT_GT(fit(port, caller), fit(plain, caller));
  EXPECT_GT(fit(plain, caller), fit(other_port, caller)) << "a wildcard listener may take its calls all the same";
  EXPECT_TRUE(fit(other_port, caller));
  local.local_address = *IpAddress::parse("192.0.2.8");
  EXPECT_FALSE(fit(local, caller));
}

TEST(Caller, OfARangeIsAnybodyFromThere) {
  PeerConfig range;
  range.remote_range = *Prefix::parse("10.1.0.0/16");
  EXPECT_TRUE(fit(range, call("10.1.2.3", "192.0.2.9")));
  EXPECT_FALSE(fit(range, call("10.2.0.1", "192.0.2.9")));
  EXPECT_FALSE(fit(range, call("2001:db8::1", "2001:db8::9")));
}

TEST(Caller, OfAnUnnumberedPeerIsWhoeverIsOnTheLink) {
  PeerConfig unnumbered;
  unnumbered.interface = "eth0";
  ASSERT_TRUE(unnumbered.unnumbered());
  EXPECT_TRUE(fit(unnumbered, call("fe80::1", "fe80::2", 179, "eth0")));
  EXPECT_FALSE(fit(unnumbered, call("fe80::1", "fe80::2", 179, "eth1")));
  EXPECT_FALSE(fit(unnumbered, call("fe80::1", "fe80::2"))) << "the link is not known";
  EXPECT_FALSE(fit(unnumbered, call("2001:db8::1", "2001:db8::2", 179, "eth0")));
}

TEST(Caller, WithALinkLocalAddressIsKnownByItsLink) {
  PeerConfig left = peer("fe80::1"), right = peer("fe80::1");
  left.interface = "eth0";
  right.interface = "eth1";
  const Caller caller = call("fe80::1", "fe80::2", 179, "eth1");
  EXPECT_FALSE(fit(left, caller));
  EXPECT_TRUE(fit(right, caller));
}

TEST(Caller, OfAnotherVrfIsAnotherOne) {
  PeerConfig blue = peer("192.0.2.1");
  blue.vrf = "blue";
  EXPECT_TRUE(fit(blue, call("192.0.2.1", "192.0.2.9", 179, "blue")));
  EXPECT_FALSE(fit(blue, call("192.0.2.1", "192.0.2.9")));
  EXPECT_FALSE(fit(peer("192.0.2.1"), call("192.0.2.1", "192.0.2.9", 179, "blue")));
}

TEST(Caller, BecomesAMemberWithANameOfItsOwn) {
  PeerConfig range;
  range.remote_range = *Prefix::parse("10.1.0.0/16");
  range.name = "neighbor 10.1.0.0/16 local-ip 192.0.2.9";
  PeerConfig member = member_config(range, *IpAddress::parse("10.1.2.3"));
  EXPECT_EQ(member.name, "neighbor 10.1.2.3 local-ip 192.0.2.9");
  EXPECT_EQ(member.address.to_string(), "10.1.2.3");
  EXPECT_FALSE(member.remote_range);
  EXPECT_TRUE(member.passive);
  range.name = "leafs";
  EXPECT_EQ(member_config(range, *IpAddress::parse("10.1.2.3")).name, "leafs-10.1.2.3");
}

}  // namespace vigilcast::bgp::caller_test
