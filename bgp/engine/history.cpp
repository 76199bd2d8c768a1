#include "bgp/engine/history.h"

#include <algorithm>
#include <array>

namespace vigilcast::bgp {
namespace {

using fsm::DownReason;

MalformedMessage malformed_message(ByteView raw, const Fault& fault, Instant now) {
  const ByteView head = raw.first(std::min(raw.size(), MalformedMessage::kShown));
  return {now, fault.text, fault.action, raw.size(), Bytes(head.begin(), head.end())};
}

}  // namespace

std::string_view ended_by_name(EndedBy who) {
  static constexpr std::array<std::string_view, 4> names{"nobody", "us", "peer", "network"};
  return names[static_cast<std::size_t>(who)];
}

EndedBy ended_by(DownReason reason) {
  switch (reason) {
    case DownReason::none: return EndedBy::nobody;
    case DownReason::notification_received:
    case DownReason::connection_closed: return EndedBy::peer;
    case DownReason::connect_failed:
    case DownReason::link_down: return EndedBy::network;
    default: return EndedBy::us;
  }
}

void History::note(const PeerEventKind& event, Instant now) {
  if (const auto* change = std::get_if<PeerStateChanged>(&event)) append({now, change->from, change->to, {}, {}, {}});
  if (const auto* down = std::get_if<PeerDown>(&event)) note_end(*down, now);
  if (const auto* seen = std::get_if<OpenSeen>(&event); seen != nullptr && seen->direction == Direction::send) {
    own_open_ = std::make_shared<const Open>(seen->open);
  }
  if (const auto* faulty = std::get_if<FaultSeen>(&event))
    malformed_ = std::make_shared<const MalformedMessage>(malformed_message(faulty->raw, faulty->fault, now));
  if (const auto* seen = std::get_if<UpdateSeen>(&event); seen != nullptr && seen->direction == Direction::receive) {
    const Fault* worst = strongest(seen->faults);
    if (worst != nullptr) malformed_ = std::make_shared<const MalformedMessage>(malformed_message(seen->raw, *worst, now));
  }
}

// The change of state comes first and its cause right after it.
void History::note_end(const PeerDown& down, Instant now) {
  HistoryEntry entry{now, fsm::State::idle, fsm::State::idle, {}, {}, {}};
  std::vector<HistoryEntry> all(*entries_);
  const bool told = !all.empty() && all.back().at == now && all.back().reason == DownReason::none && all.back().to < all.back().from;
  if (!all.empty()) entry.from = entry.to = all.back().to;
  if (told) entry = all.back();
  entry.reason = down.reason;
  entry.text = down.text;
  const bool said = ended_by(down.reason) != EndedBy::network && down.reason != DownReason::connection_closed;
  if (said) entry.notification = down.notification;
  if (told) all.pop_back();
  entries_ = std::make_shared<const std::vector<HistoryEntry>>(std::move(all));
  append(std::move(entry));
}

void History::append(HistoryEntry entry) {
  auto all = std::make_shared<std::vector<HistoryEntry>>(*entries_);
  if (all->size() == kEntries) all->erase(all->begin());
  all->push_back(std::move(entry));
  entries_ = std::move(all);
}

}  // namespace vigilcast::bgp
