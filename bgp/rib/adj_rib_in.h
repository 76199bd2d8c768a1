// Adj-RIB-In of one peer: what it announced, after RFC 7606, before any policy. A cache for reports and for ExaBGP's `show adj-rib in`;
// nothing is ever passed on to another peer.
//
// All is indexed by the number that the RouteStore has for a destination (path identifier included, so add-path needs nothing of its own): four bytes for
// the path and a bit for staleness. Destinations, paths and attribute sets are shared with the tables of all other peers.
// Invariant: a destination is held exactly while it has a path here. Thread: the owner's.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <vector>

#include "bgp/rib/id_set.h"
#include "bgp/rib/paged.h"
#include "bgp/rib/route_store.h"
#include "bgp/wire/update.h"

namespace vigilcast::bgp {

class AdjRibIn {
 public:
  explicit AdjRibIn(RouteStore& store) : store_(store) {}
  ~AdjRibIn() { clear(); }
  AdjRibIn(const AdjRibIn&) = delete;
  AdjRibIn& operator=(const AdjRibIn&) = delete;

  struct Received {
    NextHop next_hop;
    SharedAttributes attributes;
    bool stale = false;  // from before a restart of the peer (RFC 4724), or not yet repeated in a refresh (RFC 7313)
  };

  void apply(const Update& update);
  void clear();

  // What the peer has to say again; each route that it repeats is fresh. sweep() takes out what it did not repeat.
  void mark_stale(Family family);
  std::vector<Nlri> sweep(Family family);
  // Stale routes that go on for long (RFC 9494): they get LLGR_STALE; those with NO_LLGR are taken out.
  std::vector<Nlri> make_long_lived(Family family);
  void clear(Family family);

  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] std::size_t size(Family family) const;
  [[nodiscard]] std::optional<Received> find(const Nlri& nlri) const;
  void each(const std::function<void(const Nlri&, const Received&)>& visit) const;  // nothing may change meanwhile

 private:
  [[nodiscard]] Received received(DestinationId id, PathId path) const;
  void put(const Nlri& nlri, PathId path);
  void forget(DestinationId id);

  RouteStore& store_;
  Paged<PathId> paths_;
  IdSet stale_;
  std::map<Family, std::size_t> sizes_;
  std::size_t size_ = 0;
};

}  // namespace vigilcast::bgp
