// Properties of the families beyond IP prefixes and flows over random values: what is encoded is decoded as the same, and prints.
#include <random>

#include "bgp/wire/nlri/evpn.h"
#include "bgp/wire/nlri/mcast_vpn.h"
#include "bgp/wire/nlri/mup.h"
#include "bgp/wire/nlri/sr_policy.h"
#include "bgp/wire/nlri/vpls.h"
#include "tests/unit/bgp/wire/wire_test.h"

namespace vigilcast::bgp::random_typed_nlri_test {

using namespace wire_test;

constexpr int kRounds = 300;

class Random {
 public:
  std::uint64_t number(std::uint64_t most) { return std::uniform_int_distribution<std::uint64_t>(0, most)(engine_); }
  template <class T>
  T any() {
    return static_cast<T>(number(std::numeric_limits<T>::max()));
  }
  void fill(std::span<std::uint8_t> octets) {
    for (std::uint8_t& octet : octets) octet = any<std::uint8_t>();
  }
  IpAddress address(bool v6) {
    std::array<std::uint8_t, 16> octets{};
    fill(octets);
    return v6 ? IpAddress::v6(octets) : IpAddress::v4(ByteView(octets).first(4));
  }
  RouteDistinguisher rd() {
    std::array<std::uint8_t, 8> octets{};
    fill(octets);
    ByteReader reader(octets);
    return RouteDistinguisher::read(reader);
  }
  MplsLabel label() { return {static_cast<std::uint32_t>(number(0xffffff))}; }

 private:
  std::mt19937_64 engine_{7};
};

void expect_fixed(const Nlri& given) {
  const FamilyCodec* codec = find_codec(given.family);
  ASSERT_NE(codec, nullptr);
  ByteReader reader(given.wire.view());
  SmallBytes canonical;
  const auto problem = codec->decode(reader, canonical);
  ASSERT_FALSE(problem) << problem->text << ": " << to_hex(given.wire.view());
  EXPECT_TRUE(reader.empty());
  EXPECT_EQ(to_hex(canonical.view()), to_hex(given.wire.view()));
  std::string text;
  codec->append_text(text, given.wire.view());
  codec->append_json(text, given.wire.view(), Dialect::v5_0);
  EXPECT_FALSE(text.empty());
}

TEST(RandomRoutes, Evpn) {
  Random random;
  using Type = EvpnRoute::Type;
  for (int i = 0; i < kRounds; ++i) {
    const bool v6 = random.number(1) == 1;
    EvpnRoute route;
    route.type = static_cast<Type>(1 + random.number(4));
    route.rd = random.rd();
    const bool labelled = route.type != Type::inclusive_multicast && route.type != Type::ethernet_segment;
    if (route.type != Type::inclusive_multicast) random.fill(route.segment);
    if (route.type != Type::ethernet_segment) route.tag = random.any<std::uint32_t>();
    if (route.type == Type::mac_ip) random.fill(route.mac);
    if (route.type != Type::ethernet_auto_discovery) route.ip = random.address(v6);
    if (route.type == Type::mac_ip && random.number(2) == 0) route.ip.reset();
    if (route.type == Type::ip_prefix) {
      route.prefix_length = static_cast<std::uint8_t>(random.number(v6 ? 128 : 32));
      route.gateway = random.address(v6);
    }
    if (labelled) route.labels.push_back(random.label());
    if (route.type == Type::mac_ip && random.number(1) == 1) route.labels.push_back(random.label());
    const Nlri nlri = evpn_nlri(route);
    expect_fixed(nlri);
    const auto again = read_evpn(nlri.wire.view());
    ASSERT_TRUE(again && *again);
    EXPECT_EQ(**again, route);
  }
}

TEST(RandomRoutes, Vpls) {
  Random random;
  for (int i = 0; i < kRounds; ++i)
    expect_fixed(vpls_nlri({random.rd(), random.any<std::uint16_t>(), random.any<std::uint16_t>(), random.any<std::uint16_t>(), random.label()}));
}

TEST(RandomRoutes, McastVpn) {
  Random random;
  for (int i = 0; i < kRounds; ++i) {
    const bool v6 = random.number(1) == 1;
    McastVpnRoute route{static_cast<McastVpnRoute::Type>(5 + random.number(2)), random.rd(), random.any<std::uint32_t>(), random.address(v6),
                        random.address(v6)};
    if (route.type == McastVpnRoute::Type::source_active) route.source_as = 0;
    const Nlri nlri = mcast_vpn_nlri(v6 ? Afi::ipv6 : Afi::ipv4, route);
    expect_fixed(nlri);
    EXPECT_EQ(**read_mcast_vpn(nlri.wire.view()), route);
  }
}

TEST(RandomRoutes, Mup) {
  Random random;
  using Type = MupRoute::Type;
  for (int i = 0; i < kRounds; ++i) {
    const bool v6 = random.number(1) == 1;
    const Afi afi = v6 ? Afi::ipv6 : Afi::ipv4;
    MupRoute route;
    route.type = static_cast<Type>(1 + random.number(3));
    route.rd = random.rd();
    const bool has_prefix = route.type == Type::interwork_segment || route.type == Type::type_1_session;
    if (has_prefix) route.prefix = Prefix{random.address(v6), static_cast<std::uint8_t>(random.number(v6 ? 128 : 32))}.masked();
    if (route.type != Type::interwork_segment) route.endpoint = random.address(v6);
    if (route.type == Type::type_1_session) {
      route.teid = random.any<std::uint32_t>();
      route.qfi = random.any<std::uint8_t>();
      if (random.number(1) == 1) route.source = random.address(v6);
    }
    if (route.type == Type::type_2_session) {
      route.teid_bits = static_cast<std::uint8_t>(random.number(32));
      route.teid = static_cast<std::uint32_t>(random.number((std::uint64_t{1} << route.teid_bits) - 1));
    }
    if (!has_prefix) route.prefix = {};
    const Nlri nlri = mup_nlri(afi, route);
    expect_fixed(nlri);
    const auto again = read_mup(afi, nlri.wire.view());
    ASSERT_TRUE(again && *again);
    EXPECT_EQ(**again, route);
  }
}

TEST(RandomRoutes, SrPolicy) {
  Random random;
  for (int i = 0; i < kRounds; ++i)
    expect_fixed(sr_policy_nlri({random.any<std::uint32_t>(), random.any<std::uint32_t>(), random.address(random.number(1) == 1)}));
}

// Every octet changed, every length cut: nothing is read past its end.
TEST(RandomRoutes, IsSurvivedWhenItIsMalformed) {
  Random random;
  for (const Family family : all_families()) {
    const FamilyCodec& codec = *find_codec(family);
    for (int i = 0; i < 3000; ++i) {
      std::array<std::uint8_t, 64> octets{};
      random.fill(octets);
      if (i % 2 == 0) octets[0] = static_cast<std::uint8_t>(random.number(8));  // types that are known
      if (i % 2 == 0) octets[1] = static_cast<std::uint8_t>(random.number(60));
      ByteReader reader(ByteView(octets).first(random.number(octets.size())));
      SmallBytes wire;
      if (codec.decode(reader, wire)) continue;
      std::string out;
      codec.append_text(out, wire.view());
      codec.append_json(out, wire.view(), Dialect::v5_0);
    }
  }
}

}  // namespace vigilcast::bgp::random_typed_nlri_test
