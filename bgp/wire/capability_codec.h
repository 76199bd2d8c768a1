// Capabilities on the wire (RFC 5492): one row per code in capability_codec.cpp.
#pragma once

#include <vector>

#include "bgp/wire/capability.h"

namespace vigilcast::bgp {

namespace capability {
inline constexpr std::uint8_t multiprotocol = 1, route_refresh = 2, extended_next_hop = 5, extended_message = 6, graceful_restart = 64, as4 = 65,
                              multi_session = 68, add_path = 69, enhanced_route_refresh = 70, long_lived_restart = 71, hostname = 73, bfd_strict = 74,
                              software_version = 75, paths_limit = 76, link_local_next_hop = 77, cisco_route_refresh = 128, cisco_multi_session = 131,
                              operational = 185;
}  // namespace capability

// Adds what the value says. A value that is malformed is left out: a capability is an offer, and a broken one is none.
void decode_capability(std::uint8_t code, ByteView value, Capabilities& into);

// Each capability as code, length and value, in ExaBGP's order.
std::vector<Bytes> encode_capabilities(const Capabilities& from);

}  // namespace vigilcast::bgp
