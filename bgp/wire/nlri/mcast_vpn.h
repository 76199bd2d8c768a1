// Multicast VPN (RFC 6514 section 4): Source Active A-D routes and C-multicast joins (types 5, 6, 7) as values; routes of other types are kept and printed
// as they came. Wire form: type, length in octets, and the fields of the type.
#pragma once

#include <cstdint>
#include <expected>
#include <string>

#include "bgp/wire/nlri/all.h"
#include "bgp/wire/route_distinguisher.h"
#include "bgp/wire/text_cursor.h"
#include "pkg/base/ip.h"
#include "pkg/base/result.h"

namespace vigilcast::bgp {

extern const FamilyCodec kIpv4McastVpnCodec;
extern const FamilyCodec kIpv6McastVpnCodec;

struct McastVpnRoute {
  enum class Type : std::uint8_t { source_active = 5, shared_tree_join = 6, source_tree_join = 7 };

  Type type = Type::source_active;
  RouteDistinguisher rd;
  std::uint32_t source_as = 0;  // of joins
  IpAddress source;             // of a shared tree: the rendezvous point
  IpAddress group;              // of the same address family

  friend bool operator==(const McastVpnRoute&, const McastVpnRoute&) = default;
};

Nlri mcast_vpn_nlri(Afi afi, const McastVpnRoute& route);
// Of type, length and fields. An error says why the route is malformed; nothing: the type is none of the three.
std::expected<std::optional<McastVpnRoute>, std::string> read_mcast_vpn(ByteView wire);

// "source-ad source IP group IP rd RD", "shared-join rp IP group IP rd RD source-as AS", "source-join source IP group IP rd RD source-as AS".
Result<Nlri> parse_mcast_vpn(Afi afi, TextCursor& words);

}  // namespace vigilcast::bgp
