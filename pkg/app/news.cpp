#include "pkg/app/news.h"

#include <algorithm>
#include <bit>
#include <utility>

namespace vigilcast::app {
namespace {

constexpr std::size_t kTurn = 256 << 10;  // bytes of text in one turn
constexpr std::size_t kPiece = 64 << 10;  // in one message, about

template <class Event>
bool is(const exabgp::Telling& telling) {
  const auto* kind = std::get_if<const bgp::PeerEventKind*>(&telling);
  return kind != nullptr && std::holds_alternative<Event>(**kind);
}

// What is told later, too, to who has no room for it now. The states of the machine are gone by then, and of OPEN and KEEPALIVE only what became of them
// matters.
bool is_kept(const exabgp::Telling& telling) {
  return is<bgp::PeerConnected>(telling) || is<bgp::PeerUp>(telling) || is<bgp::PeerDown>(telling) || is<bgp::NotificationSeen>(telling) ||
         std::holds_alternative<exabgp::NegotiatedTold>(telling);
}

// The message that says this, where somebody wants to see its octets.
Bytes octets_of(const bgp::Update& update, const bgp::Negotiated& session) {
  Bytes out;
  for (const auto& routes : update.withdrawn) bgp::encode_withdraw(out, routes.family, std::span(routes.nlri), session);
  for (const auto& routes : update.announced) bgp::encode_announce(out, routes.family, routes.next_hop, update.attributes, std::span(routes.nlri), session);
  if (update.end_of_rib) bgp::encode_end_of_rib(out, *update.end_of_rib);
  return out;
}

}  // namespace

void News::set(const model::Config& config) {
  config_ = &config;
  attached_.clear();
  for (const model::Attachment& attachment : config.attachments) attached_[attachment.peer].push_back(&attachment);
  std::erase_if(stories_, [&](const auto& story) { return !engine_.has(story.first); });
}

// Who called from a range has the helpers of the range.
std::span<const model::Attachment* const> News::attached(const bgp::PeerStatus& status) const {
  const auto found = attached_.find(status.range.empty() ? status.config.name : status.range);
  if (found == attached_.end()) return {};
  return found->second;
}

std::optional<News::Address> News::address(bgp::PeerId peer, const model::Attachment& attachment) const {
  const auto spec = std::ranges::find(config_->processes, attachment.process, &model::ProcessSpec::name);
  if (spec == config_->processes.end()) return std::nullopt;
  const bgp::PeerStatus& status = engine_.status(peer);
  const IpAddress local = status.local.port != 0 ? status.local.address : status.config.local_address.value_or(IpAddress{});
  return Address{peer,
                 attachment.process,
                 {spec->encoder, spec->shape, attachment.wants, Processes::kQueueForMessages},
                 {status.config, local, status.negotiated ? &*status.negotiated : nullptr}};
}

void News::each_attached(bgp::PeerId peer, const std::function<void(const Address&)>& visit) const {
  for (const model::Attachment* attachment : attached(engine_.status(peer))) {
    if (const auto found = address(peer, *attachment)) visit(*found);
  }
}

// --- as it happens ------------------------------------------------------------------------------------------------------------

void News::tell(const bgp::PeerEvent& event, WallTime now) {
  if (std::holds_alternative<bgp::PeerDown>(event.kind)) {
    for (auto& [process, waiting] : waiting_) std::erase_if(waiting.routes, [&](const auto& entry) { return entry.first.first == event.peer; });
  }
  const auto [story, fresh] = stories_.try_emplace(event.peer);
  // Members of ranges go without a word. Each time there are twice as many we look who is still there.
  if (fresh && std::has_single_bit(stories_.size())) forget_the_gone();
  story->second.follow(event.kind, dialect_,
                       [&](const exabgp::Telling& telling) { each_attached(event.peer, [&](const Address& address) { tell(address, telling, now); }); });
}

// Who is not told of sessions that end is not told of those either.
void News::forget_the_gone() {
  std::erase_if(stories_, [&](const auto& known) { return !engine_.has(known.first); });
  for (auto& [process, waiting] : waiting_) {
    std::erase_if(waiting.states, [&](const auto& known) { return !known.second.changes && !engine_.has(known.first); });
  }
}

void News::signal(int number, std::string_view name, WallTime now) {
  for (const auto& [peer, attachments] : attached_) {
    const auto id = engine_.find(peer);
    if (!id) continue;
    each_attached(*id, [&](const Address& address) { tell_state(address, nullptr, messages_.signal(address.to, address.about, number, name, now)); });
  }
}

void News::tell(const Address& address, const exabgp::Telling& telling, WallTime now) {
  const auto* kind = std::get_if<const bgp::PeerEventKind*>(&telling);
  if (kind != nullptr && std::holds_alternative<bgp::UpdateSeen>(**kind)) return tell_update(address, **kind, now);
  tell_state(address, &telling, messages_.event(address.to, address.about, telling, now));
}

// What is said of a session comes behind what waits of it.
void News::tell_state(const Address& address, const exabgp::Telling* telling, const std::string& lines) {
  const auto waiting = waiting_.find(address.process);
  const bool behind = waiting != waiting_.end() && waiting->second.states.contains(address.peer);
  if (!behind && (lines.empty() || audience_.tell(address.process, lines, Processes::Weight::state))) return;
  if (!lines.empty()) audience_.fell_behind(address.process, 0);
  if (telling == nullptr || !is_kept(*telling)) return;
  auto& all = waiting_[address.process].states;
  const auto [found, first] = all.try_emplace(address.peer);
  Waiting::States& states = found->second;
  if (first) states.anew = is<bgp::PeerConnected>(*telling);
  states.changes = address.to.wants.neighbor_changes;
  if (is<bgp::NotificationSeen>(*telling)) {
    states.notification = lines;
  } else if (!is<bgp::PeerDown>(*telling)) {
    states.lines += lines;
  } else if (states.anew) {
    all.erase(found);  // it knows of no session, and there is none: members of ranges come and go without an end
  } else {
    states.lines = std::exchange(states.notification, {}) + lines;
  }
}

void News::tell_update(const Address& address, const bgp::PeerEventKind& kind, WallTime now) {
  if (!exabgp::wanted(address.to, kind)) return;
  const auto& seen = std::get<bgp::UpdateSeen>(kind);
  const std::pair key(address.peer, seen.direction);
  const auto found = waiting_.find(address.process);
  if (found == waiting_.end() || !found->second.routes.contains(key)) {
    const std::string text = messages_.event(address.to, address.about, &kind, now);
    if (audience_.tell(address.process, text, Processes::Weight::message)) return;
  }
  audience_.fell_behind(address.process,
                        waiting_[address.process].routes.try_emplace(key, exabgp::Backlog::kMostBytes, &budget_).first->second.add(seen.update));
  if (audience_.has_room(address.process)) audience_.later(address.process);  // one that is too long for any queue
}

// --- afterwards ---------------------------------------------------------------------------------------------------------------

bool News::go_on(const std::string& process, WallTime now) {
  const auto waiting = waiting_.find(process);
  for (std::size_t told = 0; waiting != waiting_.end() && told < kTurn && audience_.has_room(process);) {
    const std::string text = next(process, waiting->second, now);
    told += text.size();
    if (!text.empty()) audience_.tell(process, text, Processes::Weight::answer);
    if (!waiting->second.states.empty() || !waiting->second.routes.empty()) continue;
    waiting_.erase(waiting);
    break;
  }
  if (waits(process)) return audience_.has_room(process);
  audience_.caught_up(process);
  return false;
}

void News::forget(const std::string& process) { waiting_.erase(process); }

std::size_t News::memory() const {
  std::size_t out = 0;
  for (const auto& [process, waiting] : waiting_) {
    for (const auto& [peer, states] : waiting.states) out += states.lines.size() + states.notification.size();
    for (const auto& [key, backlog] : waiting.routes) out += backlog.memory();
  }
  return out;
}

// States first: routes are of the session that they tell of.
std::string News::next(const std::string& process, Waiting& waiting, WallTime now) {
  if (!waiting.states.empty()) {
    const Waiting::States states = std::move(waiting.states.extract(waiting.states.begin()).mapped());
    return states.lines + states.notification;
  }
  if (waiting.routes.empty()) return {};
  const auto first = waiting.routes.begin();
  const auto [peer, direction] = first->first;
  std::string out;
  if (engine_.has(peer)) {
    const auto all = attached(engine_.status(peer));
    const auto attachment = std::ranges::find(all, process, [](const model::Attachment* one) { return one->process; });
    if (const auto to = attachment == all.end() ? std::nullopt : address(peer, **attachment)) out = next_routes(*to, direction, first->second, now);
  }
  if (out.empty() || first->second.empty()) waiting.routes.erase(first);
  return out;
}

std::string News::next_routes(const Address& address, bgp::Direction direction, exabgp::Backlog& backlog, WallTime now) {
  bgp::UpdateSeen seen{direction, {}, {}, {}};
  const bgp::PeerEventKind shape = seen;
  const exabgp::RawWanted raw = exabgp::raw_wanted(address.to.wants, shape);
  const bool octets = (raw.apart || raw.joined) && address.about.negotiated != nullptr;
  seen.update = backlog.take(octets ? 1 : kPiece);  // a single route fits into a message: it came in one
  if (octets) seen.raw = octets_of(seen.update, *address.about.negotiated);
  const bgp::PeerEventKind kind = std::move(seen);
  return messages_.event(address.to, address.about, &kind, now);
}

}  // namespace vigilcast::app
