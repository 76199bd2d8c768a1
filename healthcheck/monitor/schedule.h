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

class Schedule {
 public:
  // The first probe comes at once, spread by `hash` over at most 100 ms (or the interval, if that is shorter). 0 intervals are taken as 1 ms.
  Schedule(Duration interval, Duration fast, std::uint64_t hash, Instant now);

  void set(Duration interval, Duration fast, Instant now);  // a new grid; a probe in flight stays so
  void hurry(Instant now);                                  // the next probe comes as at the start

  // At or after due(): whether a probe starts now. Moves due() to the next tick.
  bool tick(Instant now);
  // The probe in flight is answered; the next one comes after `fast` if a change is pending, and never later than the grid.
  void answered(bool pending, Instant now);

  [[nodiscard]] Instant due() const { return due_; }
  [[nodiscard]] bool in_flight() const { return in_flight_; }
  [[nodiscard]] std::uint64_t skipped() const { return skipped_; }

 private:
  [[nodiscard]] Instant grid_after(Instant now) const;

  std::uint64_t hash_;
  Duration interval_;
  Duration fast_;
  Instant due_;
  bool in_flight_ = false;
  std::uint64_t skipped_ = 0;
};

}  // namespace vigilcast::health
