// Adj-RIB-Out of one peer: what should be announced (desired, by owner) and what the peer has been told (sent). The difference is the
// send queue, so a reset session, a slow peer, a reload or a route refresh needs no special path.
//
// Withdrawals come out before announcements. Announcements come out grouped by (family, next hop, attributes), groups in the order of
// their first route, so that one UPDATE carries as many prefixes as fit.
// Invariants: a destination waits in one queue exactly when what should be announced differs from what was sent, so nothing grows however
// often it changes; it is forgotten when nobody wants it and the peer does not have it. Thread: the owner's.
#pragma once

#include <functional>
#include <list>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

#include "bgp/rib/route.h"

namespace vigilcast::bgp {

class AdjRibOut {
 public:
  // What one owner wants for a destination.
  struct Wish {
    RouteNextHop next_hop;
    SharedAttributes attributes;
    Owner owner;
  };
  struct Told {
    RouteNextHop next_hop;
    SharedAttributes attributes;
  };

  // Attributes must be interned: they are compared by pointer.
  void announce(Route route);
  // False when nobody at this owner's precedence had such a wish: names do not matter, a later word replaces an earlier one. A process
  // withdraws the file's route too; a reload of the file never withdraws a process's.
  bool withdraw(const Nlri& nlri, const Owner& owner);

  void session_up();            // the peer knows nothing: all that is desired is pending
  void session_down();          // nothing is pending until the next session
  void resend(Family family);   // route refresh: all of the family is pending again
  void renew();                 // what is sent of a route has changed, or whether it is: all is pending again

  [[nodiscard]] bool pending() const { return withdrawals_.first != nullptr || !groups_.empty(); }
  [[nodiscard]] bool has_unsent_announcement(const Nlri& nlri) const;
  [[nodiscard]] bool has_sent(const Nlri& nlri) const;  // the winner, exactly

  // A run of destinations that go into UPDATEs together. The caller says `refused` for what cannot be sent in this session (what the peer
  // has of it is withdrawn then), and `taken` for how many, from the front, it is done with; the rest is pending again.
  struct Batch {
    bool withdraw = false;
    Family family;
    RouteNextHop next_hop;
    SharedAttributes attributes;
    std::vector<Nlri> nlri;
  };
  [[nodiscard]] std::optional<Batch> next_batch(std::size_t limit);
  void taken(const Batch& batch, std::size_t count);
  void refused(const Batch& batch);

  struct View {
    const Wish* winner = nullptr;
    std::vector<const Wish*> losers;
    bool sent = false;
  };
  void each(const std::function<void(const Nlri&, const View&)>& visit) const;
  [[nodiscard]] std::size_t desired() const { return desired_; }
  [[nodiscard]] std::size_t sent() const { return sent_; }

 private:
  struct Entry;
  using Slot = std::pair<const Nlri, Entry>;
  // Destinations in the order in which they came, chained through their entries.
  struct Queue {
    Slot* first = nullptr;
    Slot* last = nullptr;
  };
  struct GroupKey {
    Family family;
    const AttributeSet* attributes = nullptr;
    RouteNextHop next_hop;
    friend bool operator==(const GroupKey&, const GroupKey&) = default;
  };
  struct GroupHash {
    std::size_t operator()(const GroupKey& key) const;
  };
  struct Group {
    GroupKey key;
    SharedAttributes attributes;
    Queue slots;  // never empty
  };
  using Groups = std::list<Group>;
  struct Entry {
    std::vector<Wish> wishes;  // by precedence, the winner first
    std::optional<Told> told;
    bool refused = false;      // cannot be sent in this session
    bool queued = false;       // in `group`, or among the withdrawals when there is none
    Groups::iterator group;
    Slot* before = nullptr;
    Slot* behind = nullptr;
  };

  static const Wish* to_send(const Entry& entry);
  static bool up_to_date(const Entry& entry);
  static void append(Queue& queue, Slot& slot);
  static void remove(Queue& queue, Slot& slot);
  void requeue(Slot& slot);
  void dequeue(Slot& slot);
  void settle(Slot& slot);
  Groups::iterator group_of(Family family, const Wish& wish);
  Batch withdrawal_batch(std::size_t limit);
  Batch announcement_batch(std::size_t limit);
  void told_gone(Slot& slot);

  std::unordered_map<Nlri, Entry> table_;
  Queue withdrawals_;
  Groups groups_;
  std::unordered_map<GroupKey, Groups::iterator, GroupHash> group_index_;
  std::size_t desired_ = 0;
  std::size_t sent_ = 0;
  bool session_ = false;
};

}  // namespace vigilcast::bgp
