// The next hop field of MP_REACH_NLRI (RFC 4760, RFC 2545, RFC 8950; RFC 4364 and RFC 4659 for VPNs).
#pragma once

#include <expected>

#include "bgp/wire/negotiated.h"
#include "bgp/wire/next_hop.h"
#include "bgp/wire/nlri/all.h"

namespace vigilcast::bgp {

// A length that is valid nowhere resets the session, as where the NLRI begin cannot be trusted then. One that is valid for another
// kind of session or family, and an address that cannot be a next hop, withdraw the routes.
std::expected<NextHop, NlriProblem> decode_mp_next_hop(const FamilyCodec& codec, ByteView field, const Negotiated& session);

// Appends length and address. A link-local companion follows a global IPv6 address; a route distinguisher of zeros stands before each
// address of a VPN family; labelled IPv6 routes to an IPv4 next hop have it mapped (RFC 4798, RFC 4659 section 3.2.1.2).
void encode_mp_next_hop(Bytes& out, Family family, const NextHop& next_hop);

// Whether a route may be sent to this address at all: no 0.0.0.0, no multicast, no class E.
bool is_usable_next_hop(const IpAddress& address);

}  // namespace vigilcast::bgp
