// Adj-RIB-Out of one peer: what should be announced (desired, by owner) and what the peer has been told (sent). The difference is the
// send queue, so a reset session, a slow peer, a reload or a route refresh needs no special path.
//
// All is indexed by the number that the RouteStore has for a destination: four bytes for what is wanted, four for what was sent, and bits for what waits.
// Withdrawals come out before announcements. Announcements come out grouped by (family, next hop, attributes) within windows of destinations, groups in the
// order of their first route, so that one UPDATE carries as many prefixes as fit.
// Invariants: a destination waits exactly when what should be announced differs from what was sent, or was asked for again; waiting is a bit, so nothing grows
// however often it changes; it is forgotten when nobody wants it and the peer does not have it. Thread: the owner's.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

#include "bgp/rib/id_set.h"
#include "bgp/rib/paged.h"
#include "bgp/rib/pending_window.h"
#include "bgp/rib/route_store.h"
#include "bgp/wire/capability.h"

namespace vigilcast::bgp {

class AdjRibOut {
 public:
  explicit AdjRibOut(RouteStore& store) : store_(store) {}
  ~AdjRibOut();
  AdjRibOut(const AdjRibOut&) = delete;
  AdjRibOut& operator=(const AdjRibOut&) = delete;

  bool announce(const Route& route);  // false: there is no room for one more destination (DestinationTable)
  // False when nobody at this owner's precedence had such a wish: names do not matter, a later word replaces an earlier one. A process
  // withdraws the file's route too; a reload of the file never withdraws a process's.
  // `farewell` is what may be said with the withdrawal in place of what was announced.
  bool withdraw(const Nlri& nlri, const Owner& owner, std::optional<Path> farewell = {});

  void session_up();            // the peer knows nothing: all that is desired is pending
  // Of this session, told before session_up(): the peer takes no more paths to one destination (draft-ietf-idr-add-paths-paths-limit).
  void limit_paths(std::vector<PathsLimit> limits);
  void session_down();          // nothing is pending until the next session
  void resend(Family family);   // route refresh: all of the family is pending again
  void renew();                 // what is sent of a route has changed, or whether it is: all is pending again

  [[nodiscard]] bool pending() const { return !withdraw_.empty() || !announce_.empty(); }
  [[nodiscard]] bool has_unsent_announcement(const Nlri& nlri) const;
  [[nodiscard]] bool has_sent(const Nlri& nlri) const;  // the winner, exactly

  // A run of destinations that go into UPDATEs together; it stays pending until it is answered for. The caller says `refused` for what cannot be sent in
  // this session (what the peer has of it is withdrawn then), and `taken` for those it is done with.
  struct Batch {
    bool withdraw = false;
    Family family;
    PathId path = 0;  // 0 for withdrawals
    std::vector<DestinationId> destinations;
  };
  [[nodiscard]] std::optional<Batch> next_batch(std::size_t limit);
  void taken(const Batch& batch, std::size_t count);  // from the front
  void refused(std::span<const DestinationId> destinations);
  // Takes out of the batch what is more than the peer wants, and keeps it back until one of the other paths is withdrawn.
  std::vector<DestinationId> hold_back(Batch& batch);
  [[nodiscard]] PathId told(DestinationId id) const { return told_.get(id); }  // 0: the peer does not have it
  [[nodiscard]] bool asked_again(DestinationId id) const { return again_.contains(id); }
  [[nodiscard]] Path farewell(DestinationId id) const;  // of one that waits to be withdrawn

  // What one owner wants for a destination.
  struct Wish {
    RouteNextHop next_hop;
    SharedAttributes attributes;
    Owner owner;
  };
  struct View {
    const Wish* winner = nullptr;
    std::vector<const Wish*> losers;
    bool sent = false;
  };  // valid during the visit
  void each(const std::function<void(const Nlri&, const View&)>& visit) const;
  [[nodiscard]] std::size_t desired() const { return desired_; }
  [[nodiscard]] std::size_t sent() const { return sent_; }
  [[nodiscard]] const RouteStore& store() const { return store_; }

 private:
  [[nodiscard]] unsigned rank(ClaimId claim) const { return precedence(store_.claim(claim).owner.kind); }
  [[nodiscard]] PathId wanted(DestinationId id) const;  // 0: nothing, or it cannot be sent
  [[nodiscard]] Wish wish(ClaimId id) const;
  [[nodiscard]] std::optional<DestinationId> find(const Nlri& nlri) const;
  [[nodiscard]] std::vector<ClaimId> all_claims(DestinationId id) const;
  void set_claims(DestinationId id, const std::vector<ClaimId>& claims);
  void set_told(DestinationId id, PathId path);
  void review(DestinationId id);
  void forget_if_unused(DestinationId id);
  [[nodiscard]] std::size_t most_paths(Family family) const;  // 0: as many as there are
  void count_path(DestinationId id, bool told);
  Batch withdrawal_batch(std::size_t limit);
  void fill_window();

  // All paths to one destination of a family with a limit.
  struct Paths {
    std::size_t told = 0;
    std::vector<DestinationId> held_back;
  };

  RouteStore& store_;
  std::vector<PathsLimit> limits_;
  std::unordered_map<Nlri, Paths> limited_;  // by destination without its path identifier
  Paged<ClaimId> winners_;
  std::unordered_map<DestinationId, std::vector<ClaimId>> losers_;  // by precedence; absent for the many that one owner wants
  std::unordered_map<DestinationId, Path> farewells_;   // of the few that are withdrawn with words of their own
  Paged<PathId> told_;
  IdSet announce_, withdraw_;  // pending
  IdSet again_;                // asked for again
  IdSet refused_;              // cannot be sent in this session
  PendingWindow window_;
  DestinationId cursor_ = 0;   // where the next window begins
  std::size_t desired_ = 0;
  std::size_t sent_ = 0;
  bool session_ = false;
};

}  // namespace vigilcast::bgp
