#include "bgp/rib/attribute_store.h"

#include <algorithm>

namespace vigilcast::bgp {

SharedAttributes AttributeStore::intern(SharedAttributes attributes) {
  const std::size_t hash = hash_of(*attributes);
  const auto [first, last] = sets_.equal_range(hash);
  for (auto it = first; it != last; ++it) {
    SharedAttributes known = it->second.lock();
    if (known == attributes || (known && *known == *attributes)) return known;
  }
  if (sets_.size() >= sweep_at_) sweep();
  sets_.emplace(hash, attributes);
  return attributes;
}

// Forgets the sets that no route has any more; the limit doubles, so the cost stays constant per new set.
void AttributeStore::sweep() {
  std::erase_if(sets_, [](const auto& entry) { return entry.second.expired(); });
  sweep_at_ = std::max<std::size_t>(1024, 2 * sets_.size());
}

}  // namespace vigilcast::bgp
