// Two engines joined by perfect, instant connections. Time moves only when a test says so.
#pragma once

#include <deque>
#include <map>

#include "bgp/engine/engine.h"

namespace vigilcast::bgp::engine_test {

inline const IpAddress kLeft = *IpAddress::parse("192.0.2.1");
inline const IpAddress kRight = *IpAddress::parse("192.0.2.2");

inline PeerConfig peer_config(const IpAddress& local, const IpAddress& remote, std::uint32_t local_as, std::uint32_t peer_as) {
  PeerConfig out;
  out.name = "to " + remote.to_string();
  out.address = remote;
  out.local_address = local;
  out.local_as = local_as;
  out.peer_as = peer_as;
  out.router_id = local;
  out.hold_time = 9;
  out.families = {kIpv4Unicast, kIpv6Unicast};
  return out;
}

class Pair {
 public:
  struct Side {
    Engine engine;
    IpAddress address;
    std::vector<PeerEvent> events;
    std::map<ConnectionId, ConnectionId> other_end;
    bool deaf = false;  // refuses connections
    bool silent = false;  // answers no attempt to connect
    bool mute = false;  // none of its BFD packets arrives
    std::uint8_t ttl = 255;  // of its BFD packets, as they arrive
    std::map<ConnectionId, Bytes> unread = {};  // of connections that it does not read
    std::string interface = {};  // that everything from the other side comes over
  };

  Pair() : left{Engine(Rng(1)), kLeft, {}, {}}, right{Engine(Rng(2)), kRight, {}, {}} {}

  // Carries everything over until both sides are quiet.
  void settle() {
    for (bool moved = true; moved;) {
      moved = carry(left, right);
      moved = carry(right, left) || moved;
      for (Side* side : {&left, &right}) {
        if (const auto next = side->engine.next_deadline(); next && *next <= now) {
          side->engine.on_time(now);  // routes that waited for their turn
          moved = true;
        }
      }
    }
  }
  void run_for(Duration length) {
    const Instant end = now + length;
    settle();
    for (auto next = earlier(left.engine.next_deadline(), right.engine.next_deadline()); next && *next <= end;
         next = earlier(left.engine.next_deadline(), right.engine.next_deadline())) {
      now = std::max(now, *next);
      for (Side* side : {&left, &right}) tell_input(*side);
      left.engine.on_time(now);
      right.engine.on_time(now);
      settle();
    }
    now = end;
  }
  void set(const PeerConfig& on_left, const PeerConfig& on_right) {
    left.engine.set_peers(std::span(&on_left, 1), now);
    right.engine.set_peers(std::span(&on_right, 1), now);
  }
  // Both configured, and nothing held back that they announce.
  void open(const PeerConfig& on_left, const PeerConfig& on_right) {
    set(on_left, on_right);
    for (Side* side : {&left, &right}) side->engine.release_initial_routes(now);
  }
  // Everything right's Adj-RIB-In has, as words.
  std::string received() const {
    std::map<std::string, std::string> routes;
    right.engine.each_in(right.engine.peers().front(), [&](const Nlri& nlri, const AdjRibIn::Received& in) {
      routes[prefix_of(nlri).to_string()] = in.next_hop.address->to_string() + in.attributes->text();
    });
    std::string out;
    for (const auto& [prefix, text] : routes) out += prefix + " via " + text + "\n";
    return out;
  }
  template <class Event>
  static std::size_t count(const Side& side) {
    std::size_t out = 0;
    for (const PeerEvent& event : side.events) out += std::holds_alternative<Event>(event.kind) ? 1 : 0;
    return out;
  }
  static const PeerStatus& status(const Side& side) { return side.engine.status(side.engine.peers().front()); }

  Side left, right;
  Instant now;

 private:
  bool carry(Side& from, Side& to) {
    const bool packets = carry_bfd(from, to);
    const auto outputs = from.engine.take_outputs();
    for (const Output& output : outputs) {
      if (const auto* event = std::get_if<PeerEvent>(&output)) from.events.push_back(*event);
      if (const auto* open = std::get_if<OpenConnection>(&output)) connect(from, to, open->connection);
      if (const auto* send = std::get_if<SendBytes>(&output)) {
        const auto end = from.other_end.find(send->connection);
        if (end != from.other_end.end()) arrive(to, end->second, *send->data);
        from.engine.handle(WriteQueue{send->connection, 0}, now);
      }
      if (const auto* close = std::get_if<CloseConnection>(&output)) disconnect(from, to, close->connection);
      if (const auto* pause = std::get_if<PauseReading>(&output)) from.unread[pause->connection];
      if (const auto* resume = std::get_if<ResumeReading>(&output)) {
        tell_input(from);
        if (const auto waiting = from.unread.extract(resume->connection); waiting && !waiting.mapped().empty()) {
          from.engine.handle(BytesReceived{resume->connection, waiting.mapped()}, now);
        }
      }
    }
    return packets || !outputs.empty();
  }
  void arrive(Side& to, ConnectionId connection, const Bytes& data) const {
    const auto paused = to.unread.find(connection);
    if (paused == to.unread.end()) return to.engine.handle(BytesReceived{connection, data}, now);
    paused->second.insert(paused->second.end(), data.begin(), data.end());
  }
  void tell_input(Side& side) const {
    for (const auto& [connection, bytes] : side.unread) {
      if (!bytes.empty()) side.engine.handle(InputWaits{connection}, now);
    }
  }
  bool carry_bfd(Side& from, Side& to) {
    const auto orders = from.engine.take_bfd_orders();
    for (const BfdOrder& order : orders) {
      const auto* send = std::get_if<SendBfd>(&order);
      if (send != nullptr && !from.mute) to.engine.handle(BfdDatagram{from.address, to.address, from.ttl, false, send->data, to.interface}, now);
    }
    return !orders.empty();
  }
  void connect(Side& from, Side& to, ConnectionId connection) {
    if (to.silent) return;
    if (to.deaf) return from.engine.handle(ConnectionFailed{connection, "connection refused"}, now);
    const ConnectionId other = to.engine.new_connection_id();
    from.other_end[connection] = other;
    to.other_end[other] = connection;
    const Endpoint here{from.address, 40000}, there{to.address, 179};
    from.engine.handle(ConnectionUp{connection, here, there, {}}, now);
    to.engine.handle(ConnectionAccepted{other, there, here, {}, to.interface}, now);
  }
  void disconnect(Side& from, Side& to, ConnectionId connection) {
    const auto end = from.other_end.find(connection);
    if (end == from.other_end.end()) return;
    const ConnectionId other = end->second;
    from.other_end.erase(end);
    to.other_end.erase(other);
    from.unread.erase(connection);
    to.unread.erase(other);
    to.engine.handle(ConnectionLost{other, "closed by the peer"}, now);
  }
};

}  // namespace vigilcast::bgp::engine_test
