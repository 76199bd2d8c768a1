// A route as 5.0.15 shows it with exabgp.api.show-routes-format=v2. Pure.
#pragma once

#include <string>

#include "bgp/wire/attr/set.h"
#include "bgp/wire/next_hop.h"
#include "bgp/wire/nlri/nlri.h"

namespace vigilcast::exabgp {

// {"nlri": {"prefix": "10.9.0.0/24", "nexthop": "192.0.2.1", "family": {"afi": "ipv4", "safi": "unicast"}}, "attributes": {"med": 10}}
// Of a destination that has a prefix. Lists of communities have words, where messages have numbers.
std::string route_object(const bgp::Nlri& nlri, const bgp::NextHop& next_hop, const bgp::AttributeSet& attributes);

}  // namespace vigilcast::exabgp
