// IPv4 and IPv6 unicast NLRI (RFC 4271 section 4.3): length in bits, then the prefix in as many octets as that needs.
#pragma once

#include "bgp/wire/nlri/all.h"

namespace vigilcast::bgp {

extern const FamilyCodec kIpv4UnicastCodec;
extern const FamilyCodec kIpv6UnicastCodec;

}  // namespace vigilcast::bgp
