// What is believed of a check or of a service. At start nothing is known, and nothing may be guessed. Degraded is up, but not as it should be.
#pragma once

#include <cstdint>
#include <string_view>

namespace vigilcast::health {

enum class Verdict : std::uint8_t { unknown, up, degraded, down };

constexpr bool serves(Verdict verdict) { return verdict == Verdict::up || verdict == Verdict::degraded; }

constexpr std::string_view verdict_name(Verdict verdict) {
  switch (verdict) {
    case Verdict::up: return "up";
    case Verdict::degraded: return "degraded";
    case Verdict::down: return "down";
    case Verdict::unknown: break;
  }
  return "unknown";
}

}  // namespace vigilcast::health
