// Random routes of every family: what is sent is received, and what is printed is read, as the same.
#include <random>

#include "bgp/wire/label.h"
#include "bgp/wire/nlri/flow_builder.h"
#include "bgp/wire/nlri/flow_component.h"
#include "bgp/wire/nlri/rtc.h"
#include "bgp/wire/nlri/vpn.h"
#include "tests/unit/bgp/wire/wire_test.h"

namespace vigilcast::bgp::random_nlri_test {

using namespace wire_test;

class Random {
 public:
  explicit Random(unsigned seed) : engine_(seed) {}
  std::uint32_t below(std::uint32_t limit) { return static_cast<std::uint32_t>(engine_() % limit); }
  std::uint8_t octet() { return static_cast<std::uint8_t>(engine_()); }
  bool coin() { return below(2) == 0; }

  IpAddress address(bool ipv6) {
    std::array<std::uint8_t, 16> out{};
    for (std::uint8_t& each : out) each = octet();
    out[0] = 0x20;  // a unicast address of either family
    return ipv6 ? IpAddress::v6(out) : IpAddress::v4(ByteView(out).first(4));
  }
  Prefix prefix(bool ipv6) { return Prefix{address(ipv6), static_cast<std::uint8_t>(below(ipv6 ? 129 : 33))}.masked(); }
  RouteDistinguisher rd() {
    Bytes octets{0, static_cast<std::uint8_t>(below(4))};
    while (octets.size() < RouteDistinguisher::kSize) octets.push_back(octet());
    ByteReader reader(octets);
    return RouteDistinguisher::read(reader);
  }
  NextHop next_hop(bool ipv6, bool labelled) {
    NextHop out{address(ipv6), std::nullopt};
    if (!labelled) return out;
    Bytes labels;
    append_labels(labels, std::array{MplsLabel::of(below(1 << 20), true)});
    out.labels = SmallBytes(labels);
    return out;
  }

 private:
  std::mt19937 engine_;
};

// ">5&<7" and the like for a numeric component, "!3" for a bitmask.
std::string expression(Random& random, const flow::Component& component) {
  constexpr std::array kNumeric{"=", ">", ">=", "<", "<=", "!=", "true", "false", "&"};
  constexpr std::array kBinary{"", "=", "!", "!="};
  std::string out;
  for (unsigned left = 1 + random.below(3); left > 0; --left) {
    const std::uint32_t most = component.kind == flow::Kind::binary && component.most == 255 ? 0x0e : component.most;
    const std::uint32_t value = component.type == 12 ? random.below(8) << 1 : random.below(random.coin() ? std::min(most, 300U) + 1 : most + 1);
    if (!out.empty()) out += '&';
    out += component.kind == flow::Kind::binary ? kBinary[random.below(4)] : kNumeric[random.below(8)];
    out += std::to_string(value);
  }
  return out;
}

std::string flow_text(Random& random, Afi afi, bool vpn) {
  std::string out;
  for (const flow::Component& component : flow::all_components(afi)) {
    if (random.below(3) != 0 && component.type != 1) continue;
    out += " " + std::string(component.name) + " ";
    const Prefix prefix = random.prefix(afi == Afi::ipv6);
    if (component.kind == flow::Kind::prefix) {
      out += prefix.to_string();
    } else if (component.kind == flow::Kind::prefix_with_offset) {
      out += prefix.to_string() + "/" + std::to_string(prefix.length == 0 ? 0 : random.below(prefix.length));
    } else {
      out += "[ " + expression(random, component) + " " + expression(random, component) + " ]";
    }
  }
  return out + (vpn ? " rd " + random.rd().to_string() : "");
}

Result<Nlri> read_flow(const std::string& text) {
  FlowBuilder builder;
  const auto all = words(text);
  for (TextCursor cursor(all); !cursor.done();) {
    const std::string_view keyword = cursor.next();
    if (keyword == "rd") {
      builder.distinguish(RouteDistinguisher::parse(cursor.next()).value());
    } else if (auto added = builder.add(keyword, cursor); !added) {
      return std::unexpected(added.error());
    }
  }
  return builder.build();
}

Nlri random_nlri(Random& random, Family family) {
  const bool ipv6 = family.afi == Afi::ipv6;
  switch (family.safi) {
    case Safi::mpls_vpn: return vpn_nlri(random.rd(), random.prefix(ipv6));
    case Safi::flow:
    case Safi::flow_vpn: return read_flow(flow_text(random, family.afi, family.safi == Safi::flow_vpn)).value();
    case Safi::rtc: {
      const std::string text =
          std::to_string(random.below(70000)) + ":target:" + std::to_string(random.below(70000)) + ":" + std::to_string(random.below(60000));
      const auto split = words(text);
      TextCursor cursor(split);
      return parse_rtc(cursor).value();
    }
    default: return prefix_nlri(family.safi, random.prefix(ipv6));
  }
}

bool is_ours(Family family) {
  constexpr std::array kSafis{Safi::unicast, Safi::multicast, Safi::nlri_mpls, Safi::mpls_vpn, Safi::rtc, Safi::flow, Safi::flow_vpn};
  return std::ranges::find(kSafis, family.safi) != kSafis.end();
}

TEST(RandomNlri, WhatIsSentIsReceived) {
  Negotiated session = internal_session();
  session.families.assign(all_families().begin(), all_families().end());
  const AttributeSet attributes = set_of({"origin igp", "as-path [ ]"});
  Random random(20250101);
  for (unsigned i = 0; i < 1500; ++i) {
    const Family family = all_families()[random.below(static_cast<std::uint32_t>(all_families().size()))];
    if (!is_ours(family)) continue;
    session.add_path_send = session.add_path_receive = random.coin() ? std::vector{family} : std::vector<Family>{};
    std::vector<Nlri> routes(1 + random.below(5));
    for (Nlri& route : routes) {
      route = random_nlri(random, family);
      if (!session.add_path_send.empty()) route.path_id = random.below(9);
    }
    const NextHop hop = random.next_hop(family.afi == Afi::ipv6, find_codec(family)->labelled);
    Bytes message;
    const std::size_t count = encode_announce(message, family, hop, attributes, routes, session);
    ASSERT_GT(count, 0U);
    const DecodedUpdate decoded = decode_update(body_of(message), session);
    ASSERT_TRUE(decoded.faults.empty()) << decoded.faults[0].text << " " << to_hex(message);
    ASSERT_EQ(decoded.update.announced.size(), 1U);
    routes.resize(count);
    EXPECT_EQ(decoded.update.announced[0].nlri, routes) << to_hex(message);
    EXPECT_EQ(decoded.update.announced[0].next_hop, hop);
    Bytes withdrawal;
    ASSERT_EQ(encode_withdraw(withdrawal, family, routes, session), count);
    EXPECT_EQ(decode_update(body_of(withdrawal), session).update.withdrawn[0].nlri, routes);
  }
}

TEST(RandomNlri, WhatIsPrintedIsRead) {
  Random random(20250102);
  for (unsigned i = 0; i < 700; ++i) {
    const Afi afi = random.coin() ? Afi::ipv4 : Afi::ipv6;
    const auto flow = read_flow(flow_text(random, afi, random.coin()));
    ASSERT_TRUE(flow) << flow.error().to_string();
    const std::string text = nlri_text(*flow);
    const auto again = read_flow(text.substr(text.find(' ')));
    ASSERT_TRUE(again) << text << ": " << again.error().to_string();
    EXPECT_EQ(nlri_text(*again), text);
  }
}

}  // namespace vigilcast::bgp::random_nlri_test
