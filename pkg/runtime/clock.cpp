#include "pkg/runtime/loop.h"

namespace vigilcast::runtime {

Instant monotonic_now() { return Instant(std::chrono::steady_clock::now().time_since_epoch()); }

WallTime wall_now() { return std::chrono::time_point_cast<std::chrono::microseconds>(std::chrono::system_clock::now()); }

}  // namespace vigilcast::runtime
