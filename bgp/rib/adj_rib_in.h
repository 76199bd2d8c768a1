// Adj-RIB-In of one peer: what it announced, after RFC 7606, before any policy. A cache for reports and for ExaBGP's `show adj-rib in`;
// nothing is ever passed on to another peer.
//
// A table a family, indexed by the number that the RouteStore has for a destination (path identifier included, so add-path needs nothing of its own): four
// bytes for the path. Destinations, paths and attribute sets are shared with the tables of all other peers.
// What is stale is not written down, but what was repeated since: to mark a family costs what was repeated since the last mark, however large it is, so that a
// peer that says "once more" over and over makes no work.
// A peer may have a million routes: whatever goes through many of them is ordered first, and done by work() in pieces.
// What it may take is limited (MemoryBudget), each peer charged as if it were alone: a route for its destination and place, a path for its attribute set. What
// is beyond that is not kept, and what it replaces is forgotten.
// Invariant: a destination is held exactly while it has a path here, or in a table that is cleared and not yet taken apart. Thread: the owner's.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string_view>
#include <vector>

#include "bgp/rib/id_set.h"
#include "bgp/rib/memory_budget.h"
#include "bgp/rib/paged.h"
#include "bgp/rib/route_store.h"
#include "bgp/wire/update.h"

namespace vigilcast::bgp {

class AdjRibIn {
 public:
  explicit AdjRibIn(RouteStore& store, MemoryBudget* of_all = nullptr) : store_(store), budget_(SIZE_MAX, of_all) {}
  ~AdjRibIn();
  AdjRibIn(const AdjRibIn&) = delete;
  AdjRibIn& operator=(const AdjRibIn&) = delete;

  struct Received {
    NextHop next_hop;
    SharedAttributes attributes;
    bool stale = false;  // from before a restart of the peer (RFC 4724), or not yet repeated in a refresh (RFC 7313)
  };

  std::size_t apply(const Update& update);  // how many routes there was no room for
  void limit_memory(std::size_t bytes) { budget_.limit(bytes); }
  [[nodiscard]] std::size_t memory() const { return budget_.used(); }  // bytes, as counted against the limit
  void clear();  // at once, as far as anybody can see
  void clear(Family family);

  void mark_stale(Family family);  // what the peer has to say again; each route that it repeats is fresh
  // What it has not repeated goes. What it says from now on stays, and so does what is marked from now on, until the next sweep.
  void sweep(Family family, std::string_view why);
  // Stale routes that go on for long (RFC 9494): they get LLGR_STALE; those with NO_LLGR go.
  void make_long_lived(Family family, std::string_view why);

  struct Gone {
    std::vector<Nlri> nlri;
    std::string_view why;
  };
  [[nodiscard]] bool has_work() const { return !orders_.empty() || !cleared_.empty(); }
  // A piece of what was ordered. Takes the routes that it looks at off `budget`, and more for those whose attributes it has to make.
  Gone work(std::size_t& budget);

  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] std::size_t size(Family family) const;
  // What the peer announces, as far as is known: the routes here and those that there was no room for. Of the latter rather fewer than there are.
  [[nodiscard]] std::size_t announced(Family family) const;
  [[nodiscard]] std::optional<Received> find(const Nlri& nlri) const;
  void each(const std::function<void(const Nlri&, const Received&)>& visit) const;  // by family; nothing may change meanwhile
  [[nodiscard]] std::uint64_t walked() const {
    return walked_;
  }  // routes looked at one by one so far, whatever for: the work that a word of the peer can cause

 private:
  struct Table {
    Paged<PathId> paths;
    std::size_t size = 0;
    IdSet unkept;                   // what there was no room for, by mark_of: distinct routes, without their bytes
    std::optional<IdSet> repeated;  // since all of it was marked; everything else is stale
    std::optional<IdSet> spared;    // by a sweep that is under way; everything else goes
    [[nodiscard]] bool is_stale(DestinationId id) const { return (repeated && !repeated->contains(id)) || (spared && !spared->contains(id)); }
  };
  // A path that was made long-lived, and what it became: many routes share one.
  struct Marked {
    PathId from = 0, to = 0;
  };
  struct Order {
    Family family;
    bool sweep = false;  // else: make long-lived
    std::string_view why;
    DestinationId at = 0;
  };
  [[nodiscard]] const Table* table(Family family) const;
  [[nodiscard]] Received received(const Table& table, DestinationId id, PathId path) const;
  bool put(Table& table, const Nlri& nlri, PathId path);
  bool keep(Table& table, const Nlri& nlri, PathId path);
  bool make_room(std::size_t bytes);
  void use(PathId path);
  void unuse(PathId path);
  void forget(Table& table, DestinationId id);
  void give_back(DestinationId id);
  void order(Family family, bool sweep, std::string_view why);
  void cancel(Family family);
  void take_apart(std::size_t& budget);
  [[nodiscard]] bool is_done(const Order& order, const Table& table) const;
  bool make_long_lived(Table& table, DestinationId id, Marked& last, std::size_t& budget);

  RouteStore& store_;
  MemoryBudget budget_;
  Paged<std::uint32_t> uses_;  // routes by path; the first one holds it, and is charged for it
  std::map<Family, Table> tables_;
  std::vector<Order> orders_;
  std::vector<Paged<PathId>> cleared_;  // what still holds its destinations and paths
  DestinationId cleared_at_ = 0;
  std::size_t size_ = 0;
  std::uint64_t walked_ = 0;
};

}  // namespace vigilcast::bgp
