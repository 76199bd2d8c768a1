// EVPN (RFC 7432 section 7, RFC 9136): routes of types 1 to 5 as values. Routes of other types are kept and printed as they came.
//
// Wire form: type, length in octets, and the fields of the type.
#pragma once

#include <array>
#include <cstdint>
#include <expected>
#include <string>

#include "bgp/wire/label.h"
#include "bgp/wire/nlri/all.h"
#include "bgp/wire/route_distinguisher.h"

namespace vigilcast::bgp {

extern const FamilyCodec kEvpnCodec;

struct EvpnRoute {
  enum class Type : std::uint8_t { ethernet_auto_discovery = 1, mac_ip = 2, inclusive_multicast = 3, ethernet_segment = 4, ip_prefix = 5 };

  // A type has some of these; the others are at rest.
  Type type = Type::mac_ip;
  RouteDistinguisher rd;
  std::array<std::uint8_t, 10> segment{};  // Ethernet segment identifier; zeros: a site with one link
  std::uint32_t tag = 0;                   // Ethernet tag
  std::array<std::uint8_t, 6> mac{};
  std::optional<IpAddress> ip;    // of a host, of the originating router; the prefix of type 5
  std::uint8_t prefix_length = 0; // of type 5
  IpAddress gateway;              // of type 5, and of the same address family as the prefix
  LabelStack labels;

  friend bool operator==(const EvpnRoute&, const EvpnRoute&) = default;
};

Nlri evpn_nlri(const EvpnRoute& route);
// Of type, length and fields. An error says why the route is malformed; nothing: the type is none of the five.
std::expected<std::optional<EvpnRoute>, std::string> read_evpn(ByteView wire);

}  // namespace vigilcast::bgp
