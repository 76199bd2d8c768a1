#include "bgp/engine/engine.h"

#include <algorithm>
#include <string_view>
#include <unordered_set>
#include <utility>

#include "bgp/engine/engine_state.h"

namespace vigilcast::bgp {

// Of very many peers that begin together: a burst of connects, and of OPENs to answer, that others have to wait for.
constexpr std::size_t kStartedAtOnce = 64;
constexpr Duration kBetweenStarts = std::chrono::milliseconds(10);

Engine::Engine(Rng rng, bfd::Digests digests) : state_(std::make_unique<State>(rng, std::move(digests))) {}
Engine::~Engine() = default;
Engine::Engine(Engine&&) noexcept = default;
Engine& Engine::operator=(Engine&&) noexcept = default;

void Engine::set_peers(std::span<const PeerConfig> all, Instant now) {
  state_->now = now;
  std::unordered_set<std::string_view> names;
  for (const PeerConfig& config : all) names.insert(config.name);
  std::vector<PeerId> gone;
  for (const auto& [id, peer] : state_->peers) {
    const bool member = state_->members.range_of(id).has_value();
    const bool named = names.contains(peer->config().name);
    if (named == member) gone.push_back(id);  // a member whose name somebody else has now goes as well
  }
  for (const PeerId id : gone) {
    if (has(id)) state_->remove(id);
  }
  Duration wait{};
  std::size_t started = 0;
  for (const PeerConfig& config : all) {
    if (const auto id = find(config.name)) {
      state_->peer(*id).reconfigure(config, now);
      state_->set_bfd(*id);
      state_->touch(*id);
    } else {
      state_->add(config, wait);
      if (++started % kStartedAtOnce == 0) wait += kBetweenStarts;
    }
  }
  state_->update_members();
}

void Engine::limit_received(std::size_t bytes) { state_->received_memory.limit(bytes); }

void Engine::observe(PeerId peer, Interest interest) {
  state_->each_of(peer, [&](Peer& one) { one.observe(interest); });
}

void Engine::apply(PeerId peer, std::span<const RouteChange> changes, Instant now) {
  const auto each = [&](const auto& take) {
    for (const RouteChange& change : changes) take(change);
  };
  apply(peer, RouteFeed(each), now);
}

void Engine::apply(PeerId peer, const RouteFeed& changes, Instant now) {
  state_->now = now;
  state_->each_of(peer, [&](Peer& one) { one.apply(changes); });
}

void Engine::refresh(PeerId peer, Family family, Instant now) {
  state_->now = now;
  state_->each_of(peer, [&](Peer& one) { one.refresh(family, now); });
}

void Engine::request_refresh(PeerId peer, Family family, Instant now) {
  state_->now = now;
  state_->each_of(peer, [&](Peer& one) { one.request_refresh(family); });
}

void Engine::forget_received(PeerId peer, Instant now) {
  state_->now = now;
  state_->each_of(peer, [&](Peer& one) { one.forget_received(); });
}

void Engine::send_end_of_rib(PeerId peer, Family family, Instant now) {
  state_->now = now;
  state_->each_of(peer, [&](Peer& one) { one.send_end_of_rib(family); });
}

void Engine::advise(PeerId peer, const Operational& message, Instant now) {
  state_->now = now;
  state_->each_of(peer, [&](Peer& one) { one.advise(message); });
}

void Engine::pause_reading(PeerId peer, Instant now) {
  state_->now = now;
  state_->each_of(peer, [&](Peer& one) { one.want_pause(true, now); });
}

void Engine::resume_reading(PeerId peer, Instant now) {
  state_->now = now;
  state_->each_of(peer, [&](Peer& one) { one.want_pause(false, now); });
}

void Engine::reset(PeerId peer, const Notification& notification, Instant now, bool back_soon) {
  state_->now = now;
  state_->each_of(peer, [&](Peer& one) {
    one.reset(notification, now, back_soon);
    state_->settle(one.id());
  });
}

void Engine::drain(PeerId peer, Duration length, const Notification& last_words, Instant now) {
  state_->now = now;
  state_->each_of(peer, [&](Peer& one) {
    one.drain(length, last_words, now);
    state_->settle(one.id());
  });
}

void Engine::undrain(PeerId peer, Instant now) {
  state_->now = now;
  state_->each_of(peer, [&](Peer& one) {
    one.undrain(now);
    state_->settle(one.id());
  });
}

void Engine::stop(const Notification& notification, Instant now) {
  state_->now = now;
  state_->stopped = true;
  for (auto& [id, peer] : state_->peers) {
    peer->stop(notification, true, now);
    state_->touch(id);
  }
  state_->bfd.stop(now);
}

void Engine::release_initial_routes(Instant now) {
  state_->now = now;
  if (std::exchange(state_->released, true)) return;
  for (auto& [id, peer] : state_->peers) {
    peer->release(now);
    state_->touch(id);
  }
}

void Engine::handle(const TransportEvent& event, Instant now) {
  state_->now = now;
  if (const auto* accepted = std::get_if<ConnectionAccepted>(&event)) return state_->accept(*accepted);
  const ConnectionId connection = std::visit([](const auto& e) { return e.connection; }, event);
  if (state_->handle_in_lobby(connection, event)) return;
  const auto found = state_->connections.find(connection);
  if (found == state_->connections.end()) return;  // closed by us meanwhile
  const PeerId id = found->second;
  Peer& peer = state_->peer(id);
  if (const auto* up = std::get_if<ConnectionUp>(&event)) peer.connected(*up, now);
  if (const auto* bytes = std::get_if<BytesReceived>(&event)) peer.received(*bytes, now);
  if (const auto* queue = std::get_if<WriteQueue>(&event)) peer.write_queue(*queue, now);
  if (const auto* input = std::get_if<InputWaits>(&event)) peer.input_waits(*input, now);
  if (const auto* failed = std::get_if<ConnectionFailed>(&event)) {
    state_->connections.erase(connection);
    peer.failed(*failed, now);
  }
  if (const auto* lost = std::get_if<ConnectionLost>(&event)) {
    state_->connections.erase(connection);
    peer.lost(*lost, now);
  }
  state_->settle(id);
}

void Engine::handle(const RouterHeard& event, Instant now) {
  state_->now = now;
  for (auto& [id, peer] : state_->peers) {
    if (!peer->config().unnumbered() || peer->config().interface != event.interface) continue;
    peer->heard(event.address);
    state_->settle(id);
  }
}

std::optional<Instant> Engine::next_deadline() const {
  std::optional<Instant> out = earlier(state_->bfd.next_deadline(), state_->members.next_deadline());
  out = earlier(out, state_->lobby.next_deadline());
  if (!state_->deadlines.empty()) out = earlier(out, state_->deadlines.begin()->first);
  return state_->ready.empty() ? out : earlier(out, state_->ready_at);
}

void Engine::on_time(Instant now) {
  state_->now = now;
  state_->bfd.on_time(now);
  state_->follow_bfd();
  std::vector<PeerId> due;
  for (const auto& [when, id] : state_->deadlines) {
    if (when > now) break;
    due.push_back(id);
  }
  for (const PeerId id : due) {
    state_->peer(id).on_time(now);
    state_->settle(id);
  }
  for (const PeerId id : state_->members.to_forget(now)) state_->remove(id);
  for (const auto& late : state_->lobby.take_late(now)) state_->refuse(late.event, cease::connection_rejected, "it sent no OPEN");
  state_->work();
}

void Engine::handle(const BfdDatagram& datagram, Instant now) {
  state_->now = now;
  state_->bfd.receive(datagram, now);
  state_->follow_bfd();
}

std::vector<BfdOrder> Engine::take_bfd_orders() { return state_->bfd.take_orders(); }

std::vector<Output> Engine::take_outputs() { return std::exchange(state_->outputs, {}); }
ConnectionId Engine::new_connection_id() { return ++state_->last_connection; }

std::vector<PeerId> Engine::peers() const {
  std::vector<PeerId> out;
  for (const auto& [id, peer] : state_->peers) out.push_back(id);
  return out;
}

std::optional<PeerId> Engine::find(std::string_view name) const {
  const auto found = state_->names.lower_bound({std::string(name), 0});
  return found != state_->names.end() && found->first == name ? std::optional(found->second) : std::nullopt;
}

std::vector<ConnectionId> Engine::connections(PeerId peer) const {
  std::vector<ConnectionId> out;
  for (const auto& [connection, owner] : state_->connections) {
    if (owner == peer || state_->members.range_of(owner) == peer) out.push_back(connection);
  }
  return out;
}

bool Engine::has(PeerId peer) const { return state_->peers.contains(peer); }
const PeerConfig& Engine::config(PeerId peer) const { return state_->peer(peer).config(); }
const PeerStatus& Engine::status(PeerId peer) const { return state_->peer(peer).status(); }

bool Engine::is_flushed(PeerId peer) const {
  const auto waits = [this](PeerId one) { return state_->peer(one).out().pending(); };
  return !waits(peer) && std::ranges::none_of(state_->members.of(peer), waits);
}
bool Engine::has_sent(PeerId peer, const Nlri& nlri) const { return state_->peer(peer).out().has_sent(nlri); }
void Engine::each_out(PeerId peer, const std::function<void(const Nlri&, const OutView&)>& visit) const { state_->peer(peer).out().each(visit); }
void Engine::each_in(PeerId peer, const std::function<void(const Nlri&, const InView&)>& visit) const { state_->peer(peer).in().each(visit); }

}  // namespace vigilcast::bgp
