// What one peer makes of its BFD session (RFC 5882): a failure resets the BGP session once, and the session is held back until the path is good again.
//
// A failure is the change from Up to Down, neither ours nor the peer's operator having switched BFD off. Held back means: who calls is refused until BFD is
// up and the back-off is over, and we make no attempt until BFD has been up for a moment besides; but no longer than `kHoldOff`, for the peer may have no BFD
// any more. A path that was never up holds nothing back (strict mode does, in the FSM). Pure; thread: the engine's.
#pragma once

#include <optional>
#include <string>

#include "bgp/bfd/session.h"
#include "pkg/base/rng.h"

namespace vigilcast::bgp {

class BfdLink {
 public:
  static constexpr Duration kHoldOff = std::chrono::seconds(60);
  static constexpr Duration kFirstBackOff = std::chrono::seconds(1);  // doubles with every failure, up to kHoldOff; forgiven after kHoldOff without one

  // The peer's BGP hears later than its BFD that the path is good; some reset a session that comes up before.
  static constexpr Duration kSettling = std::chrono::seconds(1);

  explicit BfdLink(Rng rng) : rng_(rng) {}

  // True for a failure. Afterwards ask up().
  bool changed(const bfd::Change& change, Instant now);
  void end_hold(Instant now) {  // BFD is not asked any more: the session may start with the next on_time()
    if (held_until_) held_until_ = now;
  }
  void release() { held_until_.reset(); }  // somebody asked for the session: at once

  [[nodiscard]] bool up() const { return up_; }
  [[nodiscard]] bool holds() const { return held_until_.has_value(); }
  [[nodiscard]] bool refuses(Instant now) const { return holds() && (!up_ || now < *back_off_until_); }
  [[nodiscard]] std::optional<Instant> next_deadline() const;
  bool on_time(Instant now);  // true: held no longer, the session may start

 private:
  [[nodiscard]] Duration jittered(Duration length);

  Rng rng_;
  bool up_ = false;
  unsigned failures_ = 0;  // in a row
  std::optional<Instant> up_since_;
  std::optional<Instant> back_off_until_, held_until_;
  Instant settled_at_;  // set while up
};

// "BFD says that the path is down: control detection time expired"
std::string bfd_failure_text(const bfd::Change& change);

}  // namespace vigilcast::bgp
