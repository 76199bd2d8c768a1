// Which listeners a configuration opens, keeps and closes.
#include "bgp/speaker/listeners.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "pkg/runtime/tcp.h"
#include "tests/unit/pkg/runtime/run_until.h"

namespace vigilcast::bgp::listeners_test {

const IpAddress any = IpAddress(), here = IpAddress::v4(0x7f000001), there = IpAddress::v4(0x7f000002), other = IpAddress::v4(0x7f000003);

class ListenersTest : public testing::Test {
 protected:
  // Ports that are free now: asked from the kernel, and given back.
  std::uint16_t free_port() {
    runtime::TcpListener probe(loop, {});
    EXPECT_TRUE(probe.open({any, 0}));
    return probe.local().port;
  }
  PeerConfig peer(std::optional<std::uint16_t> listen_port, std::optional<IpAddress> local = here) {
    PeerConfig config;
    config.address = there;
    config.local_address = local;
    config.listen_port = listen_port;
    return config;
  }
  std::vector<Error> update(std::vector<Endpoint> endpoints, std::vector<PeerConfig> peers) { return listeners.update(endpoints, peers); }

  runtime::Loop loop;
  Listeners listeners{loop, [](runtime::Descriptor, const Endpoint&, const Endpoint&) {}};
};

TEST_F(ListenersTest, AreThoseGivenAndThoseOfPeers) {
  const std::uint16_t one = free_port(), two = free_port();
  EXPECT_TRUE(update({{here, one}}, {peer(two), peer(std::nullopt)}).empty());
  std::vector<Endpoint> expected = {{here, one}, {here, two}};
  std::ranges::sort(expected);
  EXPECT_EQ(listeners.local(), expected);
}

TEST_F(ListenersTest, APeerWithoutLocalAddressIsListenedForEverywhere) {
  const std::uint16_t port = free_port();
  EXPECT_TRUE(update({}, {peer(port, std::nullopt)}).empty());
  EXPECT_EQ(listeners.local(), (std::vector<Endpoint>{{any, port}}));
}

TEST_F(ListenersTest, AWildcardCoversTheOthersOfItsPort) {
  const std::uint16_t port = free_port();
  EXPECT_TRUE(update({{any, port}, {other, port}}, {peer(port)}).empty());
  EXPECT_EQ(listeners.local(), (std::vector<Endpoint>{{any, port}}));
}

TEST_F(ListenersTest, AReloadMayTurnAnAddressIntoAWildcardAndBack) {
  const std::uint16_t port = free_port();
  EXPECT_TRUE(update({{here, port}}, {}).empty());
  EXPECT_TRUE(update({{any, port}}, {}).empty());
  EXPECT_TRUE(update({{here, port}}, {}).empty());
  EXPECT_EQ(listeners.local(), (std::vector<Endpoint>{{here, port}}));
  EXPECT_TRUE(update({}, {}).empty());
  EXPECT_TRUE(listeners.local().empty());
}

TEST_F(ListenersTest, OneThatDoesNotWorkKeepsNobodyElseFromIt) {
  runtime::TcpListener foreign(loop, {});
  ASSERT_TRUE(foreign.open({here, 0}));
  const std::uint16_t port = free_port();
  const auto errors = update({foreign.local(), {here, port}}, {});
  ASSERT_EQ(errors.size(), 1U);
  EXPECT_EQ(errors[0].text, "address in use: " + foreign.local().to_string());
  EXPECT_EQ(listeners.local(), (std::vector<Endpoint>{{here, port}}));
}

TEST_F(ListenersTest, WhatDidNotWorkIsTriedAgainWithTheNextUpdate) {
  auto foreign = std::make_unique<runtime::TcpListener>(loop, runtime::TcpListener::OnAccept());
  ASSERT_TRUE(foreign->open({here, 0}));
  const Endpoint taken = foreign->local();
  EXPECT_EQ(update({taken}, {}).size(), 1U);
  foreign.reset();
  EXPECT_TRUE(update({taken}, {}).empty());
}

TEST_F(ListenersTest, APasswordThatTcpCannotTakeIsAnError) {
  PeerConfig config = peer(free_port());
  config.md5_password = std::string(81, 'x');
  const auto errors = update({}, {config});
  ASSERT_EQ(errors.size(), 1U);
  EXPECT_NE(errors[0].text.find("81 bytes"), std::string::npos) << errors[0].to_string();
}

// The kernel tells callers apart by their address alone.
TEST_F(ListenersTest, PeersThatShareAnAddressAndNotThePasswordAreAnErrorOnAWildcardListenerOnly) {
  const std::uint16_t port = free_port();
  PeerConfig first = peer(std::nullopt, here), second = peer(std::nullopt, other), third = peer(std::nullopt, other);
  first.name = "first";
  first.md5_password = "one";
  second.name = "second";
  second.md5_password = "two";
  third.name = "third";
  third.address = IpAddress::v4(0x7f000009);
  const auto errors = update({{any, port}}, {first, second, third});
  ASSERT_EQ(errors.size(), 1U);
  EXPECT_NE(errors[0].text.find("peers first and second both call from 127.0.0.2 and have different passwords"), std::string::npos) << errors[0].text;
  second.md5_password.clear();
  EXPECT_EQ(update({{any, port}}, {first, second}).size(), 1U) << "one with a password and one without are no better";
  second.md5_password = "one";
  EXPECT_TRUE(update({{any, port}}, {first, second}).empty());
  second.md5_password = "two";
  EXPECT_TRUE(update({{here, port}, {other, port}}, {first, second}).empty()) << "each has a listener of its own";
}

TEST_F(ListenersTest, ARangeHasAPasswordForAllOfIt) {
  const std::uint16_t port = free_port();
  PeerConfig range = peer(std::nullopt, here);
  range.remote_range = *Prefix::parse("127.0.0.0/29");
  range.md5_password = "one";
  const auto errors = update({{here, port}}, {range});
  if (!errors.empty()) GTEST_SKIP() << errors.front().to_string();
  bool failed = false, connected = false;
  runtime::TcpConnection inside(
      loop, {.on_connected = [&](const Endpoint&, const Endpoint&) { connected = true; }, .on_failed = [&](const std::string&) { failed = true; }});
  inside.connect({here, port}, {.local_address = other, .md5_key = "one"}, std::chrono::seconds(5));
  ASSERT_TRUE(runtime::run_until(loop, [&] { return connected; }));
  runtime::TcpConnection unsigned_one(loop, {.on_failed = [&](const std::string&) { failed = true; }});
  unsigned_one.connect({here, port}, {.local_address = other}, std::chrono::milliseconds(30));
  ASSERT_TRUE(runtime::run_until(loop, [&] { return failed; }));
  range.md5_password.clear();
  EXPECT_TRUE(update({{here, port}}, {range}).empty());
  bool welcome = false;
  runtime::TcpConnection later(loop, {.on_connected = [&](const Endpoint&, const Endpoint&) { welcome = true; }});
  later.connect({here, port}, {.local_address = other}, std::chrono::seconds(5));
  EXPECT_TRUE(runtime::run_until(loop, [&] { return welcome; })) << "the key is gone";
}

TEST_F(ListenersTest, AnInterfaceThatIsNotThereIsAnErrorWithItsName) {
  PeerConfig config = peer(free_port());
  config.interface = "vc-none0";
  const auto errors = update({}, {config});
  ASSERT_EQ(errors.size(), 1U);
  EXPECT_NE(errors[0].text.find("there is no interface vc-none0 on this host"), std::string::npos) << errors[0].to_string();
}

TEST_F(ListenersTest, AnInterfaceBindsTheListener) {
  PeerConfig config = peer(free_port());
  config.interface = "lo";
  EXPECT_TRUE(update({}, {config}).empty());
  EXPECT_EQ(listeners.local(), (std::vector<Endpoint>{{here, *config.listen_port}}));
}

TEST_F(ListenersTest, AVrfMustBeOne) {
  PeerConfig config = peer(free_port());
  config.vrf = "vc-none0";
  auto errors = update({}, {config});
  ASSERT_EQ(errors.size(), 1U);
  EXPECT_NE(errors[0].text.find("there is no VRF vc-none0 on this host"), std::string::npos) << errors[0].to_string();
  config.vrf = "lo";
  errors = update({}, {config});
  ASSERT_EQ(errors.size(), 1U);
  EXPECT_NE(errors[0].text.find("lo is no VRF"), std::string::npos) << errors[0].to_string();
}

// GTSM (RFC 5082): the kernel drops what comes from farther away, from the first packet on.
TEST_F(ListenersTest, WhoeverMustBeNearIsNotAnsweredFromAfar) {
  PeerConfig config = peer(free_port());
  config.outgoing_ttl = config.incoming_ttl = std::uint8_t{255};
  ASSERT_TRUE(update({}, {config}).empty());
  bool failed = false, connected = false;
  runtime::TcpConnection far(loop, {.on_failed = [&](const std::string&) { failed = true; }});
  far.connect({here, *config.listen_port}, {.local_address = here, .outgoing_ttl = std::uint8_t{254}}, std::chrono::milliseconds(30));
  ASSERT_TRUE(runtime::run_until(loop, [&] { return failed; }));
  runtime::TcpConnection near(loop, {.on_connected = [&](const Endpoint&, const Endpoint&) { connected = true; }});
  near.connect({here, *config.listen_port}, {.local_address = here, .outgoing_ttl = std::uint8_t{255}, .min_ttl = std::uint8_t{255}}, std::chrono::seconds(5));
  EXPECT_TRUE(runtime::run_until(loop, [&] { return connected; }));
}

TEST_F(ListenersTest, TcpAoIsThereOrRefusedWithTheNameOfTheKernelOption) {
  PeerConfig config = peer(free_port());
  config.ao_keys = {{1, 2, TcpAoAlgorithm::hmac_sha1, "secret"}};
  const auto errors = update({}, {config});
  if (!errors.empty()) {
    EXPECT_EQ(errors[0].text, "this kernel has no TCP-AO (CONFIG_TCP_AO, Linux 6.7 or later)");
    return;
  }
  config.ao_keys = {{3, 4, TcpAoAlgorithm::aes_128_cmac, "another"}};
  EXPECT_TRUE(update({}, {config}).empty());
}

}  // namespace vigilcast::bgp::listeners_test
