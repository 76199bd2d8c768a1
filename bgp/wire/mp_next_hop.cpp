#include "bgp/wire/mp_next_hop.h"

#include <algorithm>
#include <array>

#include "bgp/wire/route_distinguisher.h"

namespace vigilcast::bgp {
namespace {

constexpr std::size_t kRd = RouteDistinguisher::kSize;

// VPN next hops have a route distinguisher of zeros in front of every address (RFC 4364 section 4.3.2).
bool has_rd(Family family) { return family.safi == Safi::mpls_vpn || family.safi == Safi::bgp_ls_vpn; }

bool is_known_length(std::size_t length) {
  constexpr std::array<std::size_t, 6> kLengths{4, 4 + kRd, 16, 16 + kRd, 32, 32 + 2 * kRd};
  return std::ranges::find(kLengths, length) != kLengths.end();
}

// Families of IP prefixes tie the next hop to their own address family; all others take either.
bool is_tied(Family family) {
  const bool ip = family.afi == Afi::ipv4 || family.afi == Afi::ipv6;
  const bool prefixes = family.safi == Safi::unicast || family.safi == Safi::multicast || family.safi == Safi::nlri_mpls || family.safi == Safi::mpls_vpn;
  return ip && prefixes;
}

bool is_allowed(Family family, std::size_t length, const Negotiated& session) {
  const std::size_t rd = has_rd(family) ? kRd : 0;
  const bool ipv6_address = length == 16 + rd || length == 2 * (16 + rd);
  if (length != 4 + rd && !ipv6_address) return false;
  return !is_tied(family) || ipv6_address == (family.afi == Afi::ipv6) || session.maps_next_hop(family);
}

// The addresses one after the other, without route distinguishers.
Bytes addresses_of(Family family, ByteView field) {
  Bytes out;
  const std::size_t rd = has_rd(family) ? kRd : 0;
  const std::size_t size = field.size() == 4 + rd ? 4 : 16;
  for (ByteReader reader(field); !reader.empty();) {
    reader.take(rd);
    const ByteView address = reader.take(size);
    out.insert(out.end(), address.begin(), address.end());
  }
  return out;
}

IpAddress mapped(const IpAddress& ipv4) {
  std::array<std::uint8_t, 16> out{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
  std::ranges::copy(ipv4.bytes(), out.begin() + 12);
  return IpAddress::v6(out);
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
  const Bytes addresses = addresses_of(codec.family, field);
  const ByteView all(addresses);
  const NextHop out = all.size() == 4    ? NextHop{IpAddress::v4(all), std::nullopt}
                      : all.size() == 16 ? NextHop{IpAddress::v6(all), std::nullopt}
                                         : from_two(IpAddress::v6(all.first(16)), IpAddress::v6(all.subspan(16)));
  if (!is_usable_next_hop(*out.address)) {
    return std::unexpected(NlriProblem{FaultAction::treat_as_withdraw, false, "has the next hop " + out.address->to_string() + ", which is no host"});
  }
  return out;
}

void encode_mp_next_hop(Bytes& out, Family family, const NextHop& next_hop) {
  const std::size_t start = out.size();
  out.push_back(0);
  if (!next_hop.address) return;
  const bool labelled_ipv6 = family.afi == Afi::ipv6 && (family.safi == Safi::nlri_mpls || family.safi == Safi::mpls_vpn);
  const IpAddress address = labelled_ipv6 && next_hop.address->is_v4() ? mapped(*next_hop.address) : *next_hop.address;
  const auto append = [&](const IpAddress& each) {
    if (has_rd(family)) out.insert(out.end(), kRd, 0);
    ByteWriter(out).bytes(each.bytes());
  };
  append(address);
  if (next_hop.address->is_v6() && next_hop.link_local) append(*next_hop.link_local);
  out[start] = static_cast<std::uint8_t>(out.size() - start - 1);
}

}  // namespace vigilcast::bgp
