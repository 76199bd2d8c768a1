// What an engine is made of: its peers, where connections belong, and whose turn it is. For engine.cpp alone.
#pragma once

#include <algorithm>
#include <deque>
#include <map>
#include <memory>
#include <set>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "bgp/engine/caller.h"
#include "bgp/engine/engine.h"
#include "bgp/engine/lobby.h"
#include "bgp/engine/members.h"
#include "bgp/engine/peer.h"

namespace vigilcast::bgp {

inline constexpr std::size_t kTurn = 2 * Sender::kSlice;  // destinations that are sent to all peers together before the loop gets its turn

struct Engine::State {
  State(Rng seed, bfd::Digests digests) : rng(seed), bfd(std::move(digests), Rng(rng.next())) {}

  Rng rng;
  RouteStore store;     // of what goes out
  RouteStore received;  // of what comes in
  MemoryBudget received_memory{Engine::kMostReceived};
  UpdateGroups groups{store};
  bool released = false;
  bool stopped = false;  // for good: nobody may call any more
  Instant now;           // of the input that is being handled
  PeerId last_peer = 0;
  ConnectionId last_connection = 0;
  std::map<PeerId, std::unique_ptr<Peer>> peers;
  std::set<std::pair<std::string, PeerId>> names;  // of `peers`; a member may be called what another peer is
  Members members;
  Lobby lobby;
  std::unordered_map<ConnectionId, PeerId> connections;
  std::vector<Output> outputs;
  BfdPaths bfd;
  std::set<std::pair<Instant, PeerId>> deadlines;
  std::unordered_map<PeerId, Instant> deadline_of;
  std::deque<PeerId> ready;  // have routes to send and room for them, in the order of their turns
  std::unordered_set<PeerId> in_ready;
  Instant ready_at;

  Peer& peer(PeerId id) { return *peers.at(id); }

  void emit(Output output) {
    if (const auto* opened = std::get_if<OpenConnection>(&output)) connections[opened->connection] = opened->peer;
    if (const auto* closed = std::get_if<CloseConnection>(&output)) connections.erase(closed->connection);
    if (const auto* event = std::get_if<PeerEvent>(&output)) {
      if (const auto found = peers.find(event->peer); found != peers.end()) found->second->remember(event->kind, now);
    }
    outputs.push_back(std::move(output));
  }

  PeerId add(const PeerConfig& config, Duration wait = {}) {
    Peer::Surroundings around;
    around.new_connection_id = [this] { return ++last_connection; };
    around.emit = [this](Output output) { emit(std::move(output)); };
    around.store = &store;
    around.received = &received;
    around.received_memory = &received_memory;
    around.groups = &groups;
    around.released = &released;
    around.bfd_status = [this](PeerId peer) { return bfd.status(peer); };
    const PeerId id = ++last_peer;
    auto& made = peers[id] = std::make_unique<Peer>(id, config, std::move(around), Rng(rng.next()));
    names.emplace(config.name, id);
    made->start(now, wait);
    set_bfd(id);
    touch(id);
    return id;
  }

  void remove(PeerId id) {
    for (const PeerId member : members.of(id)) remove(member);
    members.remove(id);
    peer(id).stop(Notification{ErrorCode::cease, cease::peer_deconfigured, {}}, false, now);
    bfd.remove(id, now);
    forget_deadline(id);
    names.erase({peer(id).config().name, id});
    std::erase_if(connections, [id](const auto& entry) { return entry.second == id; });
    peers.erase(id);
  }

  void set_bfd(PeerId id) {
    bfd.set(id, peer(id).config(), peer(id).neighbour(), now);
    follow_bfd();
  }

  void follow_bfd() {
    for (const auto& [id, change] : bfd.take_changes()) {
      if (!peers.contains(id)) continue;
      peer(id).bfd_changed(change, now);
      settle(id);
    }
  }

  void forget_deadline(PeerId id) {
    const auto known = deadline_of.find(id);
    if (known == deadline_of.end()) return;
    deadlines.erase({known->second, id});
    deadline_of.erase(known);
  }

  // Keeps the order of deadlines and turns true after anything happened to a peer.
  void touch(PeerId id) {
    if (peer(id).has_work() && in_ready.insert(id).second) {
      ready.push_back(id);
      ready_at = now;
    }
    const auto next = peer(id).next_deadline();
    const auto known = deadline_of.find(id);
    if (next && known != deadline_of.end() && known->second == *next) return;
    forget_deadline(id);
    if (!next) return;
    deadlines.emplace(*next, id);
    deadline_of[id] = *next;
  }

  // Everybody in turn, until the budget is spent.
  void work() {
    std::size_t budget = kTurn;
    while (!ready.empty() && budget != 0) {
      const PeerId id = ready.front();
      ready.pop_front();
      in_ready.erase(id);
      if (!peers.contains(id)) continue;
      peer(id).work(budget);
      touch(id);
    }
    ready_at = now;
  }

  // What follows every input that may have changed a peer.
  void settle(PeerId id) {
    if (!stopped && peer(id).config().bfd && peer(id).neighbour() != bfd.remote(id)) set_bfd(id);
    members.connected(id, peer(id).has_connection() || peer(id).held(), now);
    touch(id);
  }

  void refuse(const ConnectionAccepted& event, std::uint8_t subcode, const std::string& reason) {
    Bytes message;
    encode_notification(message, Notification{ErrorCode::cease, subcode, {}});
    emit(SendBytes{event.connection, share(std::move(message))});
    emit(CloseConnection{event.connection});
    emit(PeerEvent{0, ConnectionRefused{event.remote, reason}});
  }

  void hand_to(PeerId id, const ConnectionAccepted& event) {
    connections[event.connection] = id;
    peer(id).accepted(event, now);
    settle(id);
  }

  // The peers that fit best, ranges or others; more than one when nothing tells them apart.
  [[nodiscard]] std::vector<PeerId> best_fit(const Caller& caller, bool ranges) const {
    std::vector<PeerId> out;
    unsigned best = 0;
    for (const auto& [id, peer] : peers) {
      if (peer->config().remote_range.has_value() != ranges) continue;
      const auto how_well = peer->fit(caller);
      if (!how_well || (!out.empty() && *how_well < best)) continue;
      if (out.empty() || *how_well > best) out.clear();
      best = *how_well;
      out.push_back(id);
    }
    return out;
  }

  // Of peers that nothing tells apart, the first that waits for a connection; a configured one before one that only called before.
  [[nodiscard]] std::optional<PeerId> first_of(const std::vector<PeerId>& fitting) const {
    if (fitting.empty()) return std::nullopt;
    const auto order = [&](PeerId id) { return std::pair(members.range_of(id).has_value(), peers.at(id)->has_connection()); };
    return *std::ranges::min_element(fitting, {}, order);
  }

  // Sessions with one router for groups of families each.
  [[nodiscard]] bool differ_by_family(const std::vector<PeerId>& fitting) const {
    return fitting.size() > 1 && std::ranges::all_of(fitting, [this](PeerId id) { return peers.at(id)->config().of_a_group(); });
  }

  // The OPEN is here: the session that it asks for; when there is none, the first one, which tells what is wrong.
  void leave_lobby(const Lobby::Waiting& waiting) {
    const std::vector<PeerId> fitting = best_fit({waiting.event.local, waiting.event.remote, waiting.event.interface}, false);
    const auto families = families_asked_for(waiting.received);
    std::vector<PeerId> asked_for;
    for (const PeerId id : fitting) {
      if (families && peer(id).config().families == *families) asked_for.push_back(id);
    }
    const auto known = first_of(asked_for.empty() ? fitting : asked_for);
    if (known && asked_for.empty() && peer(*known).status().negotiated) {
      return refuse(waiting.event, cease::connection_rejected, "its OPEN asks for families that are none of the sessions with that address");
    }
    if (!known || stopped) return refuse(waiting.event, cease::connection_rejected, "the neighbors with that address went while it waited for its OPEN");
    hand_to(*known, waiting.event);
    if (!connections.contains(waiting.event.connection)) return;
    peer(*known).received({waiting.event.connection, waiting.received}, now);
    settle(*known);
  }

  // True for what is about a connection that waits.
  bool handle_in_lobby(ConnectionId connection, const TransportEvent& event) {
    if (!lobby.has(connection)) return false;
    if (std::holds_alternative<ConnectionLost>(event)) lobby.leave(connection);
    const auto* bytes = std::get_if<BytesReceived>(&event);
    if (bytes != nullptr && lobby.receive(connection, bytes->data)) leave_lobby(lobby.leave(connection));
    return true;
  }

  void accept(const ConnectionAccepted& event) {
    const Caller caller{event.local, event.remote, event.interface};
    const std::vector<PeerId> fitting = best_fit(caller, false);
    if (differ_by_family(fitting) && !stopped) {
      if (lobby.count(event.remote.address) < 2 * fitting.size()) return lobby.enter(event, now);
      return refuse(event, cease::connection_rejected, "as many of its connections wait for an OPEN as there can be");
    }
    if (const auto known = first_of(fitting); known && !stopped) return hand_to(*known, event);
    const std::vector<PeerId> ranges = stopped ? std::vector<PeerId>{} : best_fit(caller, true);
    const std::string where = event.remote.address.to_string() + " and local address " + event.local.address.to_string();
    if (ranges.empty()) return refuse(event, cease::peer_deconfigured, "no neighbor is configured with address " + where);
    if (ranges.size() > 1) {
      return refuse(event, cease::connection_rejected,
                    "several ranges hold the address " + where + ": " + peer(ranges[0]).config().name + " and " + peer(ranges[1]).config().name);
    }
    if (!has_room(ranges.front())) {
      return refuse(
          event, cease::connection_rejected,
          "the range " + peer(ranges.front()).config().name + " has its " + std::to_string(peer(ranges.front()).config().range_limit) + " peers already");
    }
    hand_to(add_member(ranges.front(), event.remote.address), event);
  }

  // Whoever is gone for longest makes room.
  bool has_room(PeerId range) {
    const std::uint32_t limit = peer(range).config().range_limit;
    if (members.count(range) < limit) return true;
    const auto gone = members.longest_gone(range);
    if (gone) remove(*gone);
    return gone && members.count(range) < limit;
  }

  PeerId add_member(PeerId range, const IpAddress& caller) {
    const PeerId id = add(member_config(peer(range).config(), caller));
    members.add(id, range);
    peer(id).joined(peer(range));
    return id;
  }

  // After a change of the configuration: a member follows its range, and yields to a peer that has its address.
  void update_members() {
    std::vector<PeerId> gone;
    for (const auto& [id, made] : peers) {
      const auto range = members.range_of(id);
      if (!range) continue;
      const IpAddress& address = made->config().address;
      const bool taken = std::ranges::any_of(peers, [&](const auto& entry) {
        const PeerConfig& other = entry.second->config();
        return entry.first != id && other.address == address && !other.remote_range && other.device() == made->config().device() &&
               !members.range_of(entry.first);
      });
      if (taken || !peer(*range).config().remote_range || !peer(*range).config().remote_range->contains(address)) {
        gone.push_back(id);
        continue;
      }
      const PeerConfig next = member_config(peer(*range).config(), address);
      names.erase({made->config().name, id});  // its range may be another, and a part of its name with it
      names.emplace(next.name, id);
      made->reconfigure(next, now);
      set_bfd(id);
      settle(id);
    }
    for (const PeerId id : gone) remove(id);
  }

  // The peer itself and, when it is a range, all that called from it.
  template <class Action>
  void each_of(PeerId id, const Action& action) {
    const auto act = [&](PeerId each) {
      action(peer(each));
      touch(each);
    };
    act(id);
    for (const PeerId member : members.of(id)) act(member);
  }
};

}  // namespace vigilcast::bgp
