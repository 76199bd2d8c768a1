#include "bgp/wire/mp_next_hop.h"

#include <algorithm>
#include <array>

namespace vigilcast::bgp {
namespace {

// 12, 24 and 48 carry a route distinguisher (VPN families).
bool is_known_length(std::size_t length) {
  constexpr std::array<std::size_t, 6> kLengths{4, 12, 16, 24, 32, 48};
  return std::ranges::find(kLengths, length) != kLengths.end();
}

bool is_allowed(Family family, std::size_t length, const Negotiated& session) {
  const bool ipv6_address = length == 16 || length == 32;
  if (length != 4 && !ipv6_address) return false;
  if (family.safi == Safi::flow) return true;
  if (ipv6_address == (family.afi == Afi::ipv6)) return true;
  return session.maps_next_hop(family);
}

// RFC 2545 wants global and link-local in this order; the reverse, and one of them missing, are seen in the field.
NextHop from_two(const IpAddress& first, const IpAddress& second) {
  if (first.is_link_local() && is_usable_next_hop(second) && !second.is_link_local()) return {second, first};
  if (!is_usable_next_hop(first)) return {second, std::nullopt};
  if (second.is_link_local() && !first.is_link_local()) return {first, second};
  return {first, std::nullopt};
}

}  // namespace

bool is_usable_next_hop(const IpAddress& address) {
  if (address.is_unspecified() || address.is_multicast()) return false;
  return address.is_v6() || address.bytes()[0] < 240;
}

std::expected<NextHop, NlriProblem> decode_mp_next_hop(const FamilyCodec& codec, ByteView field, const Negotiated& session) {
  const std::size_t length = field.size();
  if (length == 0 && !codec.needs_next_hop) return NextHop{};
  const std::string has = "has a next hop of " + std::to_string(length) + " octets for " + family_name(codec.family);
  if (!is_known_length(length)) return std::unexpected(NlriProblem{FaultAction::reset_session, true, has});
  if (!is_allowed(codec.family, length, session))
    return std::unexpected(NlriProblem{FaultAction::treat_as_withdraw, false, has + ", which was not negotiated"});
  const NextHop out = length == 4    ? NextHop{IpAddress::v4(field), std::nullopt}
                      : length == 16 ? NextHop{IpAddress::v6(field), std::nullopt}
                                     : from_two(IpAddress::v6(field.first(16)), IpAddress::v6(field.subspan(16)));
  if (!is_usable_next_hop(*out.address)) {
    return std::unexpected(NlriProblem{FaultAction::treat_as_withdraw, false, "has the next hop " + out.address->to_string() + ", which is no host"});
  }
  return out;
}

void encode_mp_next_hop(Bytes& out, const NextHop& next_hop) {
  ByteWriter writer(out);
  if (!next_hop.address) {
    writer.u8(0);
    return;
  }
  const bool two = next_hop.address->is_v6() && next_hop.link_local.has_value();
  writer.u8(static_cast<std::uint8_t>(next_hop.address->bytes().size() * (two ? 2 : 1))).bytes(next_hop.address->bytes());
  if (two) writer.bytes(next_hop.link_local->bytes());
}

}  // namespace vigilcast::bgp
