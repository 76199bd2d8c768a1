// Adj-RIB-In of one peer: what it announced, after RFC 7606, before any policy. A cache for reports and for ExaBGP's `show adj-rib in`;
// nothing is ever passed on to another peer.
//
// A table a family, indexed by the number that the RouteStore has for a destination (path identifier included, so add-path needs nothing of its own): four
// bytes for the path. Destinations, paths and attribute sets are shared with the tables of all other peers.
// What is stale is not written down, but what was repeated since: to mark a family costs what was repeated since the last mark, however large it is, so that a
// peer that says "once more" over and over makes no work.
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
  void each(const std::function<void(const Nlri&, const Received&)>& visit) const;  // by family; nothing may change meanwhile
  [[nodiscard]] std::uint64_t walked() const { return walked_; }  // routes looked at by marks and sweeps so far: the work that a word of the peer can cause

 private:
  struct Table {
    Paged<PathId> paths;
    std::size_t size = 0;
    std::optional<IdSet> repeated;  // since all of it was marked; everything else is stale
    [[nodiscard]] bool is_stale(DestinationId id) const { return repeated && !repeated->contains(id); }
    [[nodiscard]] std::size_t stale() const { return repeated ? size - repeated->size() : 0; }
  };
  [[nodiscard]] const Table* table(Family family) const;
  [[nodiscard]] Received received(const Table& table, DestinationId id, PathId path) const;
  void put(Table& table, const Nlri& nlri, PathId path);
  void forget(Table& table, DestinationId id);
  void each_stale(Family family, const std::function<void(Table&, DestinationId)>& visit);  // which may forget it
  void drop(Table& table);

  RouteStore& store_;
  std::map<Family, Table> tables_;
  std::size_t size_ = 0;
  std::uint64_t walked_ = 0;
};

}  // namespace vigilcast::bgp
