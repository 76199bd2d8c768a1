#include "bgp/wire/nlri/vpn.h"

#include <algorithm>
#include <array>

namespace vigilcast::bgp {
namespace {

constexpr unsigned kRdBits = 8 * RouteDistinguisher::kSize;
constexpr std::size_t kFront = 1 + RouteDistinguisher::kSize;

Prefix prefix_from(ByteView wire, bool ipv6) {
  std::array<std::uint8_t, 16> address{};
  if (wire.size() < kFront) return {ipv6 ? IpAddress::v6(address) : IpAddress{}, 0};
  std::ranges::copy(wire.subspan(kFront), address.begin());
  return {ipv6 ? IpAddress::v6(address) : IpAddress::v4(ByteView(address).first(4)), static_cast<std::uint8_t>(wire[0] - kRdBits)};
}

template <bool kIpv6>
std::optional<NlriProblem> decode(ByteReader& from, SmallBytes& to) {
  constexpr unsigned kMostBits = kRdBits + (kIpv6 ? 128 : 32);
  const unsigned bits = from.u8();
  if (bits < kRdBits || bits > kMostBits) {
    return NlriProblem{FaultAction::reset_session, true,
                       "a VPN prefix has " + std::to_string(bits) + " bits with its route distinguisher, not 64 to " + std::to_string(kMostBits)};
  }
  const ByteView body = from.take((bits + 7) / 8);
  if (!from.ok()) return NlriProblem{FaultAction::reset_session, true, "the last VPN prefix is cut off"};
  Bytes wire{static_cast<std::uint8_t>(bits)};
  wire.insert(wire.end(), body.begin(), body.end());
  if (bits % 8 != 0) wire.back() &= static_cast<std::uint8_t>(0xff00U >> (bits % 8));
  to.assign(wire);
  return std::nullopt;
}

template <bool kIpv6>
void append_text(std::string& out, ByteView wire) {
  out += prefix_from(wire, kIpv6).to_string();
}

template <bool kIpv6>
void append_json(std::string& out, ByteView wire, Dialect /*dialect*/) {
  out += "\"nlri\": \"";
  append_text<kIpv6>(out, wire);
  out += '"';
}

}  // namespace

constinit const FamilyCodec kIpv4VpnCodec{{Afi::ipv4, Safi::mpls_vpn}, true, decode<false>, append_text<false>, append_json<false>, true, true};
constinit const FamilyCodec kIpv6VpnCodec{{Afi::ipv6, Safi::mpls_vpn}, true, decode<true>, append_text<true>, append_json<true>, true, true};

Nlri vpn_nlri(const RouteDistinguisher& rd, const Prefix& prefix, std::uint32_t path_id) {
  const Nlri plain = unicast_nlri(prefix);
  Bytes wire{static_cast<std::uint8_t>(kRdBits + prefix.length)};
  ByteWriter(wire).bytes(rd.bytes()).bytes(plain.wire.view().subspan(1));
  return {{plain.family.afi, Safi::mpls_vpn}, path_id, SmallBytes(wire)};
}

}  // namespace vigilcast::bgp
