// When a check is probed: on a fixed grid that never drifts, faster while a change is pending, never twice at once.
//
// The grid's phase is a hash of node and check, so it survives restarts and reloads and spreads the load of many checks and of many nodes on one target.
// A tick that finds the probe before still in flight, or that passed while we were stalled, is skipped and counted.
#pragma once

#include <cstdint>
#include <string_view>

#include "pkg/base/time.h"

namespace vigilcast::health {

// The same on every machine and in every build.
std::uint64_t phase_hash(std::string_view node, std::string_view check);

struct Timing {
  Duration interval = std::chrono::seconds(1);
  Duration fast = std::chrono::milliseconds(200);
  Duration slow{};      // 0: the interval
  unsigned jitter = 0;  // per cent of the interval, both ways
  friend bool operator==(const Timing&, const Timing&) = default;
};

enum class Pace : std::uint8_t { normal, fast, slow };

class Schedule {
 public:
  // The first probe comes at once, spread by `hash` over at most 100 ms (or the interval, if that is shorter). 0 intervals are taken as 1 ms.
  Schedule(const Timing& timing, std::uint64_t hash, Instant now);

  void set(const Timing& timing, Instant now);              // a new grid; a probe in flight stays so
  void hurry(Instant now);                                  // the next probe comes as at the start

  // At or after due(): whether a probe starts now. Moves due() to the next tick.
  bool tick(Instant now);
  // The probe in flight is answered. Fast: the next one comes after `fast`, and never later than the grid. Slow: on the slow grid from now on.
  void answered(Pace pace, Instant now);

  [[nodiscard]] Instant due() const { return due_; }
  [[nodiscard]] bool in_flight() const { return in_flight_; }
  [[nodiscard]] std::uint64_t skipped() const { return skipped_; }

 private:
  [[nodiscard]] Duration interval() const { return slow_ ? timing_.slow : timing_.interval; }
  [[nodiscard]] Instant grid_after(Instant now) const;
  void plan(Instant tick);

  std::uint64_t hash_;
  Timing timing_;
  bool slow_ = false;
  Instant tick_;              // of the grid, or the fast one
  Instant due_;               // the same with its jitter
  std::uint64_t planned_ = 0;
  bool in_flight_ = false;
  std::uint64_t skipped_ = 0;
};

}  // namespace vigilcast::health
