// Properties of attributes over random values: what is encoded is decoded as the same, what is printed is read as the same.
#include <random>

#include "tests/unit/bgp/wire/wire_test.h"

namespace vigilcast::bgp::random_attributes_test {

using namespace wire_test;

constexpr int kRounds = 300;

class Random {
 public:
  std::uint64_t number(std::uint64_t most) { return std::uniform_int_distribution<std::uint64_t>(0, most)(engine_); }
  Bytes octets(std::size_t most) {
    Bytes out(number(most));
    for (std::uint8_t& octet : out) octet = static_cast<std::uint8_t>(number(255));
    return out;
  }
  IpAddress ipv6() {
    Bytes out = octets(0);
    while (out.size() < 16) out.push_back(static_cast<std::uint8_t>(number(255)));
    return IpAddress::v6(out);
  }

 private:
  std::mt19937_64 engine_{42};
};

void expect_fixed(const Attribute& attribute) {
  Bytes wire;
  encode_attribute(wire, attribute, internal_session());
  ASSERT_GT(wire.size(), 3U);
  const std::size_t header = (wire[0] & attribute_flag::extended_length) != 0 ? 4 : 3;
  const auto decoded = find_attribute(wire[1])->decode(ByteView(wire).subspan(header), internal_session());
  ASSERT_TRUE(decoded) << decoded.error().text << ": " << to_hex(wire);
  EXPECT_EQ(*decoded, attribute) << to_hex(wire);
  for (const Dialect dialect : {Dialect::v4_2, Dialect::v6}) {
    if (dialect == Dialect::v6 && !std::holds_alternative<TunnelEncapsulation>(attribute)) continue;
    const std::string text = text_of(attribute, dialect);
    const auto again = read(text);
    ASSERT_TRUE(again) << text << ": " << again.error().to_string();
    EXPECT_EQ(*again, attribute) << text;
  }
}

TEST(RandomAttributes, Aigp) {
  Random random;
  for (int i = 0; i < kRounds; ++i) expect_fixed(Aigp{random.number(~std::uint64_t{0})});
}

TEST(RandomAttributes, Otc) {
  Random random;
  for (int i = 0; i < kRounds; ++i) expect_fixed(Otc{static_cast<std::uint32_t>(1 + random.number(0xfffffffe))});
}

TEST(RandomAttributes, Pmsi) {
  Random random;
  for (int i = 0; i < kRounds; ++i) {
    Pmsi pmsi{.flags = static_cast<std::uint8_t>(random.number(255)),
              .type = static_cast<std::uint8_t>(random.number(7)),
              .label = {static_cast<std::uint32_t>(random.number(0xffffff))},
              .tunnel = random.octets(30)};
    if (pmsi.type == Pmsi::kIngressReplication) pmsi.tunnel.resize(random.number(1) == 0 ? 4 : 16);
    expect_fixed(pmsi);
  }
}

TEST(RandomAttributes, PrefixSidOfAnyTlvs) {
  Random random;
  for (int i = 0; i < kRounds; ++i) {
    PrefixSid sid;
    for (std::uint64_t left = 1 + random.number(3); left != 0; --left)
      sid.tlvs.push_back({static_cast<std::uint8_t>(7 + random.number(200)), random.octets(40)});
    expect_fixed(sid);
  }
}

TEST(RandomAttributes, PrefixSidAsWritten) {
  Random random;
  for (int i = 0; i < kRounds; ++i) {
    const auto text = [&](std::uint64_t most) { return std::to_string(random.number(most)); };
    const std::string ranges = ", [ ( " + text(0xffffff) + "," + text(0xffffff) + " ), ( " + text(0xffffff) + "," + text(0xffffff) + " ) ]";
    expect_fixed(*read("bgp-prefix-sid [ " + text(0xffffffff) + (random.number(1) == 0 ? ranges : "") + " ]"));
    const std::string structure = " [" + text(64) + "," + text(32) + "," + text(16) + "," + text(16) + "," + text(64) + "," + text(64) + "]";
    expect_fixed(*read("bgp-prefix-sid-srv6 ( " + std::string(random.number(1) == 0 ? "l2" : "l3") + "-service " + random.ipv6().to_string() + " " +
                       text(0xffff) + (random.number(1) == 0 ? structure : "") + " )"));
  }
}

TEST(RandomAttributes, TunnelsOfAnySubTlvs) {
  Random random;
  for (int i = 0; i < kRounds; ++i) {
    TunnelEncapsulation tunnels;
    for (std::uint64_t left = 1 + random.number(2); left != 0; --left) {
      auto& tunnel = tunnels.tunnels.emplace_back(TunnelEncapsulation::Tunnel{static_cast<std::uint16_t>(random.number(20)), {}});
      for (std::uint64_t more = random.number(4); more != 0; --more)
        tunnel.sub_tlvs.push_back({static_cast<std::uint8_t>(random.number(255)), random.octets(24)});
    }
    expect_fixed(tunnels);
  }
}

}  // namespace vigilcast::bgp::random_attributes_test
