// BFD over loopback: a path to ourselves hears its own packets.
#include "bgp/speaker/bfd_sockets.h"

#include <gtest/gtest.h>

#include "bgp/speaker/digests.h"
#include "tests/unit/pkg/runtime/run_until.h"

namespace vigilcast::bgp::bfd_sockets_test {

using runtime::run_until;

PeerConfig peer_at(const IpAddress& address, bool multihop = false) {
  PeerConfig out;
  out.address = address;
  out.bfd = BfdConfig{};
  if (multihop) out.bfd->multihop = std::uint8_t{4};
  return out;
}

struct Heard {
  IpAddress from, to;
  std::uint8_t ttl;
  bool multihop;
  Bytes data;
  std::string interface;
};

class BfdSocketsTest : public ::testing::Test {
 protected:
  const IpAddress loopback = *IpAddress::parse("127.0.0.1");
  runtime::Loop loop;
  std::vector<Heard> heard;
  BfdSockets sockets{
      loop,
      [this](const BfdDatagram& datagram) {
        heard.push_back({datagram.from, datagram.to, datagram.ttl, datagram.multihop, Bytes(datagram.data.begin(), datagram.data.end()), datagram.interface});
      },
      {0, 0}};
};

TEST_F(BfdSocketsTest, PacketsLeaveWithTtl255FromAPortOfTheirOwnAndTellTheirPort) {
  const std::vector peers{peer_at(loopback), peer_at(loopback, true)};
  EXPECT_TRUE(sockets.update(peers).empty());
  sockets.carry_out(
      {OpenBfd{1, {loopback, loopback, false}}, OpenBfd{2, {loopback, loopback, true}}, SendBfd{1, {0x20}}, SendBfd{2, {0x21}}, SendBfd{1, {0x22}}});
  ASSERT_TRUE(run_until(loop, [&] { return heard.size() == 3; }));
  std::ranges::sort(heard, {}, &Heard::data);
  EXPECT_EQ(heard[0].from, loopback);
  EXPECT_EQ(heard[0].to, loopback);
  EXPECT_EQ(heard[0].ttl, 255);
  EXPECT_FALSE(heard[0].multihop);
  EXPECT_TRUE(heard[1].multihop);
  ASSERT_TRUE(sockets.local(1) && sockets.local(2));
  EXPECT_GE(sockets.local(1)->port, 49152);
  EXPECT_NE(sockets.local(1)->port, sockets.local(2)->port);
}

TEST_F(BfdSocketsTest, WhatIsNotAskedForAnyMoreIsClosed) {
  const std::vector peers{peer_at(loopback)};
  ASSERT_TRUE(sockets.update(peers).empty());
  sockets.carry_out({OpenBfd{1, {loopback, loopback, false}}, SendBfd{1, {0x20}}});
  sockets.receive();
  EXPECT_EQ(heard.size(), 1U);
  sockets.carry_out({SendBfd{1, {0x20}}});
  EXPECT_TRUE(sockets.update({}).empty());
  sockets.receive();
  EXPECT_EQ(heard.size(), 1U);
  sockets.carry_out({CloseBfd{1}});
  EXPECT_FALSE(sockets.local(1));
}

TEST_F(BfdSocketsTest, APathOfALinkIsBoundToItAndOpenedAgainWhenItIsAnother) {
  PeerConfig peer = peer_at(loopback);
  peer.interface = "lo";
  ASSERT_TRUE(sockets.update(std::vector{peer}).empty());
  sockets.carry_out({OpenBfd{1, {loopback, loopback, false, "lo"}}, SendBfd{1, {0x20}}});
  ASSERT_TRUE(run_until(loop, [&] { return heard.size() == 1; }));
  EXPECT_EQ(heard[0].interface, "lo");
  sockets.renew("eth0");
  EXPECT_TRUE(sockets.local(1));
  sockets.renew("lo");
  EXPECT_FALSE(sockets.local(1));
  sockets.carry_out({SendBfd{1, {0x21}}});
  EXPECT_TRUE(run_until(loop, [&] { return heard.size() == 2; }));
}

TEST_F(BfdSocketsTest, UnnumberedPeersNeedIpv6) {
  PeerConfig peer = peer_at(IpAddress());
  peer.interface = "no-such-link";
  const IpAddress six = *IpAddress::parse("::1");
  if (!sockets.update(std::vector{peer}).empty()) GTEST_SKIP() << "no IPv6 here";
  sockets.carry_out({OpenBfd{1, {six, six}}, SendBfd{1, {0x20}}});
  EXPECT_TRUE(run_until(loop, [&] { return heard.size() == 1; }));
}

TEST_F(BfdSocketsTest, AVrfThatIsNotThereIsAnErrorAndTheOthersGoOn) {
  PeerConfig in_vrf = peer_at(loopback);
  in_vrf.vrf = "no-such-vrf";
  const auto errors = sockets.update(std::vector{peer_at(loopback), in_vrf});
  ASSERT_EQ(errors.size(), 1U);
  EXPECT_NE(errors[0].text.find("there is no VRF no-such-vrf"), std::string::npos) << errors[0].text;
  sockets.carry_out({OpenBfd{1, {loopback, loopback, false}}, SendBfd{1, {0x20}}});
  EXPECT_TRUE(run_until(loop, [&] { return heard.size() == 1; }));
}

TEST_F(BfdSocketsTest, AnAddressThatIsNotHereIsSaidOnce) {
  ASSERT_TRUE(sockets.update(std::vector{peer_at(loopback)}).empty());
  sockets.carry_out({OpenBfd{1, {loopback, *IpAddress::parse("192.0.2.9"), false}}, SendBfd{1, {0x20}}, SendBfd{1, {0x20}}});
  const auto errors = sockets.take_errors();
  ASSERT_EQ(errors.size(), 1U);
  EXPECT_EQ(errors[0].text, "BFD with 127.0.0.1: cannot use 192.0.2.9 for UDP: it is not on any interface of this host");
}

TEST_F(BfdSocketsTest, WhatWorksMeanwhileIsNoErrorAnyMore) {
  PeerConfig peer = peer_at(loopback);
  ASSERT_TRUE(sockets.update(std::vector{peer}).empty());
  sockets.carry_out({OpenBfd{1, {loopback, loopback, false, "no-such-link"}}, SendBfd{1, {0x20}}});
  const auto errors = sockets.take_errors();
  ASSERT_EQ(errors.size(), 1U);
  EXPECT_EQ(errors[0].text, "BFD with 127.0.0.1: there is no interface no-such-link on this host");
  sockets.carry_out({CloseBfd{1}, OpenBfd{2, {loopback, *IpAddress::parse("192.0.2.9"), false}}, SendBfd{2, {0x20}}, CloseBfd{2}});
  EXPECT_TRUE(sockets.take_errors().empty());
}

TEST(OpensslDigests, AreTheRealOnes) {
  const bfd::Digests digests = openssl_digests();
  EXPECT_EQ(to_hex(digests.md5(as_bytes("abc"))), "900150983CD24FB0D6963F7D28E17F72");
  EXPECT_EQ(to_hex(digests.sha1(as_bytes("abc"))), "A9993E364706816ABA3E25717850C26C9CD0D89D");
}

}  // namespace vigilcast::bgp::bfd_sockets_test
