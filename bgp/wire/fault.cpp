#include "bgp/wire/fault.h"

#include <algorithm>

namespace vigilcast::bgp {

const Fault* strongest(std::span<const Fault> faults) {
  if (faults.empty()) return nullptr;
  return &*std::ranges::max_element(faults, {}, &Fault::action);
}

}  // namespace vigilcast::bgp
