#include "bgp/engine/bfd_link.h"

#include <algorithm>
#include <utility>

namespace vigilcast::bgp {

bool BfdLink::changed(const bfd::Change& change, Instant now) {
  const bool was_up = std::exchange(up_, change.to == bfd::State::up);
  if (up_) {
    up_since_ = now;
    settled_at_ = now + jittered(kSettling);
  }
  if (!was_up || up_) return false;
  const bool stable = up_since_ && now - *up_since_ >= kHoldOff;
  if (stable) failures_ = 0;
  if (change.to == bfd::State::admin_down || change.by_peers_admin) return false;
  Duration wait = kFirstBackOff;
  for (unsigned i = 0; i < failures_ && wait < kHoldOff; ++i) wait *= 2;
  ++failures_;
  back_off_until_ = now + jittered(std::min(wait, kHoldOff));
  held_until_ = now + kHoldOff;
  return true;
}

std::optional<Instant> BfdLink::next_deadline() const {
  if (!held_until_) return std::nullopt;
  return up_ ? std::min(std::max(*back_off_until_, settled_at_), *held_until_) : *held_until_;
}

Duration BfdLink::jittered(Duration length) { return Duration(static_cast<Duration::rep>(static_cast<double>(length.count()) * (0.75 + 0.25 * rng_.unit()))); }

bool BfdLink::on_time(Instant now) {
  const auto next = next_deadline();
  if (!next || *next > now) return false;
  held_until_.reset();
  return true;
}

std::string bfd_failure_text(const bfd::Change& change) { return "BFD says that the path is down: " + bfd::diagnostic_text(change.diagnostic); }

}  // namespace vigilcast::bgp
