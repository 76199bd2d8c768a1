// IPv4 and IPv6 unicast NLRI (RFC 4271 section 4.3): length in bits, then the prefix in as many octets as that needs. Multicast NLRI
// (RFC 4760 section 6) and labelled ones (RFC 8277) without their labels are the same.
#pragma once

#include "bgp/wire/nlri/all.h"

namespace vigilcast::bgp {

extern const FamilyCodec kIpv4UnicastCodec;
extern const FamilyCodec kIpv6UnicastCodec;
extern const FamilyCodec kIpv4MulticastCodec;
extern const FamilyCodec kIpv6MulticastCodec;
extern const FamilyCodec kIpv4LabelledCodec;
extern const FamilyCodec kIpv6LabelledCodec;

}  // namespace vigilcast::bgp
