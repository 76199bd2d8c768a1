// Values of the simulation from and to words.
#pragma once

#include <string>
#include <string_view>

#include "bgp/rib/route.h"
#include "pkg/base/ip.h"

namespace vigilcast::sim {

inline IpAddress ip(std::string_view text) { return IpAddress::parse(text).value(); }
inline std::string text_of(const bgp::Nlri& nlri) { return bgp::prefix_of(nlri).to_string(); }

// The prefix that comes `index` places after the first, all of the same length.
Prefix following(const Prefix& first, std::uint32_t index);

// A route of the operator with itself as next hop.
bgp::Route route_to(const Prefix& prefix, std::optional<std::uint32_t> med = {});

}  // namespace vigilcast::sim
