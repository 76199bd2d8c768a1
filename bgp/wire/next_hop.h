// The next hop of a route as it is on the wire: an address, for IPv6 perhaps with a link-local companion (RFC 2545), or none
// (FlowSpec).
#pragma once

#include <optional>

#include "pkg/base/ip.h"

namespace vigilcast::bgp {

struct NextHop {
  std::optional<IpAddress> address;
  std::optional<IpAddress> link_local;
  friend auto operator<=>(const NextHop&, const NextHop&) = default;
};

}  // namespace vigilcast::bgp
