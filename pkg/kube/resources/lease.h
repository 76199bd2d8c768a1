// coordination.k8s.io/v1 Lease: who leads. Whoever waits for its end measures from when it saw the last change, on its own clock, not from renewTime.
#pragma once

#include <cstdint>
#include <string>

#include "pkg/base/time.h"
#include "pkg/kube/object.h"

namespace vigilcast::kube {

struct Lease {
  ObjectMeta meta;
  std::string holder;                  // spec.holderIdentity; empty: free
  Duration duration{};                 // spec.leaseDurationSeconds
  std::string acquire_time, renew_time;  // RFC 3339 with microseconds, as written
  std::int64_t transitions = 0;
  friend bool operator==(const Lease&, const Lease&) = default;
};

}  // namespace vigilcast::kube
