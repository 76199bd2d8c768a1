#include "bgp/speaker/speaker.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <tuple>
#include <unordered_map>

#include "bgp/engine/caller.h"
#include "bgp/engine/settings.h"
#include "bgp/speaker/bfd_sockets.h"
#include "bgp/speaker/devices.h"
#include "bgp/speaker/digests.h"
#include "bgp/speaker/links.h"
#include "bgp/speaker/listeners.h"
#include "pkg/runtime/interfaces.h"
#include "pkg/runtime/read_turns.h"
#include "pkg/runtime/socket_options.h"
#include "pkg/runtime/tcp.h"

namespace vigilcast::bgp {

namespace {

constexpr Duration connect_timeout = std::chrono::seconds(10);
constexpr std::size_t most_gathered = 1024;  // messages that follow each other and go to the kernel together

// Connections that say goodbye; they may outlive the speaker.
struct Farewells {
  std::size_t pending = 0;
  std::function<void()> when_none;

  void ended() {
    if (--pending == 0 && when_none) std::exchange(when_none, nullptr)();
  }
};

// A global IPv6 address of the interface that the session goes over, where the session's own address is none.
std::optional<IpAddress> other_family_of(const Endpoint& local, const std::string& interface) {
  if (local.address.is_v4()) return runtime::global_ipv6_beside(local.address, runtime::local_addresses());
  return local.address.is_link_local() ? runtime::global_ipv6_of(interface, runtime::local_addresses()) : std::nullopt;
}

runtime::TcpOptions outgoing_options(const PeerConfig& peer) {
  return {.local_address = peer.local_address,
          .interface = peer.interface,
          .vrf = peer.vrf,
          .md5_key = peer.md5_password,
          .ao_keys = peer.ao_keys,
          .outgoing_ttl = peer.outgoing_ttl,
          .min_ttl = peer.incoming_ttl};
}

}  // namespace

struct Speaker::State {
  State(runtime::Loop& owner, Rng rng, Observer call)
      : loop(owner),
        engine(rng, openssl_digests()),
        observer(std::move(call)),
        links(owner, Rng(rng.next()), [this](const std::string& interface, const IpAddress& router) { heard(interface, router); }) {}

  void give(const TransportEvent& event) {
    engine.handle(event, loop.now());
    settle();
  }

  void give(const BfdDatagram& datagram) {
    engine.handle(datagram, loop.now());
    settle();
  }

  void heard(const std::string& interface, const IpAddress& router) {
    engine.handle(RouterHeard{interface, router}, loop.now());
    settle();
  }

  void settle();
  void execute(const OpenConnection& order);
  void execute(const SendBytes& order);
  void execute(const CloseConnection& order);
  void execute(const PauseReading& order);
  void execute(const ResumeReading& order);
  void execute(const PeerEvent& event);
  void write();
  void report_queues();
  void report_input();

  void accept(runtime::Descriptor socket, const Endpoint& local, const Endpoint& remote);
  void failed(ConnectionId id, const std::string& reason);
  void lost(ConnectionId id, const std::string& reason, bool link_down = false);
  [[nodiscard]] std::unique_ptr<runtime::TcpConnection> make_connection(ConnectionId id);
  void up(ConnectionId id, const Endpoint& local, const Endpoint& remote);
  [[nodiscard]] runtime::TcpOptions accepted_options(const Caller& caller) const;
  std::vector<Error> update_listeners() { return listeners.update(endpoints, peers); }
  void look_at_devices();
  void follow(const Devices::Change& change);
  void drop_sessions(const Devices::Change& change);
  void rotate_keys(const PeerConfig& before, const PeerConfig& after, std::vector<Error>& errors);

  runtime::Loop& loop;
  Engine engine;
  Observer observer;
  bool settling = false;
  std::vector<Endpoint> endpoints;
  std::vector<PeerConfig> peers;
  std::unordered_map<ConnectionId, std::unique_ptr<runtime::TcpConnection>> connections;
  std::vector<SharedBytes> unwritten;  // messages for `writing_to` that are being gathered
  ConnectionId writing_to = 0;
  std::set<ConnectionId> written_to;  // since the last report_queues()
  std::shared_ptr<Farewells> farewells = std::make_shared<Farewells>();
  Listeners listeners{loop, [this](runtime::Descriptor socket, const Endpoint& local, const Endpoint& remote) { accept(std::move(socket), local, remote); }};
  runtime::ReadTurns turns{loop};
  BfdSockets bfd{loop, [this](const BfdDatagram& datagram) { give(datagram); }};
  Links links;
  Devices devices{loop, [this] { look_at_devices(); }};
  runtime::Timer timer{loop, [this] {
                         bfd.receive();  // our own delay must not be taken for the peer's silence
                         report_input();
                         engine.on_time(loop.now());
                         settle();
                       }};
};

// An observer's own inputs come back here while outputs are carried out: the loop below takes theirs after those, so the order holds.
void Speaker::State::settle() {
  if (std::exchange(settling, true)) return;
  bfd.carry_out(engine.take_bfd_orders());
  for (auto outputs = engine.take_outputs(); !outputs.empty(); outputs = engine.take_outputs()) {
    for (const Output& output : outputs) std::visit([this](const auto& order) { execute(order); }, output);
    write();
    report_queues();
    bfd.carry_out(engine.take_bfd_orders());
  }
  settling = false;
  timer.arm(engine.next_deadline());
}

// The peer may have been removed by an observer since the order was given.
void Speaker::State::execute(const OpenConnection& order) {
  if (!engine.has(order.peer)) return;
  const PeerConfig& peer = engine.config(order.peer);
  const Result<IpAddress> address = peer.unnumbered() ? links.neighbour(peer.interface) : Result<IpAddress>(peer.address);
  if (!address) return give(ConnectionFailed{order.connection, address.error().text});
  auto& connection = connections[order.connection] = make_connection(order.connection);
  connection->connect({*address, peer.port}, outgoing_options(peer), connect_timeout);
}

void Speaker::State::execute(const SendBytes& order) {
  if (order.connection != writing_to || unwritten.size() >= most_gathered) write();
  writing_to = order.connection;
  unwritten.push_back(order.data);
}

void Speaker::State::execute(const PeerEvent& event) {
  write();
  observer(event);
}

void Speaker::State::write() {
  if (unwritten.empty()) return;
  if (const auto found = connections.find(writing_to); found != connections.end()) {
    found->second->send(unwritten);
    written_to.insert(writing_to);
  }
  unwritten.clear();
}

// Only when all orders are carried out: before, the engine knows more bytes on their way than the connection does, and would fill the gap with routes.
void Speaker::State::report_queues() {
  for (const ConnectionId id : std::exchange(written_to, {})) {
    if (const auto found = connections.find(id); found != connections.end()) engine.handle(WriteQueue{id, found->second->queued()}, loop.now());
  }
}

void Speaker::State::execute(const CloseConnection& order) {
  write();
  const auto found = connections.find(order.connection);
  if (found == connections.end()) return;
  ++farewells->pending;
  found->second->close([farewells = farewells] { farewells->ended(); });
  connections.erase(found);
}

// To be carried out at once is what matters here: nothing else is read in this turn.
void Speaker::State::execute(const PauseReading& order) {
  if (const auto found = connections.find(order.connection); found != connections.end()) found->second->pause_reading();
}

void Speaker::State::execute(const ResumeReading& order) {
  const auto found = connections.find(order.connection);
  if (found == connections.end()) return;
  if (found->second->input_waits()) engine.handle(InputWaits{order.connection}, loop.now());
  found->second->resume_reading();
}

// Of connections that are read as soon as there is something, nothing waits.
void Speaker::State::report_input() {
  for (const auto& [id, connection] : connections) {
    if (connection->input_waits()) engine.handle(InputWaits{id}, loop.now());
  }
}

std::unique_ptr<runtime::TcpConnection> Speaker::State::make_connection(ConnectionId id) {
  return std::make_unique<runtime::TcpConnection>(
      loop,
      runtime::TcpConnection::Callbacks{.on_connected = [this, id](const Endpoint& local, const Endpoint& remote) { up(id, local, remote); },
                                        .on_failed = [this, id](const std::string& reason) { failed(id, reason); },
                                        .on_data = [this, id](ByteView data) { give(BytesReceived{id, data}); },
                                        .on_closed = [this, id](const std::string& reason) { lost(id, reason); },
                                        .on_queue = [this, id](std::size_t queued) { give(WriteQueue{id, queued}); }},
      &turns);
}

void Speaker::State::up(ConnectionId id, const Endpoint& local, const Endpoint& remote) {
  give(ConnectionUp{id, local, remote, other_family_of(local, connections.at(id)->interface())});
}

void Speaker::State::failed(ConnectionId id, const std::string& reason) {
  connections.erase(id);
  give(ConnectionFailed{id, reason});
}

void Speaker::State::lost(ConnectionId id, const std::string& reason, bool link_down) {
  connections.erase(id);
  give(ConnectionLost{id, reason, link_down});
}

// What could not be opened for want of an address, or of the whole device, may be possible now.
void Speaker::State::look_at_devices() {
  const auto changes = devices.look();
  for (const Devices::Change& change : changes) follow(change);
  if (!changes.empty() || listeners.some_failed()) update_listeners();
  links.update(peers);
  bfd.update(peers);
}

void Speaker::State::follow(const Devices::Change& change) {
  if (change.another()) {
    links.renew(change.name);
    listeners.renew(change.name);
    bfd.renew(change.name);
  } else if (change.after.running) {
    links.ask(change.name);
  }
  drop_sessions(change);
}

// What is bound to a device that is gone is dead. What is merely down may come back in time for a session over several hops, but a neighbour on the link is not
// waited for (as routers have it: fast external failover).
void Speaker::State::drop_sessions(const Devices::Change& change) {
  std::vector<std::string> concerned;  // an observer may change the peers when it is told
  for (const PeerConfig& peer : peers) {
    const bool ends = change.another() ? change.before.index != 0 : !change.after.running && peer.tied_to_link();
    if (ends && (peer.interface == change.name || peer.vrf == change.name)) concerned.push_back(peer.name);
  }
  for (const std::string& name : concerned) {
    const auto id = engine.find(name);
    for (const ConnectionId connection : id ? engine.connections(*id) : std::vector<ConnectionId>{}) {
      const auto found = connections.find(connection);
      if (found == connections.end()) continue;
      found->second->connected() ? lost(connection, change.text(), true) : failed(connection, change.text());
    }
  }
}

// Whose connection it is, is the engine's business; the TTLs must be on the socket before it is asked. The keys are the listener's.
runtime::TcpOptions Speaker::State::accepted_options(const Caller& caller) const {
  // Configured peers come before ranges, as in the engine.
  const auto how_well = [&](const PeerConfig& one) {
    const auto fits = fit(one, caller);
    return std::tuple(fits.has_value(), !one.remote_range.has_value(), fits);
  };
  const auto peer = std::ranges::max_element(peers, {}, how_well);
  if (peer == peers.end() || !fit(*peer, caller)) return {};
  return {.outgoing_ttl = peer->outgoing_ttl, .min_ttl = peer->incoming_ttl};
}

// On the live connections too: a session need not end because its password changes, as long as both sides change it before one of them gives up.
void Speaker::State::rotate_keys(const PeerConfig& before, const PeerConfig& after, std::vector<Error>& errors) {
  const auto id = engine.find(after.name);
  if (!id || (before.md5_password == after.md5_password && before.ao_keys == after.ao_keys)) return;
  for (const ConnectionId connection : engine.connections(*id)) {
    const auto found = connections.find(connection);
    if (found == connections.end()) continue;
    if (before.md5_password != after.md5_password) {
      if (const auto set = found->second->set_md5_key(after.md5_password); !set) errors.push_back(set.error());
    }
    if (const auto set = found->second->set_ao_keys(before.ao_keys, after.ao_keys); !set) errors.push_back(set.error());
  }
}

void Speaker::State::accept(runtime::Descriptor socket, const Endpoint& local, const Endpoint& remote) {
  const ConnectionId id = engine.new_connection_id();
  const Caller caller{local, remote, runtime::interface_of(socket.get())};
  auto connection = make_connection(id);
  if (const auto adopted = connection->adopt(std::move(socket), accepted_options(caller)); !adopted) {
    return observer(PeerEvent{0, ConnectionRefused{remote, adopted.error().text}});
  }
  connections[id] = std::move(connection);
  give(ConnectionAccepted{id, local, remote, other_family_of(local, caller.interface), caller.interface});
}

Speaker::Speaker(runtime::Loop& loop, Rng rng, Observer observer) : state_(std::make_unique<State>(loop, rng, std::move(observer))) {}

Speaker::~Speaker() = default;

std::vector<Error> Speaker::listen(std::span<const Endpoint> endpoints) {
  state_->endpoints.assign(endpoints.begin(), endpoints.end());
  return state_->update_listeners();
}

// A peer that answers us at once must find its listener and key in place.
std::vector<Error> Speaker::set_peers(std::span<const PeerConfig> all) {
  const std::vector<PeerConfig> before = std::exchange(state_->peers, {all.begin(), all.end()});
  std::vector<Error> errors = state_->update_listeners();
  std::ranges::move(state_->bfd.update(all), std::back_inserter(errors));
  if (auto unwatched = state_->devices.update(all)) errors.push_back(*std::move(unwatched));
  std::ranges::move(state_->links.update(all), std::back_inserter(errors));
  std::unordered_map<std::string_view, const PeerConfig*> known;
  for (const PeerConfig& peer : before) known.emplace(peer.name, &peer);
  for (const PeerConfig& peer : all) {
    const auto old = known.find(peer.name);
    if (old != known.end() && !needs_reset(*old->second, peer)) state_->rotate_keys(*old->second, peer, errors);
  }
  state_->engine.set_peers(all, state_->loop.now());
  state_->links.tell_all();
  state_->settle();
  std::ranges::move(state_->bfd.take_errors(), std::back_inserter(errors));
  return errors;
}

std::vector<Endpoint> Speaker::listening() const { return state_->listeners.local(); }

std::optional<Error> Speaker::not_listening(const PeerConfig& peer) const { return state_->listeners.why_closed(peer); }

void Speaker::observe(PeerId peer, Interest interest) { state_->engine.observe(peer, interest); }

void Speaker::apply(PeerId peer, std::span<const RouteChange> changes) {
  state_->engine.apply(peer, changes, state_->loop.now());
  state_->settle();
}

void Speaker::apply(PeerId peer, const RouteFeed& changes) {
  state_->engine.apply(peer, changes, state_->loop.now());
  state_->settle();
}

void Speaker::refresh(PeerId peer, Family family) {
  state_->engine.refresh(peer, family, state_->loop.now());
  state_->settle();
}

void Speaker::limit_received(std::size_t bytes) { state_->engine.limit_received(bytes); }
void Speaker::forget_received(PeerId peer) { state_->engine.forget_received(peer, state_->loop.now()); }

void Speaker::request_refresh(PeerId peer, Family family) {
  state_->engine.request_refresh(peer, family, state_->loop.now());
  state_->settle();
}

void Speaker::send_end_of_rib(PeerId peer, Family family) {
  state_->engine.send_end_of_rib(peer, family, state_->loop.now());
  state_->settle();
}

void Speaker::advise(PeerId peer, const Operational& message) {
  state_->engine.advise(peer, message, state_->loop.now());
  state_->settle();
}

void Speaker::pause_reading(PeerId peer) {
  state_->engine.pause_reading(peer, state_->loop.now());
  state_->settle();
}

void Speaker::resume_reading(PeerId peer) {
  state_->engine.resume_reading(peer, state_->loop.now());
  state_->settle();
}

void Speaker::reset(PeerId peer, const Notification& notification, bool back_soon) {
  state_->engine.reset(peer, notification, state_->loop.now(), back_soon);
  state_->settle();
}

void Speaker::release_initial_routes() {
  state_->engine.release_initial_routes(state_->loop.now());
  state_->settle();
}

void Speaker::stop(const Notification& notification, std::function<void()> done) {
  state_->listeners.close();
  state_->links.close();
  state_->devices.close();
  state_->engine.stop(notification, state_->loop.now());
  state_->settle();
  // In the next turn: an observer may stop us, and the orders are carried out after it returns.
  state_->loop.post([farewells = state_->farewells, done = std::move(done)] {
    if (farewells->pending == 0) return done();
    farewells->when_none = done;
  });
}

const Engine& Speaker::engine() const { return state_->engine; }

}  // namespace vigilcast::bgp
