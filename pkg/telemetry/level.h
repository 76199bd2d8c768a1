// How important a log line is. The words are those of the lines themselves.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace vigilcast::telemetry {

enum class Level : std::uint8_t { debug, info, warning, error, critical };

std::string_view level_name(Level level);                    // "warning"
std::optional<Level> parse_level(std::string_view word);     // any case; "warn" and "err" too

}  // namespace vigilcast::telemetry
