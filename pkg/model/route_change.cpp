#include "pkg/model/route_change.h"

#include <algorithm>

#include "pkg/announce/route.h"

namespace vigilcast::model {
namespace {

bool meant(const announce::PrefixDecision& decision, const bgp::PeerConfig& peer) {
  return decision.peers.empty() || std::ranges::find(decision.peers, peer.name) != decision.peers.end();
}

}  // namespace

bgp::RouteChange route_change(const announce::PrefixDecision& decision, const bgp::PeerConfig& peer) {
  if (!decision.profile.announce || !meant(decision, peer)) return bgp::Withdraw{bgp::unicast_nlri(decision.prefix), announce::owner_of(decision.service)};
  return bgp::Announce{announce::route_for(decision, peer.local_as, peer.peer_as != peer.local_as)};
}

}  // namespace vigilcast::model
