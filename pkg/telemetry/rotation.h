// When a log file is full, and how many full ones are kept.
#pragma once

#include <cstdint>

namespace vigilcast::telemetry {

struct Rotation {  // of ExaBGP 5.0
  std::uint64_t full = 1 << 20;  // bytes
  unsigned kept = 3;             // full ones
};

inline constexpr Rotation kRotationOf42{5 << 20, 5};

}  // namespace vigilcast::telemetry
