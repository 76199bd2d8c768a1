// Back-pressure on one peer: whether it is read while its session is up. Who takes in what it says may ask us to wait; its bytes then stay in the socket, TCP
// tells it to slow down, and nothing is buffered without bound.
//
// A pause has an end, even if nobody gives it one: a reader that is stuck must not cost the session. While we read nothing we hear no NOTIFICATION either, and
// the peer's own send hold timer (RFC 9687) may run. After kLongest, or the hold time where that is shorter, reading goes on, and the same wish is not granted
// again. Pure; thread: the engine's.
#pragma once

#include <cstdint>
#include <optional>

#include "pkg/base/time.h"

namespace vigilcast::bgp {

class ReadPause {
 public:
  static constexpr Duration kLongest = std::chrono::seconds(30);

  // Each returns true when reading has to stop or to go on now: see paused().
  bool want(bool pause, Instant now);
  bool session_up(std::uint16_t hold_time, Instant now);
  bool on_time(Instant now);
  void session_down();

  [[nodiscard]] bool paused() const { return since_.has_value(); }
  [[nodiscard]] std::optional<Instant> since() const { return since_; }
  [[nodiscard]] bool overdue() const { return overdue_; }  // the present wish has had the longest pause there is
  [[nodiscard]] std::optional<Instant> next_deadline() const;

 private:
  bool begin(Instant now);

  bool wanted_ = false;
  bool overdue_ = false;
  std::optional<Duration> limit_;  // while a session is up
  std::optional<Instant> since_;
};

}  // namespace vigilcast::bgp
