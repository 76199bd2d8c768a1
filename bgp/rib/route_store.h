// What tables of all peers of an engine share: destinations, attribute sets, paths and claims, each kept once under a number of 32 bits. A peer's table is
// then a few bytes a route. The Adj-RIBs-Out have one store and the Adj-RIBs-In another one, so that numbers stay dense where few routes go out and many come
// in. Thread: the engine's; outlives the tables that use it.
#pragma once

#include "bgp/rib/attribute_store.h"
#include "bgp/rib/destination_table.h"
#include "bgp/rib/intern_table.h"
#include "bgp/rib/route.h"

namespace vigilcast::bgp {

// What a peer is told of a destination, or tells of it.
struct Path {
  RouteNextHop next_hop;
  SharedAttributes attributes;  // interned
  friend bool operator==(const Path&, const Path&) = default;
};
using PathId = std::uint32_t;

// A path that an owner wants.
struct Claim {
  PathId path = 0;
  Owner owner;
  friend bool operator==(const Claim&, const Claim&) = default;
};
using ClaimId = std::uint32_t;

class RouteStore {
 public:
  AttributeStore attributes;
  DestinationTable destinations;

  // Each hold is released once.
  ClaimId hold_claim(const Route& route);
  void release_claim(ClaimId id);
  PathId hold_path(const RouteNextHop& next_hop, const SharedAttributes& interned) { return paths_.hold({next_hop, interned}).first; }
  void hold_path(PathId id) { paths_.hold(id); }
  void release_path(PathId id);

  [[nodiscard]] const Claim& claim(ClaimId id) const { return claims_[id]; }
  [[nodiscard]] const Path& path(PathId id) const { return paths_[id]; }

 private:
  struct PathHash {
    std::size_t operator()(const Path& path) const;
  };
  struct ClaimHash {
    std::size_t operator()(const Claim& claim) const;
  };

  InternTable<Path, PathHash> paths_;
  InternTable<Claim, ClaimHash> claims_;
  SharedAttributes given_;  // the last route's attributes, and what they became: routes come in crowds that share them
  SharedAttributes became_;
  ClaimId last_ = 0;        // the last route's claim; 0 when it is gone
};

}  // namespace vigilcast::bgp
