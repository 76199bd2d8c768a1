#include "bgp/wire/nlri/unicast.h"

#include <array>
#include <cstring>

namespace vigilcast::bgp {
namespace {

constexpr std::size_t octets_of(unsigned bits) { return (bits + 7) / 8; }

Prefix prefix_from(ByteView wire, bool ipv6) {
  std::array<std::uint8_t, 16> address{};
  if (wire.size() > 1) std::memcpy(address.data(), wire.data() + 1, wire.size() - 1);
  return {ipv6 ? IpAddress::v6(address) : IpAddress::v4(ByteView(address)), wire.empty() ? std::uint8_t{0} : wire[0]};
}

// Addresses that cannot be a destination: RFC 4271 section 6.3 has them ignored, not answered.
bool is_unusable(const std::uint8_t* address, unsigned bits, bool ipv6) {
  if (ipv6) {
    static constexpr std::array<std::uint8_t, 16> kLoopback{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
    if (bits >= 8 && address[0] == 0xff) return true;
    return bits == 128 && std::memcmp(address, kLoopback.data(), kLoopback.size()) == 0;
  }
  if (bits >= 4 && address[0] >= 0xe0) return true;
  return bits >= 8 && (address[0] == 0 || address[0] == 127);
}

template <bool kIpv6, bool kAnyAddress = false>
std::optional<NlriProblem> decode(ByteReader& from, SmallBytes& to) {
  constexpr unsigned kMostBits = kIpv6 ? 128 : 32;
  const ByteView data = from.peek();
  const unsigned bits = data.empty() ? 0 : data[0];
  if (bits > kMostBits) {
    return NlriProblem{FaultAction::reset_session, true, "a prefix has length " + std::to_string(bits) + ", more than " + std::to_string(kMostBits)};
  }
  const std::size_t size = 1 + octets_of(bits);
  if (size > data.size()) return NlriProblem{FaultAction::reset_session, true, "the last prefix is cut off"};
  std::array<std::uint8_t, 17> wire;
  std::memcpy(wire.data(), data.data(), size);
  if (bits % 8 != 0) wire[size - 1] &= static_cast<std::uint8_t>(0xff00U >> (bits % 8));
  from.take(size);
  to.assign(ByteView(wire).first(size));
  if (!kAnyAddress && bits >= 4 && is_unusable(&wire[1], bits, kIpv6)) [[unlikely]] {
    return NlriProblem{FaultAction::discard_attribute, false, prefix_from(to.view(), kIpv6).to_string() + " cannot be a destination, it is ignored"};
  }
  return std::nullopt;
}

void append_number(std::string& out, std::uint8_t number) {
  if (number >= 100) out += static_cast<char>('0' + number / 100);
  if (number >= 10) out += static_cast<char>('0' + number / 10 % 10);
  out += static_cast<char>('0' + number % 10);
}

// Every route of every event is printed here, so that IPv4 does not go through the general printer.
template <bool kIpv6>
void append_text(std::string& out, ByteView wire) {
  if constexpr (kIpv6) {
    out += prefix_from(wire, true).to_string();
  } else {
    for (std::size_t i = 1; i <= 4; ++i) {
      append_number(out, i < wire.size() ? wire[i] : std::uint8_t{0});
      out += i < 4 ? '.' : '/';
    }
    append_number(out, wire.empty() ? std::uint8_t{0} : wire[0]);
  }
}

template <bool kIpv6>
void append_json(std::string& out, ByteView wire, Dialect /*dialect*/) {
  out += "\"nlri\": \"";
  append_text<kIpv6>(out, wire);
  out += '"';
}

}  // namespace

constinit const FamilyCodec kIpv4UnicastCodec{kIpv4Unicast, true, decode<false>, append_text<false>, append_json<false>};
constinit const FamilyCodec kIpv6UnicastCodec{kIpv6Unicast, true, decode<true>, append_text<true>, append_json<true>};
// ExaBGP announces groups in the multicast families.
constinit const FamilyCodec kIpv4MulticastCodec{{Afi::ipv4, Safi::multicast}, true, decode<false, true>, append_text<false>, append_json<false>};
constinit const FamilyCodec kIpv6MulticastCodec{{Afi::ipv6, Safi::multicast}, true, decode<true, true>, append_text<true>, append_json<true>};
constinit const FamilyCodec kIpv4LabelledCodec{{Afi::ipv4, Safi::nlri_mpls}, true, decode<false>, append_text<false>, append_json<false>, true};
constinit const FamilyCodec kIpv6LabelledCodec{{Afi::ipv6, Safi::nlri_mpls}, true, decode<true>, append_text<true>, append_json<true>, true};

Nlri unicast_nlri(const Prefix& prefix, std::uint32_t path_id) {
  const Prefix masked = prefix.masked();
  std::array<std::uint8_t, 17> wire;
  wire[0] = masked.length;
  const std::size_t size = octets_of(masked.length);
  std::memcpy(&wire[1], masked.address.bytes().data(), size);
  return {masked.address.is_v6() ? kIpv6Unicast : kIpv4Unicast, path_id, SmallBytes(ByteView(wire).first(1 + size))};
}

Nlri prefix_nlri(Safi safi, const Prefix& prefix, std::uint32_t path_id) {
  Nlri out = unicast_nlri(prefix, path_id);
  out.family.safi = safi;
  return out;
}

}  // namespace vigilcast::bgp
