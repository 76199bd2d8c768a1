// Adj-RIB-In of one peer: what it announced, after RFC 7606, before any policy. A cache for reports and for ExaBGP's `show adj-rib in`;
// nothing is ever passed on to another peer. Thread: the owner's.
#pragma once

#include <functional>
#include <unordered_map>

#include "bgp/rib/attribute_store.h"
#include "bgp/wire/update.h"

namespace vigilcast::bgp {

class AdjRibIn {
 public:
  struct Received {
    NextHop next_hop;
    SharedAttributes attributes;
  };

  void apply(const Update& update, AttributeStore& store);
  void clear() { table_.clear(); }

  [[nodiscard]] std::size_t size() const { return table_.size(); }
  [[nodiscard]] const Received* find(const Nlri& nlri) const;
  void each(const std::function<void(const Nlri&, const Received&)>& visit) const;

 private:
  std::unordered_map<Nlri, Received> table_;
};

}  // namespace vigilcast::bgp
