// vigilcast.dev/v1alpha1 AddressPool (cluster-scoped): addresses for Services of our class.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "pkg/base/ip.h"
#include "pkg/kube/object.h"
#include "pkg/kube/resources/address_range.h"
#include "pkg/kube/resources/condition.h"
#include "pkg/kube/selector.h"

namespace vigilcast::kube {

struct AddressPool {
  ObjectMeta meta;
  std::vector<AddressRange> addresses;                // spec.addresses: "198.51.100.0/24" or "198.51.100.10-198.51.100.20"
  bool auto_assign = true;                            // spec.autoAssign: false = only for Services that ask for this pool or one of its addresses
  int priority = 0;                                   // spec.priority: greater first; then by name
  std::optional<LabelSelector> service_selector;      // spec.serviceSelector
  std::optional<LabelSelector> namespace_selector;    // spec.namespaceSelector
  Conditions conditions;  // status.conditions, as last written

  friend bool operator==(const AddressPool&, const AddressPool&) = default;
};

// status, as the controller writes it.
inline constexpr std::int64_t kMostCounted = std::int64_t{1} << 53;  // what every JSON reader still reads exactly
struct PoolStatus {
  std::int64_t assigned = 0;   // addresses that Services have
  std::int64_t available = 0;  // that are left, up to kMostCounted
  Conditions conditions;
  friend bool operator==(const PoolStatus&, const PoolStatus&) = default;
};
json::Value encode_status(const PoolStatus& status);

json::Value encode_spec(const AddressPool& pool);  // what decode() reads

}  // namespace vigilcast::kube
