#include "tests/sim/network.h"

#include <algorithm>

namespace vigilcast::sim {

using bgp::ConnectionId;

void Network::open(const IpAddress& from, ConnectionId id, const IpAddress& to) {
  auto connection = std::make_shared<Connection>();
  connection->link = &link(from, to);
  connection->ends[0].address = from;
  connection->ends[0].id = id;
  connection->ends[1].address = to;
  connections_.push_back(connection);
  agenda_.after(connection->link->latency, [this, connection, to] { syn(connection, to); });
}

void Network::syn(const Shared& connection, const IpAddress& to) {
  const Link& over = *connection->link;
  if (connection->dead || over.silent) return;
  const Host* target = host(to);
  if (target == nullptr) return;  // the machine is off: no answer
  const bool refused = over.refuses || !target->listens();
  agenda_.after(over.latency, [this, connection, refused] {
    if (connection->dead || connection->link->silent) return;
    if (refused) {
      connection->dead = true;
      tell(connection->ends[0], bgp::ConnectionFailed{connection->ends[0].id, "connection refused"});
      return bury(connection);
    }
    const Host* opener = host(connection->ends[0].address);
    const auto other_family = opener == nullptr ? std::nullopt : opener->other_family();
    connection->connecting = false;
    connection->ends[0].open = true;
    agenda_.after(connection->link->latency, [this, connection] { accept(connection); });
    const std::uint16_t port = static_cast<std::uint16_t>(40000 + connection->ends[0].id % 20000);
    tell(connection->ends[0], bgp::ConnectionUp{connection->ends[0].id, {connection->ends[0].address, port}, {connection->ends[1].address, 179}, other_family});
  });
}

// The third packet of the handshake is here. On a silent link it comes with the first data after the silence.
void Network::accept(const Shared& connection) {
  End& end = connection->ends[1];
  Host* target = host(end.address);
  if (connection->dead || end.id != 0 || end.vanished || connection->link->silent) return;
  if (target == nullptr || !target->listens()) {
    end.vanished = true;
    return;
  }
  end.id = target->new_connection_id();
  end.open = true;
  const std::uint16_t port = static_cast<std::uint16_t>(40000 + connection->ends[0].id % 20000);
  tell(end, bgp::ConnectionAccepted{end.id, {end.address, 179}, {connection->ends[0].address, port}, target->other_family()});
}

void Network::send_datagram(const IpAddress& from, const IpAddress& to, const Bytes& data) {
  const Link& over = link(from, to);
  if (over.silent || datagrams_[{from, to}]++ % 3 < over.datagrams_lost) return;
  agenda_.after(over.latency, [this, from, to, data] {
    if (Host* target = host(to)) target->arrived(bgp::BfdDatagram{from, to, 255, false, data});
  });
}

void Network::send(const IpAddress& from, ConnectionId id, const Bytes& data) {
  const auto [connection, at] = find(from, id);
  if (!connection) return;
  End& end = connection->ends[at];
  end.waiting.insert(end.waiting.end(), data.begin(), data.end());
  tell_queue(connection, at);
  flow(connection, at);
}

void Network::close(const IpAddress& from, ConnectionId id) {
  const auto [connection, at] = find(from, id);
  if (!connection) return;
  End& end = connection->ends[at];
  end.open = false;
  end.closing = true;
  if (connection->connecting) return bury(connection);
  flow(connection, at);
  linger(connection, at);
}

// A closed end goes on trying; when it may give up, the other end hears RST, or is not reachable and it tries on.
void Network::linger(const Shared& connection, int at) {
  agenda_.after(kLinger, [this, connection, at] {
    if (connection->dead) return;
    if (connection->link->silent) return linger(connection, at);
    lose(connection, 1 - at, "connection reset by peer");
  });
}

// From the program to the kernel, from the kernel to the wire.
void Network::flow(const Shared& connection, int at) {
  End& end = connection->ends[at];
  if (connection->dead || end.vanished) return;
  const Link& over = *connection->link;
  while (true) {
    const std::size_t taken = std::min(end.waiting.size(), over.buffer - std::min(over.buffer, end.kernel.size()));
    if (taken > 0) {
      end.kernel.insert(end.kernel.end(), end.waiting.begin(), end.waiting.begin() + static_cast<std::ptrdiff_t>(taken));
      end.waiting.erase(end.waiting.begin(), end.waiting.begin() + static_cast<std::ptrdiff_t>(taken));
      tell_queue(connection, at);
    }
    if (over.silent || end.draining) return;
    if (end.kernel.empty()) break;
    const std::size_t room = std::min(end.kernel.size(), window(*connection, at));
    if (room == 0) return;
    if (over.rate == 0) {
      put_on_wire(connection, at, room);
      continue;
    }
    const std::size_t count = std::min(room, std::clamp<std::size_t>(over.rate / 10, 1, 1460));
    put_on_wire(connection, at, count);
    end.draining = true;
    agenda_.after(std::chrono::nanoseconds(1'000'000'000 * count / over.rate), [this, connection, at] {
      connection->ends[at].draining = false;
      flow(connection, at);
    });
    return;
  }
  if (end.closing && (end.wire.empty() || !end.wire.back().last)) {
    end.wire.push_back({agenda_.now() + over.latency, {}, true});
    agenda_.at(end.wire.back().due, [this, connection, at] { deliver(connection, at); });
  }
}

// What the other end still takes: without limit while it reads.
std::size_t Network::window(const Connection& connection, int at) {
  const End& reader = connection.ends[1 - at];
  if (!reader.paused) return SIZE_MAX;
  std::size_t taken = reader.unread.size();
  for (const Segment& segment : connection.ends[at].wire) taken += segment.data.size();
  return connection.link->buffer - std::min(taken, connection.link->buffer);
}

void Network::pause(const IpAddress& at, ConnectionId id, bool paused) {
  const auto [connection, number] = find(at, id);
  if (!connection) return;
  End& end = connection->ends[number];
  end.paused = paused;
  if (paused) return;
  const bgp::ConnectionId reader = end.id;
  if (const Bytes waiting = std::exchange(end.unread, {}); !waiting.empty()) tell(end, bgp::BytesReceived{reader, waiting});
  if (connection->dead) return;
  deliver(connection, 1 - number);
  flow(connection, 1 - number);
}

std::vector<ConnectionId> Network::unread(const IpAddress& at) const {
  std::vector<ConnectionId> out;
  for (const Shared& connection : connections_) {
    for (const End& end : connection->ends) {
      if (end.address == at && end.open && !end.unread.empty()) out.push_back(end.id);
    }
  }
  return out;
}

void Network::put_on_wire(const Shared& connection, int at, std::size_t count) {
  End& end = connection->ends[at];
  const std::size_t piece = connection->link->chunk == 0 ? count : connection->link->chunk;
  const Instant due = agenda_.now() + connection->link->latency;
  for (std::size_t from = 0; from < count; from += piece) {
    const auto begin = end.kernel.begin() + static_cast<std::ptrdiff_t>(from);
    end.wire.push_back({due, Bytes(begin, begin + static_cast<std::ptrdiff_t>(std::min(piece, count - from))), false});
  }
  end.kernel.erase(end.kernel.begin(), end.kernel.begin() + static_cast<std::ptrdiff_t>(count));
  agenda_.at(due, [this, connection, at] { deliver(connection, at); });
}

void Network::tell_queue(const Shared& connection, int at) {
  End& end = connection->ends[at];
  if (!end.told) return;
  end.told = false;
  agenda_.after({}, [this, connection, at] {
    End& later = connection->ends[at];
    later.told = true;
    if (later.open) tell(later, bgp::WriteQueue{later.id, later.waiting.size()});
  });
}

void Network::deliver(const Shared& connection, int from) {
  std::deque<Segment>& wire = connection->ends[from].wire;
  const End& reader = connection->ends[1 - from];
  while (!connection->dead && !connection->link->silent && !wire.empty() && wire.front().due <= agenda_.now()) {
    if (reader.paused && wire.front().last) return;  // the end of the stream is read like all before it
    const Segment segment = std::move(wire.front());
    wire.pop_front();
    arrive(connection, from, segment);
  }
}

void Network::arrive(const Shared& connection, int from, const Segment& segment) {
  End& end = connection->ends[1 - from];
  if (end.id == 0) accept(connection);
  if (end.vanished) {  // nobody knows this connection there: RST
    agenda_.after(connection->link->latency, [this, connection, from] {
      if (!connection->dead && !connection->link->silent) lose(connection, from, "connection reset by peer");
    });
    return;
  }
  if (!segment.last) {
    if (end.open && end.paused) {
      end.unread.insert(end.unread.end(), segment.data.begin(), segment.data.end());
    } else if (end.open) {
      tell(end, bgp::BytesReceived{end.id, segment.data});
    }
    return;
  }
  const bool open = end.open;
  bury(connection);
  if (open) tell(end, bgp::ConnectionLost{end.id, "closed by the peer"});
}

void Network::lose(const Shared& connection, int at, const std::string& reason) {
  End& end = connection->ends[at];
  const bool open = end.open;
  bury(connection);
  if (open) tell(end, bgp::ConnectionLost{end.id, reason});
}

void Network::reset(const IpAddress& a, const IpAddress& b) {
  for (const Shared& connection : on(&link(a, b))) {
    if (connection->connecting) continue;
    for (int at : {0, 1}) {
      const End end = connection->ends[at];
      if (end.open && !end.vanished) agenda_.after({}, [this, end] { tell(end, bgp::ConnectionLost{end.id, "connection reset by peer"}); });
    }
    bury(connection);
  }
}

void Network::vanish(const IpAddress& address) {
  for (const Shared& connection : std::vector(connections_)) {
    for (int at : {0, 1}) {
      if (connection->ends[at].address == address) forget(connection, at);
    }
  }
}

// This end knows nothing of the connection any more; the other one may go on believing in it.
void Network::forget(const Shared& connection, int at) {
  End& end = connection->ends[at];
  end.open = false;
  end.vanished = true;
  end.waiting.clear();
  end.kernel.clear();
  end.wire.clear();
  if (connection->connecting || !connection->ends[1 - at].open) bury(connection);
}

void Network::set_silent(const IpAddress& a, const IpAddress& b, bool silent) {
  Link& over = link(a, b);
  if (std::exchange(over.silent, silent) == silent || silent) return;
  for (const Shared& connection : on(&over)) {
    for (int at : {0, 1}) {
      deliver(connection, at);
      flow(connection, at);
    }
  }
}

bool Network::quiet(const IpAddress& a, const IpAddress& b) {
  const auto still = [](const End& end) { return end.waiting.empty() && end.kernel.empty() && end.wire.empty() && end.told; };
  return std::ranges::all_of(on(&link(a, b)), [&](const Shared& connection) { return std::ranges::all_of(connection->ends, still); });
}

Network::Found Network::find(const IpAddress& address, ConnectionId id) const {
  for (const Shared& connection : connections_) {
    for (int at : {0, 1}) {
      const End& end = connection->ends[at];
      // What is closed cannot be meant: a node that booted again counts its connections from 1.
      if (end.address == address && end.id == id && !end.vanished && !end.closing) return {connection, at};
    }
  }
  return {};
}

Host* Network::host(const IpAddress& address) const {
  const auto found = hosts_.find(address);
  return found == hosts_.end() ? nullptr : found->second;
}

void Network::tell(const End& end, const bgp::TransportEvent& event) {
  if (Host* target = host(end.address)) target->handle(event);
}

void Network::bury(const Shared& connection) {
  connection->dead = true;
  connection->ends[0].open = connection->ends[1].open = false;
  std::erase(connections_, connection);
}

std::vector<Network::Shared> Network::on(const Link* link) const {
  std::vector<Shared> out;
  std::ranges::copy_if(connections_, std::back_inserter(out), [&](const Shared& connection) { return connection->link == link; });
  return out;
}

}  // namespace vigilcast::sim
