#include "tests/sim/node.h"

#include <algorithm>

#include "pkg/announce/route.h"
#include "tests/sim/world.h"

namespace vigilcast::sim {

using bgp::PeerId;

Node::Node(World& world, std::string name, const IpAddress& address, std::uint32_t asn) : world_(world), name_(std::move(name)), address_(address), asn_(asn) {}

// --- configuration ------------------------------------------------------------------------------------------------------------

void Node::add_peer(bgp::PeerConfig config) { peers_.push_back(std::move(config)); }

bgp::PeerConfig& Node::peer(std::string_view peer_name) { return *std::ranges::find(peers_, peer_name, &bgp::PeerConfig::name); }

void Node::apply_peers() {
  if (!engine_) return;
  const std::vector<PeerId> before = engine_->peers();
  engine_->set_peers(peers_, world_.now());
  for (const PeerId id : engine_->peers()) {
    if (std::ranges::find(before, id) != before.end()) continue;
    for (const auto& [nlri, route] : routes_) apply_to(id, bgp::Announce{route});
    if (!health_) continue;
    for (const announce::PrefixDecision& decision : health_->policy().announced()) {
      apply_to(id, bgp::Announce{announce::route_for(decision, asn_, engine_->config(id).peer_as != asn_)});
    }
  }
  settle();
}

void Node::announce(bgp::Route route) {
  routes_[route.nlri] = route;
  if (!engine_) return;
  for (const PeerId id : engine_->peers()) apply_to(id, bgp::Announce{route});
  settle();
}

void Node::withdraw(const bgp::Nlri& nlri) {
  const auto found = routes_.find(nlri);
  if (found == routes_.end()) return;
  const bgp::Owner owner = found->second.owner;
  routes_.erase(found);
  if (!engine_) return;
  for (const PeerId id : engine_->peers()) apply_to(id, bgp::Withdraw{nlri, owner});
  settle();
}

void Node::set_health(std::vector<health::CheckSpec> checks, std::vector<announce::ServiceSpec> services, Duration hold_down) {
  checks_ = std::move(checks);
  services_ = std::move(services);
  hold_down_ = hold_down;
  if (!health_) return;
  health_->configure(checks_, services_);
  settle();
}

void Node::answer(const std::string& check, Answer answer, unsigned times) {
  Tape& tape = tapes_[check];
  if (times > 0) {
    tape.next.insert(tape.next.end(), times, answer);
    return;
  }
  tape.next.clear();
  tape.standing = answer;
  tape.since = world_.now();
}

// --- life ---------------------------------------------------------------------------------------------------------------------

void Node::boot() {
  if (engine_) return;
  ++life_;
  engine_ = std::make_unique<bgp::Engine>(Rng(world_.rng().next()));
  released_ = false;
  wake_at_.reset();
  heard_.clear();
  bfd_.clear();
  world_.network().attach(address_, this);
  if (!services_.empty()) {
    health_ = std::make_shared<NodeHealth>(world_.agenda(), tapes_, name_, hold_down_);
    health_->changed = [this] { settle(); };
    health_->configure(checks_, services_);
  }
  apply_peers();
}

void Node::power_off() {
  if (!engine_) return;
  world_.network().vanish(address_);
  world_.network().attach(address_, nullptr);
  engine_.reset();
  health_.reset();
}

void Node::shut_down(const bgp::Notification& notification) {
  if (!engine_) return;
  engine_->stop(notification, world_.now());
  settle();
  world_.network().attach(address_, nullptr);
  engine_.reset();
  health_.reset();
}

void Node::reset(std::string_view peer_name, const bgp::Notification& notification) {
  if (!engine_) return;
  engine_->reset(engine_->find(peer_name).value(), notification, world_.now());
  settle();
}

void Node::drain(std::string_view peer_name, Duration length, const bgp::Notification& last_words) {
  if (!engine_) return;
  engine_->drain(engine_->find(peer_name).value(), length, last_words, world_.now());
  settle();
}

void Node::undrain(std::string_view peer_name) {
  if (!engine_) return;
  engine_->undrain(engine_->find(peer_name).value(), world_.now());
  settle();
}

void Node::pause_reading(std::string_view peer_name, bool paused) {
  if (!engine_) return;
  const PeerId id = engine_->find(peer_name).value();
  paused ? engine_->pause_reading(id, world_.now()) : engine_->resume_reading(id, world_.now());
  settle();
}

void Node::refresh(std::string_view peer_name) {
  if (!engine_) return;
  const PeerId id = engine_->find(peer_name).value();
  for (const bgp::Family family : engine_->config(id).families) engine_->request_refresh(id, family, world_.now());
  settle();
}

std::optional<IpAddress> Node::other_family() const {
  Bytes bytes{0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0};
  bytes.insert(bytes.end(), address_.bytes().begin(), address_.bytes().end());
  return IpAddress::v6(bytes);
}

void Node::stall(Duration length) {
  stalled_until_ = world_.now() + length;
  world_.agenda().at(*stalled_until_, [this] { end_stall(); });
}

void Node::end_stall() {
  stalled_until_.reset();
  wake_up();
  for (const auto& each : std::exchange(missed_, {})) each();
}

void Node::handle(const bgp::TransportEvent& event) {
  if (!engine_) return;
  if (stalled_until_) {
    const auto* bytes = std::get_if<bgp::BytesReceived>(&event);
    missed_.emplace_back(
        [this, event = bgp::TransportEvent(event), data = bytes != nullptr ? Bytes(bytes->data.begin(), bytes->data.end()) : Bytes{}]() mutable {
          if (auto* late = std::get_if<bgp::BytesReceived>(&event)) late->data = data;
          handle(event);
        });
    return;
  }
  engine_->handle(event, world_.now());
  settle();
}

void Node::arrived(const bgp::BfdDatagram& datagram) {
  if (!engine_) return;
  if (stalled_until_) {
    missed_.emplace_back([this, datagram = bgp::BfdDatagram(datagram), data = Bytes(datagram.data.begin(), datagram.data.end())]() mutable {
      datagram.data = data;
      arrived(datagram);
    });
    return;
  }
  engine_->handle(datagram, world_.now());
  settle();
}

// --- carrying out -------------------------------------------------------------------------------------------------------------

void Node::settle() {
  if (health_) apply(health_->take_decisions());
  if (!released_ && (!health_ || health_->policy().first_round_done())) {
    released_ = true;
    engine_->release_initial_routes(world_.now());
  }
  for (const bgp::BfdOrder& order : engine_->take_bfd_orders()) carry_out(order);
  for (const bgp::Output& output : engine_->take_outputs()) carry_out(output);
  wake_up_in_time();
  world_.touched(*this);
}

void Node::carry_out(const bgp::Output& output) {
  if (const auto* opened = std::get_if<bgp::OpenConnection>(&output)) {
    world_.network().open(address_, opened->connection, engine_->config(opened->peer).address);
  } else if (const auto* send = std::get_if<bgp::SendBytes>(&output)) {
    world_.network().send(address_, send->connection, *send->data);
  } else if (const auto* closed = std::get_if<bgp::CloseConnection>(&output)) {
    world_.network().close(address_, closed->connection);
  } else if (const auto* pause = std::get_if<bgp::PauseReading>(&output)) {
    world_.network().pause(address_, pause->connection, true);
  } else if (const auto* resume = std::get_if<bgp::ResumeReading>(&output)) {
    tell_input();
    // Not from inside: what has waited comes with the next turn, as from a socket.
    world_.agenda().after({}, [this, connection = resume->connection] { world_.network().pause(address_, connection, false); });
  } else if (const auto* event = std::get_if<bgp::PeerEvent>(&output)) {
    observe(*event);
  }
}

void Node::carry_out(const bgp::BfdOrder& order) {
  if (const auto* open = std::get_if<bgp::OpenBfd>(&order)) bfd_[open->id] = open->path.remote;
  if (const auto* closed = std::get_if<bgp::CloseBfd>(&order)) bfd_.erase(closed->id);
  if (const auto* send = std::get_if<bgp::SendBfd>(&order)) world_.network().send_datagram(address_, bfd_.at(send->id), send->data);
}

void Node::observe(const bgp::PeerEvent& event) {
  const auto note = [&](const std::string& text) { log_.push_back(format_duration(world_.agenda().elapsed()) + " " + name_ + ": " + text); };
  const std::string who = event.peer == 0 ? "nobody" : engine_->config(event.peer).name;
  if (const auto* change = std::get_if<bgp::PeerStateChanged>(&event.kind)) {
    note(who + " " + std::string(bgp::fsm::state_name(change->from)) + " -> " + std::string(bgp::fsm::state_name(change->to)));
  } else if (const auto* down = std::get_if<bgp::PeerDown>(&event.kind)) {
    note(who + " down: " + down->text);
  } else if (const auto* bfd = std::get_if<bgp::BfdChanged>(&event.kind)) {
    note(who + ": " + bgp::bfd::change_text(bfd->change));
  } else if (const auto* refused = std::get_if<bgp::ConnectionRefused>(&event.kind)) {
    note("refused " + refused->remote.to_string() + ": " + refused->reason);
  } else if (const auto* route = std::get_if<bgp::RouteRefused>(&event.kind)) {
    note(who + " cannot be told a route: " + route->reason);
  } else if (const auto* seen = std::get_if<bgp::UpdateSeen>(&event.kind); seen != nullptr && seen->direction == bgp::Direction::receive) {
    for (const bgp::Fault& fault : seen->faults) note(who + " sent a faulty UPDATE: " + fault.text);
    for (const auto& withdrawn : seen->update.withdrawn) {
      for (const bgp::Nlri& nlri : withdrawn.nlri) heard_[nlri] = {false, world_.now()};
    }
    for (const auto& announced : seen->update.announced) {
      for (const bgp::Nlri& nlri : announced.nlri) heard_[nlri] = {true, world_.now()};
    }
  }
}

void Node::apply(const announce::PolicyOutput& decisions) {
  for (const announce::PrefixDecision& decision : decisions.prefixes) {
    for (const PeerId id : engine_->peers()) {
      const bgp::Route route = announce::route_for(decision, asn_, engine_->config(id).peer_as != asn_);
      apply_to(id, decision.profile.announce ? bgp::RouteChange{bgp::Announce{route}} : bgp::RouteChange{bgp::Withdraw{route.nlri, route.owner}});
    }
  }
}

void Node::apply_to(PeerId id, const bgp::RouteChange& change) { engine_->apply(id, std::span(&change, 1), world_.now()); }

void Node::tell_input() {
  for (const bgp::ConnectionId id : world_.network().unread(address_)) engine_->handle(bgp::InputWaits{id}, world_.now());
}

void Node::wake_up_in_time() {
  std::optional<Instant> next = engine_->next_deadline();
  if (health_) next = earlier(next, health_->next_deadline());
  if (!next || (wake_at_ && *wake_at_ <= *next)) return;
  wake_at_ = next;
  world_.agenda().at(*next, [this, life = life_, when = *next] {
    if (life == life_ && wake_at_ == when) wake_up();
  });
}

void Node::wake_up() {
  wake_at_.reset();
  if (!engine_ || stalled_until_) return;
  tell_input();
  engine_->on_time(world_.now());
  if (health_) health_->on_time();
  settle();
}

// --- what tests look at -------------------------------------------------------------------------------------------------------

std::optional<bgp::PeerStatus> Node::status(std::string_view peer_name) const {
  if (!engine_) return std::nullopt;
  const auto id = engine_->find(peer_name);
  if (!id) return std::nullopt;
  return engine_->status(*id);
}

std::optional<Heard> Node::heard(const bgp::Nlri& nlri) const {
  const auto found = heard_.find(nlri);
  if (found == heard_.end()) return std::nullopt;
  return found->second;
}

}  // namespace vigilcast::sim
