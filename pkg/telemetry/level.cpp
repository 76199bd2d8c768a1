#include "pkg/telemetry/level.h"

#include <array>

#include "pkg/base/text.h"

namespace vigilcast::telemetry {
namespace {

constexpr std::array<std::string_view, 5> kNames = {"debug", "info", "warning", "error", "critical"};

}  // namespace

std::string_view level_name(Level level) { return kNames[static_cast<std::size_t>(level)]; }

std::optional<Level> parse_level(std::string_view word) {
  const std::string lower = to_lower(word);
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    if (lower == kNames[i]) return static_cast<Level>(i);
  }
  if (lower == "warn") return Level::warning;
  if (lower == "err") return Level::error;
  return std::nullopt;
}

}  // namespace vigilcast::telemetry
