// VPN-IPv4 and VPN-IPv6 NLRI (RFC 4364 section 4.3.4, RFC 4659 section 3.2) without their labels: length in bits, which counts the route
// distinguisher, then that, then the prefix.
#pragma once

#include "bgp/wire/nlri/all.h"
#include "bgp/wire/route_distinguisher.h"

namespace vigilcast::bgp {

extern const FamilyCodec kIpv4VpnCodec;
extern const FamilyCodec kIpv6VpnCodec;

// The prefix is masked.
Nlri vpn_nlri(const RouteDistinguisher& rd, const Prefix& prefix, std::uint32_t path_id = 0);

}  // namespace vigilcast::bgp
