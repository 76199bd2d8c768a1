// Adj-RIB-In of one peer: what it announced, after RFC 7606, before any policy. A cache for reports and for ExaBGP's `show adj-rib in`;
// nothing is ever passed on to another peer. Thread: the owner's.
#pragma once

#include <functional>
#include <map>
#include <unordered_map>

#include "bgp/rib/attribute_store.h"
#include "bgp/wire/update.h"

namespace vigilcast::bgp {

class AdjRibIn {
 public:
  struct Received {
    NextHop next_hop;
    SharedAttributes attributes;
    bool stale = false;  // from before a restart of the peer (RFC 4724), or not yet repeated in a refresh (RFC 7313)
  };

  void apply(const Update& update, AttributeStore& store);
  void clear();

  // What the peer has to say again; each route that it repeats is fresh. sweep() takes out what it did not repeat.
  void mark_stale(Family family);
  std::vector<Nlri> sweep(Family family);
  // Stale routes that go on for long (RFC 9494): they get LLGR_STALE; those with NO_LLGR are taken out.
  std::vector<Nlri> make_long_lived(Family family, AttributeStore& store);
  void clear(Family family);

  [[nodiscard]] std::size_t size() const { return table_.size(); }
  [[nodiscard]] std::size_t size(Family family) const;
  [[nodiscard]] const Received* find(const Nlri& nlri) const;
  void each(const std::function<void(const Nlri&, const Received&)>& visit) const;

 private:
  std::unordered_map<Nlri, Received> table_;
  std::map<Family, std::size_t> sizes_;
};

}  // namespace vigilcast::bgp
