#include "pkg/app/peer_log.h"

#include "bgp/wire/nlri/all.h"
#include "pkg/app/log_line.h"
#include "pkg/base/text.h"
#include "pkg/model/peer_verdict.h"

namespace vigilcast::app {
namespace {

using telemetry::Level;

std::string name_of(const bgp::PeerConfig& config) {
  const std::string address = config.remote_text();
  return config.name == address || config.name.starts_with("neighbor ") ? address : config.name + " (" + address + ")";
}

std::string family_list(const std::vector<bgp::Family>& families) {
  std::vector<std::string> names;
  for (const bgp::Family family : families) names.push_back(bgp::family_name(family));
  return join(names, ", ");
}

std::string held_back_text(std::uint64_t lines) { return " (" + std::to_string(lines) + " lines like this were held back)"; }

// The remedy for what keeps a session down, as `explain` gives it.
std::string hint_for(const bgp::PeerStatus& status, Instant now) {
  const model::Explanation verdict = model::peer_verdict(status, now);
  if (!verdict.hint.empty()) return verdict.hint;
  for (const auto& cause : verdict.because) {
    if (!cause.hint.empty()) return cause.hint;
  }
  return {};
}

}  // namespace

void PeerLog::configured(const bgp::PeerConfig& config) {
  const exabgp::LogLine line = exabgp::new_neighbor_line(config);
  log_.write(Level::info, personality_ == Personality::exabgp ? line.source : "bgp", line.text);
}

bool PeerLog::wants_sent_routes() const { return log_.wants(personality_ == Personality::exabgp ? Level::info : Level::debug); }
bool PeerLog::wants_received_routes() const { return wants_sent_routes(); }

void PeerLog::write(const bgp::PeerEvent& event, const bgp::PeerStatus* status, Instant now) {
  if (personality_ == Personality::exabgp) {
    write_exabgp(event, status, now);
  } else {
    write_native(event, status, now);
  }
}

void PeerLog::limited(Level level, const std::string& key, std::string text, Instant now) {
  const auto held_back = limit_.pass(key, now);
  if (!held_back) return;
  if (*held_back > 0) text += held_back_text(*held_back);
  log_.write(level, "bgp", text);
}

void PeerLog::write_native(const bgp::PeerEvent& event, const bgp::PeerStatus* status, Instant now) {
  if (const auto* refused = std::get_if<bgp::ConnectionRefused>(&event.kind)) {
    limited(Level::warning, "refused", "connection from " + refused->remote.to_string() + " refused: " + refused->reason, now);
  }
  if (status == nullptr) return;
  const std::string name = name_of(status->config);
  if (const auto* up = std::get_if<bgp::PeerUp>(&event.kind)) {
    log_.write(Level::info, "bgp", "session with " + name + " is up",
               {{"peer_as", std::to_string(up->negotiated.peer_as)}, {"families", family_list(up->negotiated.families)}});
  } else if (const auto* gone = std::get_if<bgp::PeerDown>(&event.kind)) {
    down(*gone, *status, now);
  } else if (const auto* seen = std::get_if<bgp::UpdateSeen>(&event.kind)) {
    faults(*seen, *status, now);
    if (!log_.wants(Level::debug)) return;
    for (const std::string& line : exabgp::update_lines(*seen)) log_.write(Level::debug, "bgp", std::string(name).append(" ").append(line));
  } else if (const auto* notification = std::get_if<bgp::NotificationSeen>(&event.kind)) {
    const bool sent = notification->direction == bgp::Direction::send;
    limited(Level::info, "notification " + name, (sent ? "NOTIFICATION to " : "NOTIFICATION from ") + name + ": " + notification->notification.to_string(),
            now);
  } else if (const auto* route = std::get_if<bgp::RouteRefused>(&event.kind)) {
    log_.write(Level::warning, "bgp", bgp::nlri_text(route->nlri) + " is not sent to " + name + ": " + route->reason);
  } else if (const auto* stale = std::get_if<bgp::StaleRoutesGone>(&event.kind)) {
    log_.write(Level::info, "bgp", std::to_string(stale->nlri.size()) + " routes of " + name + " are gone: " + stale->reason);
  } else if (const auto* near = std::get_if<bgp::PrefixLimitNear>(&event.kind)) {
    log_.write(near->count > near->most ? Level::error : Level::warning, "bgp",
               name + " announces " + std::to_string(near->count) + " " + bgp::family_name(near->family) + " prefixes, and maxPrefixes is " +
                   std::to_string(near->most) + (near->count > near->most ? ": the session ends" : ""));
  } else if (const auto* unkept = std::get_if<bgp::RoutesUnkept>(&event.kind)) {
    log_.write(Level::error, "bgp",
               name + " announces more than there is memory for: " + std::to_string(unkept->kept) + " routes in " + std::to_string(unkept->bytes >> 20U) +
                   " MiB are kept, the others are not; set maxPrefixes to end such a session");
  } else if (const auto* reading = std::get_if<bgp::ReadingChanged>(&event.kind)) {
    exabgp::LogLine line = exabgp::reading_line(*reading, name);
    limited(level_of(line.level), "reading " + name + (reading->overdue ? " overdue" : reading->paused ? " paused" : ""), std::move(line.text), now);
  } else if (const auto* bfd = std::get_if<bgp::BfdChanged>(&event.kind)) {
    const bool notable = bgp::bfd::crosses_up(bfd->change);
    log_.write(!notable                                ? Level::debug
               : bfd->change.to == bgp::bfd::State::up ? Level::info
                                                       : Level::warning,
               "bgp", name + ": " + bgp::bfd::change_text(bfd->change));
  } else if (const auto* change = std::get_if<bgp::PeerStateChanged>(&event.kind)) {
    log_.write(Level::debug, "bgp", name + " " + std::string(bgp::fsm::state_name(change->from)) + " -> " + std::string(bgp::fsm::state_name(change->to)));
  }
}

void PeerLog::down(const bgp::PeerDown& event, const bgp::PeerStatus& status, Instant now) {
  const std::string name = name_of(status.config);
  const std::string hint = event.reason == bgp::fsm::DownReason::stopped ? "" : hint_for(status, now);
  const std::string text =
      (event.was_up ? "session with " + name + " is down: " : "no session with " + name + " yet: ") + event.text + (hint.empty() ? "" : " (" + hint + ")");
  if (event.was_up) {
    log_.write(Level::warning, "bgp", text);
  } else {
    limited(Level::warning, "down " + name, text, now);
  }
}

void PeerLog::faults(const bgp::UpdateSeen& event, const bgp::PeerStatus& status, Instant now) {
  for (const bgp::Fault& fault : event.faults) {
    const Bytes head(event.raw.begin(), event.raw.begin() + static_cast<std::ptrdiff_t>(std::min<std::size_t>(event.raw.size(), 512)));
    limited(Level::warning, "fault " + status.config.name, "UPDATE from " + name_of(status.config) + ": " + fault.text + " raw=" + to_hex(head), now);
  }
}

void PeerLog::write_exabgp(const bgp::PeerEvent& event, const bgp::PeerStatus* status, Instant now) {
  const auto* update = std::get_if<bgp::UpdateSeen>(&event.kind);
  if (update != nullptr && update->faults.empty() && !wants_received_routes()) return;
  auto lines = exabgp::log_lines(event, status);
  if (const auto* gone = std::get_if<bgp::PeerDown>(&event.kind); gone != nullptr && status != nullptr && !lines.empty()) {
    const std::string hint = gone->reason == bgp::fsm::DownReason::stopped ? "" : hint_for(*status, now);
    if (!hint.empty()) lines.back().text += " (" + hint + ")";
  }
  // By peer and kind of event, not by what the line says: a remote port must not make each line a new one.
  std::string key = std::to_string(event.kind.index());
  key.append(" ").append(std::to_string(event.peer)).append(" ");
  for (exabgp::LogLine& line : lines) {
    if (!log_.wants(level_of(line.level))) continue;
    const auto held_back = line.limited ? limit_.pass(key + line.source, now) : std::optional<std::uint64_t>(0);
    if (!held_back) continue;
    if (*held_back > 0) line.text += held_back_text(*held_back);
    app::write(log_, line);
  }
}

}  // namespace vigilcast::app
