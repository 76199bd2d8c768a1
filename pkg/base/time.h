// Time as values. Cores take `Instant now` as an argument and never read a clock; only pkg/runtime reads one.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "pkg/base/result.h"

namespace vigilcast {

using Duration = std::chrono::nanoseconds;

// A point on a monotonic time line whose zero means nothing: real in the program, virtual in the simulator.
struct Monotonic {
  using duration = Duration;
  using rep = duration::rep;
  using period = duration::period;
  using time_point = std::chrono::time_point<Monotonic, duration>;
  static constexpr bool is_steady = true;
};
using Instant = Monotonic::time_point;

// Calendar time, for people and for messages only; never for scheduling.
using WallTime = std::chrono::time_point<std::chrono::system_clock, std::chrono::microseconds>;

// "200ms", "0.2s", "1m30s", "2h", "5d", "0s". A unit is required, a sign refused.
Result<Duration> parse_duration(std::string_view text);

// The shortest exact form that parse_duration reads back: "1m30s", "200ms".
std::string format_duration(Duration value);

// "2026-11-22T10:11:12.123Z"
std::string format_wall_time(WallTime value);
// The same with six digits after the point, neither more nor fewer.
std::string format_micro_time(WallTime value);

// The earlier of two optional deadlines; no deadline is later than any.
std::optional<Instant> earlier(std::optional<Instant> a, std::optional<Instant> b);

constexpr double to_seconds(Duration value) { return std::chrono::duration<double>(value).count(); }
constexpr double to_milliseconds(Duration value) { return std::chrono::duration<double, std::milli>(value).count(); }

}  // namespace vigilcast
