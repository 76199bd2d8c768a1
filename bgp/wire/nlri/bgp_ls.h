// Link-state NLRI (RFC 9552 section 5.2, RFC 9514 section 6) and those of VPNs: nodes, links, prefixes and SRv6 SIDs of an IGP. Received and reported, kept
// byte for byte; JSON is ExaBGP's. Types that are not known are carried as they are (RFC 9552 section 5.1).
#pragma once

#include "bgp/wire/nlri/all.h"

namespace vigilcast::bgp {

inline constexpr Family kBgpLs{Afi::bgp_ls, Safi::bgp_ls};
inline constexpr Family kBgpLsVpn{Afi::bgp_ls, Safi::bgp_ls_vpn};

extern const FamilyCodec kBgpLsCodec;
extern const FamilyCodec kBgpLsVpnCodec;

}  // namespace vigilcast::bgp
