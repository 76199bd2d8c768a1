#include "bgp/engine/restart.h"

#include <algorithm>

namespace vigilcast::bgp {
namespace {

using fsm::DownReason;

const GracefulRestartFamily* named(const Open& open, Family family) {
  if (!open.capabilities.graceful_restart) return nullptr;
  const auto& families = open.capabilities.graceful_restart->families;
  const auto found = std::ranges::find(families, family, &GracefulRestartFamily::family);
  return found == families.end() ? nullptr : &*found;
}

void append(std::vector<Nlri>& to, const std::vector<Nlri>& more) { to.insert(to.end(), more.begin(), more.end()); }

}  // namespace

bool keeps_routes(const Negotiated& agreed, const LinkDown& how) {
  switch (how.reason) {
    case DownReason::connection_closed: return agreed.graceful_restart;
    case DownReason::hold_timer_expired:
    case DownReason::send_hold_timer_expired: return agreed.restart_notification;
    case DownReason::notification_received:
    case DownReason::notification_sent:
    case DownReason::stopped: return agreed.restart_notification && !how.notification.is_hard_reset();
    default: return false;
  }
}

void StaleRoutes::session_down(AdjRibIn& rib, const Negotiated& agreed, const Open& peer_open, const LinkDown& how, Instant now) {
  forget(rib);  // RFC 4724 section 4.2: of two restarts in a row, the routes of before the first one go
  const auto& restart = peer_open.capabilities.graceful_restart;
  if (!keeps_routes(agreed, how) || !restart || restart->time == 0) return rib.clear();
  for (const Family family : agreed.families) {
    if (named(peer_open, family) == nullptr) {
      rib.clear(family);
    } else {
      rib.mark_stale(family);
      stale_.push_back(family);
    }
  }
  if (!stale_.empty()) deadline_ = now + std::min<Duration>(std::chrono::seconds(restart->time), kLongestAbsence);
}

std::vector<Nlri> StaleRoutes::session_up(AdjRibIn& rib, const Negotiated& agreed, const Open& peer_open, Instant now) {
  std::vector<Nlri> gone;
  for (const Family family : std::vector(stale_)) {
    const GracefulRestartFamily* back = agreed.graceful_restart && agreed.has(family) ? named(peer_open, family) : nullptr;
    if (back == nullptr || !back->forwarding) append(gone, end_of_rib(rib, family));
  }
  if (!stale_.empty()) deadline_ = now + kLongestReturn;
  return gone;
}

std::vector<Nlri> StaleRoutes::end_of_rib(AdjRibIn& rib, Family family) {
  if (std::erase(stale_, family) == 0) return {};
  if (stale_.empty()) deadline_.reset();
  return rib.sweep(family);
}

std::vector<Nlri> StaleRoutes::forget(AdjRibIn& rib) {
  std::vector<Nlri> gone;
  for (const Family family : std::vector(stale_)) append(gone, end_of_rib(rib, family));
  return gone;
}

std::vector<Nlri> StaleRoutes::on_time(AdjRibIn& rib, Instant now) {
  if (!deadline_ || *deadline_ > now) return {};
  return forget(rib);
}

}  // namespace vigilcast::bgp
