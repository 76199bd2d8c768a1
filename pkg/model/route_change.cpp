#include "pkg/model/route_change.h"

#include "pkg/announce/route.h"

namespace vigilcast::model {

bgp::RouteChange route_change(const announce::PrefixDecision& decision, const bgp::PeerConfig& peer) {
  if (!decision.profile.announce) return bgp::Withdraw{bgp::unicast_nlri(decision.prefix), announce::owner_of(decision.service)};
  return bgp::Announce{announce::route_for(decision, peer.local_as, peer.peer_as != peer.local_as)};
}

}  // namespace vigilcast::model
