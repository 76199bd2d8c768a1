// The timers of one session (RFC 4271 section 10, RFC 9687) as instants: set, cleared, asked for the next.
#pragma once

#include <array>
#include <cstddef>
#include <optional>

#include "pkg/base/time.h"

namespace vigilcast::bgp::fsm {

enum class Timer : std::uint8_t {
  idle_hold,      // Idle: when to start again after a loss
  connect_retry,  // Connect: the attempt has taken too long; Active: time for the next one
  delay_open,     // Connect, Active: the connection is up, our OPEN waits (RFC 4271 section 8.1.1)
  open_wait,      // OpenSent: the large hold time; OpenConfirm without a hold time: the peer's first KEEPALIVE
  hold,
  keepalive,
  send_hold  // runs only while something waits to be written
};
inline constexpr std::size_t kTimerCount = 7;

class Deadlines {
 public:
  void set(Timer timer, Instant at) { at_[index(timer)] = at; }
  void clear(Timer timer) { at_[index(timer)].reset(); }
  void clear_all() { at_ = {}; }

  [[nodiscard]] bool running(Timer timer) const { return at(timer).has_value(); }
  [[nodiscard]] std::optional<Instant> at(Timer timer) const { return at_[index(timer)]; }
  [[nodiscard]] std::optional<Instant> next() const;
  // The timer that expired first; of several at the same instant, the first in the order of Timer.
  [[nodiscard]] std::optional<Timer> due(Instant now) const;

 private:
  static constexpr std::size_t index(Timer timer) { return static_cast<std::size_t>(timer); }

  std::array<std::optional<Instant>, kTimerCount> at_;
};

}  // namespace vigilcast::bgp::fsm
