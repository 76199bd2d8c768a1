#include "bgp/rib/route_store.h"

namespace vigilcast::bgp {

std::size_t RouteStore::PathHash::operator()(const Path& path) const {
  // All that == compares: what a peer can vary without changing the hash would make a table of one bucket.
  const NextHop& next_hop = path.next_hop.given;
  std::size_t hash = std::hash<const void*>{}(path.attributes.get()) * 31 + std::hash<SmallBytes>{}(next_hop.labels) + (path.next_hop.self ? 1 : 0);
  for (const auto& address : {next_hop.address, next_hop.link_local}) hash = hash * 31 + (address ? std::hash<IpAddress>{}(*address) : 0);
  return hash;
}

std::size_t RouteStore::ClaimHash::operator()(const Claim& claim) const {
  return (std::hash<std::string>{}(claim.owner.name) * 31 + static_cast<std::size_t>(claim.owner.kind)) * 31 + claim.path;
}

ClaimId RouteStore::hold_claim(const Route& route) {
  if (given_ != route.attributes) {
    given_ = route.attributes;
    became_ = attributes.intern(route.attributes);
    last_ = 0;
  }
  if (last_ != 0) {
    const Claim& last = claims_[last_];
    if (last.owner == route.owner && paths_[last.path].next_hop == route.next_hop) {
      claims_.hold(last_);
      return last_;
    }
  }
  const PathId path = hold_path(route.next_hop, became_);
  const auto [id, is_new] = claims_.hold({path, route.owner});
  if (!is_new) release_path(path);  // the claim has it already
  return last_ = id;
}

void RouteStore::release_claim(ClaimId id) {
  Claim gone;
  if (!claims_.release(id, gone)) return;
  release_path(gone.path);
  if (last_ == id) last_ = 0;
}

void RouteStore::release_path(PathId id) {
  Path gone;
  paths_.release(id, gone);
}

}  // namespace vigilcast::bgp
