// What is believed of a check or of a service: three-valued, because at start nothing is known and nothing may be guessed.
#pragma once

#include <cstdint>
#include <string_view>

namespace vigilcast::health {

enum class Verdict : std::uint8_t { unknown, up, down };

constexpr std::string_view verdict_name(Verdict verdict) {
  switch (verdict) {
    case Verdict::up: return "up";
    case Verdict::down: return "down";
    case Verdict::unknown: break;
  }
  return "unknown";
}

}  // namespace vigilcast::health
