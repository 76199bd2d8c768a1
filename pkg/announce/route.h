// From a decision about a prefix to the route that a peer gets.
#pragma once

#include <cstdint>
#include <string>

#include "bgp/rib/route.h"
#include "pkg/announce/policy.h"

namespace vigilcast::announce {

bgp::Owner owner_of(const std::string& service);

// Next hop self; the profile's attributes; with asPathPrepend n an AS_PATH of our AS, 1 + n times on an external session and n times on an internal one
// (RFC 4271 section 5.1.2: an internal session adds nothing by itself).
bgp::Route route_for(const PrefixDecision& decision, std::uint32_t local_as, bool external);

}  // namespace vigilcast::announce
