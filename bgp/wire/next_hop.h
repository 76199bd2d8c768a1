// The next hop of a route as it is on the wire: an address, for IPv6 perhaps with a link-local companion (RFC 2545), or none
// (FlowSpec). Labels belong to it, although they stand in the NLRI: they are what the next hop wants to see in front of a packet,
// and a route whose labels change is the same route (RFC 8277 section 2.5).
#pragma once

#include <optional>
#include <vector>

#include "pkg/base/ip.h"
#include "pkg/base/small_bytes.h"

namespace vigilcast::bgp {

struct NextHop {
  std::optional<IpAddress> address;
  std::optional<IpAddress> link_local;
  SmallBytes labels{};  // three octets each, as bgp/wire/label.h has them; none in families without labels
  friend auto operator<=>(const NextHop&, const NextHop&) = default;
};

// Its addresses, each as a next hop of its own: ExaBGP tells of a route once more under the link-local companion.
inline std::vector<NextHop> one_by_one(const NextHop& next_hop) {
  if (!next_hop.link_local) return {next_hop};
  return {{next_hop.address, std::nullopt, next_hop.labels}, {next_hop.link_local, std::nullopt, next_hop.labels}};
}

}  // namespace vigilcast::bgp
