// What a peer's routes meet beyond the session itself: limits, filters, refresh, restarts and draining.
#include <algorithm>
#include <utility>

#include "bgp/engine/intake.h"
#include "bgp/engine/peer.h"

namespace vigilcast::bgp {

// A session that has gone beyond a limit ends when the read that it did so in is dealt with.
void Peer::keep(const Update& update) {
  if (has_import_rules(update, status_.config, *status_.negotiated, status_.local.address)) {
    const Intake taken = take_in(update, status_.config, *status_.negotiated, status_.local.address);
    status_.routes_refused += taken.refused;
    note_unkept(in_.apply(taken.update));
  } else {
    note_unkept(in_.apply(update));
  }
  const auto finding = limits_.check(status_.config.prefix_limits, in_);
  if (!finding) return;
  tell(PrefixLimitNear{finding->limit.family, finding->count, finding->limit.most});
  if (finding->over()) exceeded_ = finding->limit;
}

// The session goes on: what is received serves reports only, and must not cost what we announce.
void Peer::note_unkept(std::size_t routes) {
  if (routes == 0) return;
  status_.routes_unkept += routes;
  if (!std::exchange(told_unkept_, true)) tell(RoutesUnkept{in_.size(), in_.memory()});
}

void Peer::on_refresh(const RouteRefresh& refresh, Instant now) {
  if (!status_.negotiated->has(refresh.family)) return;
  if (refresh.subtype == 0) return answers_.ask(refresh.family);
  if (!status_.negotiated->enhanced_route_refresh) return;
  if (refresh.subtype == 1) intake_.begin(in_, refresh.family, now);
  if (refresh.subtype == 2) intake_.end(in_, refresh.family);
}

// One dump at a time: while the last one is still on its way, what is asked for waits.
void Peer::answer_refreshes(Instant now) {
  if (out_.pending()) return;
  for (const Family family : answers_.take_due(now)) refresh(family, now);
}

void Peer::want_pause(bool pause, Instant now) {
  if (pause_.want(pause, now)) follow_pause(now);
}

void Peer::follow_pause(Instant now) {
  const std::optional<Instant> since = std::exchange(status_.reading_paused, pause_.since());
  if (pause_.paused()) ++status_.reading_pauses;
  if (Link* link = established()) link->pause_reading(pause_.paused());
  tell(ReadingChanged{pause_.paused(), since ? now - *since : Duration{}, pause_.overdue()});
}

// What has become of routes after restarts and refreshes, in slices as large as those that are sent.
void Peer::tidy(std::size_t& budget) {
  std::size_t slice = std::min(budget, Sender::kSlice);
  budget -= slice;
  while (in_.has_work() && slice != 0) {
    AdjRibIn::Gone gone = in_.work(slice);
    if (!gone.nlri.empty()) tell(StaleRoutesGone{std::move(gone.nlri), std::string(gone.why)});
  }
  budget += slice;
}

// RFC 4724 section 4.2: who connects again has restarted, whatever became of the old connection. While a session is young it may as well
// be the other half of a collision that took its time.
bool Peer::may_have_restarted(Instant now) const {
  constexpr Duration kYoung = std::chrono::seconds(10);
  return status_.negotiated && status_.negotiated->graceful_restart && now - status_.since >= kYoung;
}

// Down on purpose: until the time is over, if there is one, or somebody asks for the session again.
void Peer::hold_down(const Notification& last_words, std::optional<Instant> until, Instant now) {
  stop(last_words, false, now);
  held_ = true;
  held_until_ = until;
}

// Every attempt that the configuration allows has ended, and nobody called who would make up for it.
void Peer::give_up(Instant now) {
  hold_down(Notification{ErrorCode::cease, cease::admin_shutdown, {}}, std::nullopt, now);
  status_.given_up = true;
}

void Peer::come_back(Instant now) {
  held_ = status_.given_up = false;
  status_.draining = false;
  held_until_.reset();
  start(now);
}

void Peer::drain(Duration length, const Notification& last_words, Instant now) {
  if (stopped_) return;
  status_.draining = true;
  drained_at_ = now + length;
  drain_words_ = last_words;
  renew_routes();
}

void Peer::undrain(Instant now) {
  if (!std::exchange(status_.draining, false)) return;
  drained_at_.reset();
  if (held_) return come_back(now);
  renew_routes();
}

}  // namespace vigilcast::bgp
