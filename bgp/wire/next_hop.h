// The next hop of a route as it is on the wire: an address, for IPv6 perhaps with a link-local companion (RFC 2545), or none
// (FlowSpec). Labels belong to it, although they stand in the NLRI: they are what the next hop wants to see in front of a packet,
// and a route whose labels change is the same route (RFC 8277 section 2.5).
#pragma once

#include <optional>

#include "pkg/base/ip.h"
#include "pkg/base/small_bytes.h"

namespace vigilcast::bgp {

struct NextHop {
  std::optional<IpAddress> address;
  std::optional<IpAddress> link_local;
  SmallBytes labels{};  // three octets each, as bgp/wire/label.h has them; none in families without labels
  friend auto operator<=>(const NextHop&, const NextHop&) = default;
};

}  // namespace vigilcast::bgp
