#include "bgp/rib/attribute_store.h"

#include <algorithm>
#include <type_traits>
#include <variant>

namespace vigilcast::bgp {

SharedAttributes AttributeStore::intern(SharedAttributes attributes) {
  const std::size_t hash = hash_of(*attributes);
  if (SharedAttributes same = known(*attributes, hash)) return same;
  add(hash, attributes);
  return attributes;
}

SharedAttributes AttributeStore::intern(const AttributeSet& attributes) {
  if (SharedAttributes last = last_.lock(); last && *last == attributes) return last;
  const std::size_t hash = hash_of(attributes);
  SharedAttributes out = known(attributes, hash);
  if (!out) {
    out = std::make_shared<const AttributeSet>(attributes);
    add(hash, out);
  }
  last_ = out;
  return out;
}

SharedAttributes AttributeStore::known(const AttributeSet& attributes, std::size_t hash) const {
  const auto [first, last] = sets_.equal_range(hash);
  for (auto it = first; it != last; ++it) {
    SharedAttributes one = it->second.lock();
    if (one && (one.get() == &attributes || *one == attributes)) return one;
  }
  return nullptr;
}

void AttributeStore::add(std::size_t hash, const SharedAttributes& attributes) {
  if (sets_.size() >= sweep_at_) sweep();
  sets_.emplace(hash, attributes);
}

// Forgets the sets that no route has any more; the limit doubles, so the cost stays constant per new set.
void AttributeStore::sweep() {
  std::erase_if(sets_, [](const auto& entry) { return entry.second.expired(); });
  sweep_at_ = std::max<std::size_t>(1024, 2 * sets_.size());
}

namespace {

constexpr std::size_t kAllocation = 16;  // what each costs beside its bytes

std::size_t heap_of(const AsPath& path) {
  std::size_t out = kAllocation;
  for (const AsPath::Segment& segment : path.segments) out += sizeof segment + kAllocation + segment.asns.size() * sizeof(std::uint32_t);
  return out;
}

// What is a tree of small values is told by the length of its wire form.
template <class A>
std::size_t heap_of(const A& attribute) {
  if constexpr (std::is_trivially_copyable_v<A>) {
    return 0;
  } else if constexpr (requires { attribute.values.size(); }) {
    return kAllocation + attribute.values.size() * sizeof attribute.values[0];
  } else {
    constexpr std::size_t kTreeByWire = 8;
    Bytes bytes;
    encode_attribute(bytes, attribute, Negotiated{});
    return kAllocation + kTreeByWire * bytes.size();
  }
}

}  // namespace

std::size_t memory_of(const AttributeSet& attributes) {
  std::size_t out = sizeof attributes + kAllocation;
  for (const Attribute& attribute : attributes) {
    out += sizeof attribute + std::visit([](const auto& one) { return heap_of(one); }, attribute);
  }
  return out;
}

}  // namespace vigilcast::bgp
