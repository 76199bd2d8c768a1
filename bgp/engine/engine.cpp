#include "bgp/engine/engine.h"

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>
#include <utility>

#include "bgp/engine/peer.h"

namespace vigilcast::bgp {

struct Engine::State {
  State(Rng seed, bfd::Digests digests) : rng(seed), bfd(std::move(digests), Rng(rng.next())) {}

  Rng rng;
  AttributeStore store;
  bool released = false;
  PeerId last_peer = 0;
  ConnectionId last_connection = 0;
  std::map<PeerId, std::unique_ptr<Peer>> peers;
  std::unordered_map<ConnectionId, PeerId> connections;
  std::vector<Output> outputs;
  BfdPaths bfd;
  std::set<std::pair<Instant, PeerId>> deadlines;
  std::unordered_map<PeerId, Instant> deadline_of;

  Peer& peer(PeerId id) { return *peers.at(id); }

  void emit(Output output) {
    if (const auto* opened = std::get_if<OpenConnection>(&output)) connections[opened->connection] = opened->peer;
    if (const auto* closed = std::get_if<CloseConnection>(&output)) connections.erase(closed->connection);
    outputs.push_back(std::move(output));
  }

  void add(const PeerConfig& config, Instant now) {
    Peer::Surroundings around;
    around.new_connection_id = [this] { return ++last_connection; };
    around.emit = [this](Output output) { emit(std::move(output)); };
    around.store = &store;
    around.released = &released;
    around.bfd_status = [this](PeerId peer) { return bfd.status(peer); };
    const PeerId id = ++last_peer;
    auto& made = peers[id] = std::make_unique<Peer>(id, config, std::move(around), Rng(rng.next()));
    made->start(now);
    bfd.set(id, config, now);
    follow_bfd(now);
    touch(id);
  }

  void remove(PeerId id, Instant now) {
    peer(id).stop(Notification{ErrorCode::cease, cease::peer_deconfigured, {}}, false, now);
    bfd.remove(id, now);
    forget_deadline(id);
    std::erase_if(connections, [id](const auto& entry) { return entry.second == id; });
    peers.erase(id);
  }

  void follow_bfd(Instant now) {
    for (const auto& [id, change] : bfd.take_changes()) {
      if (!peers.contains(id)) continue;
      peer(id).bfd_changed(change, now);
      touch(id);
    }
  }

  void forget_deadline(PeerId id) {
    const auto known = deadline_of.find(id);
    if (known == deadline_of.end()) return;
    deadlines.erase({known->second, id});
    deadline_of.erase(known);
  }

  // Keeps the order of deadlines true after anything happened to a peer.
  void touch(PeerId id) {
    const auto next = peer(id).next_deadline();
    const auto known = deadline_of.find(id);
    if (next && known != deadline_of.end() && known->second == *next) return;
    forget_deadline(id);
    if (!next) return;
    deadlines.emplace(*next, id);
    deadline_of[id] = *next;
  }

  void refuse(const ConnectionAccepted& event, const std::string& reason) {
    Bytes message;
    encode_notification(message, Notification{ErrorCode::cease, cease::connection_rejected, {}});
    emit(SendBytes{event.connection, std::move(message)});
    emit(CloseConnection{event.connection});
    emit(PeerEvent{0, ConnectionRefused{event.remote, reason}});
  }

  void accept(const ConnectionAccepted& event, Instant now) {
    for (auto& [id, peer] : peers) {
      if (!peer->answers_to(event.local, event.remote)) continue;
      connections[event.connection] = id;
      peer->accepted(event, now);
      touch(id);
      return;
    }
    refuse(event, "no neighbor is configured with address " + event.remote.address.to_string() + " and local address " + event.local.address.to_string());
  }
};

Engine::Engine(Rng rng, bfd::Digests digests) : state_(std::make_unique<State>(rng, std::move(digests))) {}
Engine::~Engine() = default;
Engine::Engine(Engine&&) noexcept = default;
Engine& Engine::operator=(Engine&&) noexcept = default;

void Engine::set_peers(std::span<const PeerConfig> all, Instant now) {
  std::vector<PeerId> gone;
  for (const auto& [id, peer] : state_->peers) {
    if (std::ranges::find(all, peer->config().name, &PeerConfig::name) == all.end()) gone.push_back(id);
  }
  for (const PeerId id : gone) state_->remove(id, now);
  for (const PeerConfig& config : all) {
    if (const auto id = find(config.name)) {
      state_->peer(*id).reconfigure(config, now);
      state_->bfd.set(*id, config, now);
      state_->follow_bfd(now);
      state_->touch(*id);
    } else {
      state_->add(config, now);
    }
  }
}

void Engine::observe(PeerId peer, Interest interest) { state_->peer(peer).observe(interest); }

void Engine::apply(PeerId peer, std::span<const RouteChange> changes, Instant now) { state_->peer(peer).apply(changes, now); }
void Engine::refresh(PeerId peer, Family family, Instant now) { state_->peer(peer).refresh(family, now); }
void Engine::request_refresh(PeerId peer, Family family, Instant) { state_->peer(peer).request_refresh(family); }
void Engine::send_end_of_rib(PeerId peer, Family family, Instant) { state_->peer(peer).send_end_of_rib(family); }

void Engine::reset(PeerId peer, const Notification& notification, Instant now) {
  state_->peer(peer).reset(notification, now);
  state_->touch(peer);
}

void Engine::drain(PeerId peer, Duration length, const Notification& last_words, Instant now) {
  state_->peer(peer).drain(length, last_words, now);
  state_->touch(peer);
}

void Engine::undrain(PeerId peer, Instant now) {
  state_->peer(peer).undrain(now);
  state_->touch(peer);
}

void Engine::stop(const Notification& notification, Instant now) {
  for (auto& [id, peer] : state_->peers) {
    peer->stop(notification, true, now);
    state_->touch(id);
  }
  state_->bfd.stop(now);
}

void Engine::release_initial_routes(Instant now) {
  if (std::exchange(state_->released, true)) return;
  for (auto& [id, peer] : state_->peers) peer->release(now);
}

void Engine::handle(const TransportEvent& event, Instant now) {
  if (const auto* accepted = std::get_if<ConnectionAccepted>(&event)) return state_->accept(*accepted, now);
  const ConnectionId connection = std::visit([](const auto& e) { return e.connection; }, event);
  const auto found = state_->connections.find(connection);
  if (found == state_->connections.end()) return;  // closed by us meanwhile
  const PeerId id = found->second;
  Peer& peer = state_->peer(id);
  if (const auto* up = std::get_if<ConnectionUp>(&event)) peer.connected(*up, now);
  if (const auto* bytes = std::get_if<BytesReceived>(&event)) peer.received(*bytes, now);
  if (const auto* queue = std::get_if<WriteQueue>(&event)) peer.write_queue(*queue, now);
  if (const auto* failed = std::get_if<ConnectionFailed>(&event)) {
    state_->connections.erase(connection);
    peer.failed(*failed, now);
  }
  if (const auto* lost = std::get_if<ConnectionLost>(&event)) {
    state_->connections.erase(connection);
    peer.lost(*lost, now);
  }
  state_->touch(id);
}

std::optional<Instant> Engine::next_deadline() const {
  if (state_->deadlines.empty()) return state_->bfd.next_deadline();
  return earlier(state_->bfd.next_deadline(), state_->deadlines.begin()->first);
}

void Engine::on_time(Instant now) {
  state_->bfd.on_time(now);
  state_->follow_bfd(now);
  std::vector<PeerId> due;
  for (const auto& [when, id] : state_->deadlines) {
    if (when > now) break;
    due.push_back(id);
  }
  for (const PeerId id : due) {
    state_->peer(id).on_time(now);
    state_->touch(id);
  }
}

void Engine::handle(const BfdDatagram& datagram, Instant now) {
  state_->bfd.receive(datagram, now);
  state_->follow_bfd(now);
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
  for (const auto& [id, peer] : state_->peers) {
    if (peer->config().name == name) return id;
  }
  return std::nullopt;
}

bool Engine::has(PeerId peer) const { return state_->peers.contains(peer); }
const PeerConfig& Engine::config(PeerId peer) const { return state_->peer(peer).config(); }
const PeerStatus& Engine::status(PeerId peer) const { return state_->peer(peer).status(); }

bool Engine::has_sent(PeerId peer, const Nlri& nlri) const { return state_->peer(peer).out().has_sent(nlri); }
void Engine::each_out(PeerId peer, const std::function<void(const Nlri&, const OutView&)>& visit) const { state_->peer(peer).out().each(visit); }
void Engine::each_in(PeerId peer, const std::function<void(const Nlri&, const InView&)>& visit) const { state_->peer(peer).in().each(visit); }

}  // namespace vigilcast::bgp
