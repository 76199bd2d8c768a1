// Hash-consing of attribute sets: equal sets become one object, so that routes compare and group by pointer.
// A set lives as long as a route has it. Thread: the owner's.
#pragma once

#include <memory>
#include <unordered_map>

#include "bgp/rib/route.h"

namespace vigilcast::bgp {

class AttributeStore {
 public:
  // The shared object equal to `attributes`; the argument itself when it is the first of its kind.
  SharedAttributes intern(SharedAttributes attributes);
  SharedAttributes intern(const AttributeSet& attributes);  // copied when it is the first of its kind
  [[nodiscard]] std::size_t size() const { return sets_.size(); }

 private:
  [[nodiscard]] SharedAttributes known(const AttributeSet& attributes, std::size_t hash) const;
  void add(std::size_t hash, const SharedAttributes& attributes);
  void sweep();

  std::unordered_multimap<std::size_t, std::weak_ptr<const AttributeSet>> sets_;
  std::size_t sweep_at_ = 1024;
  std::weak_ptr<const AttributeSet> last_;  // of those that came by value: many messages in a row share one
};

std::size_t memory_of(const AttributeSet& attributes);  // bytes, about; rather more than less

}  // namespace vigilcast::bgp
