#include "pkg/model/may_announce.h"

#include <algorithm>

namespace vigilcast::model {

bool may_announce(const std::optional<RouterConfig>& router, const Prefix& prefix) {
  if (!router || router->may_announce.empty()) return true;
  return std::ranges::any_of(router->may_announce, [&](const Prefix& allowed) { return allowed.contains(prefix); });
}

bool may_announce(const std::optional<RouterConfig>& router, const bgp::Nlri& nlri) {
  if (nlri.family.afi != bgp::Afi::ipv4 && nlri.family.afi != bgp::Afi::ipv6) return true;
  const bgp::Safi safi = nlri.family.safi;
  if (safi != bgp::Safi::unicast && safi != bgp::Safi::multicast && safi != bgp::Safi::nlri_mpls) return true;
  return may_announce(router, bgp::prefix_of(nlri));
}

}  // namespace vigilcast::model
