#include "bgp/engine/restart.h"

#include <algorithm>
#include <utility>

namespace vigilcast::bgp {
namespace {

using fsm::DownReason;

const GracefulRestartFamily* named(const Open& open, Family family) {
  if (!open.capabilities.graceful_restart) return nullptr;
  const auto& families = open.capabilities.graceful_restart->families;
  const auto found = std::ranges::find(families, family, &GracefulRestartFamily::family);
  return found == families.end() ? nullptr : &*found;
}

const LongLivedFamily* long_lived(const Open& open, Family family) {
  const auto& families = open.capabilities.long_lived_restart;
  const auto found = std::ranges::find(families, family, &LongLivedFamily::family);
  return found == families.end() ? nullptr : &*found;
}

// How long the family may stay beyond the restart time. Both sides must have offered it (RFC 9494 section 4.1).
Duration long_lived_time(const Negotiated& agreed, const Open& peer_open, Family family) {
  const LongLivedFamily* said = agreed.long_lived_restart ? long_lived(peer_open, family) : nullptr;
  return std::chrono::seconds(said == nullptr ? 0 : said->stale_time);
}

constexpr std::string_view kLate = "not repeated in time after a restart of the peer";

}  // namespace

bool keeps_routes(const Negotiated& agreed, const LinkDown& how) {
  switch (how.reason) {
    case DownReason::connection_closed:
    case DownReason::link_down: return agreed.graceful_restart;
    case DownReason::hold_timer_expired:
    case DownReason::send_hold_timer_expired: return agreed.restart_notification;
    case DownReason::notification_received:
    case DownReason::notification_sent:
    case DownReason::stopped: return agreed.restart_notification && !how.notification.is_hard_reset();
    default: return false;
  }
}

void StaleRoutes::session_down(AdjRibIn& rib, const Negotiated& agreed, const Open& peer_open, const LinkDown& how, Instant now) {
  const std::vector<Stale> before = std::exchange(stale_, {});
  const auto& restart = peer_open.capabilities.graceful_restart;
  if (!keeps_routes(agreed, how) || !restart) return rib.clear();
  for (const Family family : agreed.families) {
    // RFC 9494 section 4.2: no restart time for a family that is not named with it.
    const Duration away = named(peer_open, family) == nullptr ? Duration{} : std::min<Duration>(std::chrono::seconds(restart->time), kLongestAbsence);
    const Duration beyond = long_lived_time(agreed, peer_open, family);
    if (away + beyond == Duration{}) {
      rib.clear(family);
      continue;
    }
    Stale next{.family = family, .restart_end = now + away, .end = now + away + beyond};
    if (const auto old = std::ranges::find(before, family, &Stale::family); old != before.end()) {
      if (beyond != Duration{} && old->lives_long() && old->end > now) {
        next = {.family = family, .restart_end = std::max(old->restart_end, now), .end = old->end};
      } else {
        rib.sweep(family, "still stale from the restart before");
      }
    }
    rib.mark_stale(family);
    stale_.push_back(next);
  }
}

void StaleRoutes::session_up(AdjRibIn& rib, const Negotiated& agreed, const Open& peer_open, Instant now) {
  for (const Stale& stale : std::vector(stale_)) {
    const GracefulRestartFamily* back = agreed.graceful_restart ? named(peer_open, stale.family) : nullptr;
    const LongLivedFamily* back_late = agreed.long_lived_restart ? long_lived(peer_open, stale.family) : nullptr;
    const bool is_late = stale.restart_end <= now;
    const bool kept = is_late ? back_late != nullptr && back_late->forwarding : back != nullptr && back->forwarding;
    if (!kept || !agreed.has(stale.family)) end(rib, stale.family, "the peer lost its forwarding state in a restart");
  }
  for (Stale& stale : stale_) stale.back_until = now + kLongestReturn;
}

void StaleRoutes::end(AdjRibIn& rib, Family family, std::string_view why) {
  if (std::erase_if(stale_, [family](const Stale& stale) { return stale.family == family; }) != 0) rib.sweep(family, why);
}

void StaleRoutes::forget(AdjRibIn& rib, std::string_view why) {
  for (const Stale& stale : std::exchange(stale_, {})) rib.sweep(stale.family, why);
}

std::optional<Instant> StaleRoutes::next_deadline() const {
  std::optional<Instant> out;
  for (const Stale& stale : stale_) out = earlier(out, stale.deadline());
  return out;
}

void StaleRoutes::on_time(AdjRibIn& rib, Instant now) {
  for (const Stale& due : std::vector(stale_)) {
    if (due.deadline() > now) continue;
    if (due.back_until || due.marked || !due.lives_long()) {
      end(rib, due.family, kLate);
    } else {
      rib.make_long_lived(due.family, kLate);
      std::ranges::find(stale_, due.family, &Stale::family)->marked = true;
    }
  }
}

}  // namespace vigilcast::bgp
