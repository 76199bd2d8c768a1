// Routes through the engine, without sockets: from route changes to bytes and from bytes to the Adj-RIB-In. The kernel of these benchmarks takes all at once.
#include <benchmark/benchmark.h>
#include <malloc.h>

#include <algorithm>

#include "bgp/engine/engine.h"
#include "bgp/wire/message.h"
#include "bgp/wire/open.h"

namespace vigilcast::bgp::engine_bench {

const IpAddress kLocal = IpAddress::v4(0xc0000201);

PeerConfig peer(std::uint32_t number) {
  PeerConfig out;
  out.name = std::to_string(number);
  out.address = IpAddress::v4(0xc6120000 + number);
  out.local_address = kLocal;
  out.router_id = kLocal;
  out.local_as = 65000;
  out.peer_as = 65001;
  out.passive = true;
  out.families = {kIpv4Unicast};
  out.extended_message = false;
  return out;
}

// An engine whose peers are established and observe nothing.
class Established {
 public:
  explicit Established(std::uint32_t peers) {
    std::vector<PeerConfig> all;
    for (std::uint32_t i = 1; i <= peers; ++i) all.push_back(peer(i));
    engine.set_peers(all, now);
    engine.release_initial_routes(now);
    for (const PeerId id : engine.peers()) connect(id);
    deliver();
  }

  void connect(PeerId id) {
    engine.observe(id, {false, false, false});
    const IpAddress remote = engine.config(id).address;
    const ConnectionId connection = engine.new_connection_id();
    engine.handle(ConnectionAccepted{connection, {kLocal, 179}, {remote, 40000}, {}}, now);
    Open open;
    open.my_as = 65001;
    open.hold_time = 0;
    open.identifier = remote;
    open.capabilities.families = {kIpv4Unicast};
    open.capabilities.as4 = 65001;
    Bytes bytes;
    encode_open(bytes, open);
    encode_keepalive(bytes);
    engine.handle(BytesReceived{connection, bytes}, now);
    connections.push_back(connection);
  }

  // Takes what the engine sends until it is quiet.
  void deliver() {
    for (auto outputs = engine.take_outputs(); !outputs.empty(); outputs = engine.take_outputs()) {
      for (const Output& output : outputs) {
        if (const auto* send = std::get_if<SendBytes>(&output)) {
          bytes_sent += send->data->size();
          ++messages;
        }
      }
      for (const ConnectionId connection : connections) engine.handle(WriteQueue{connection, 0}, now);
      if (engine.next_deadline() && *engine.next_deadline() <= now) engine.on_time(now);
    }
  }

  Engine engine{Rng(1)};
  Instant now;
  std::vector<ConnectionId> connections;
  std::size_t bytes_sent = 0;
  std::size_t messages = 0;
};

AttributeSet attributes(std::uint32_t number) {
  AttributeSet out;
  out.set(Med{number});
  out.set(Communities{{Community{0xfde80000 + number % 65536}}});
  return out;
}

std::vector<RouteChange> announcements(std::uint32_t count, std::uint32_t attribute_sets) {
  std::vector<SharedAttributes> sets;
  for (std::uint32_t i = 0; i < attribute_sets; ++i) sets.push_back(std::make_shared<const AttributeSet>(attributes(i)));
  std::vector<RouteChange> out;
  out.reserve(count);
  for (std::uint32_t i = 0; i < count; ++i) {
    out.emplace_back(Announce{Route{unicast_nlri({IpAddress::v4(0x0a000000 + i), 32}), {.self = true, .given = {}}, sets[i % attribute_sets], {}}});
  }
  return out;
}

std::size_t memory() {
  const auto info = mallinfo2();
  return info.uordblks + info.hblkhd;
}

// Peers, routes of each, attribute sets that alternate.
void originate(benchmark::State& state) {
  const auto routes = static_cast<std::uint32_t>(state.range(1));
  const std::vector<RouteChange> changes = announcements(routes, static_cast<std::uint32_t>(state.range(2)));
  for (auto _ : state) {
    state.PauseTiming();
    auto node = std::make_unique<Established>(static_cast<std::uint32_t>(state.range(0)));
    node->messages = 0;
    const std::size_t before = memory();
    state.ResumeTiming();
    for (const PeerId id : node->engine.peers()) node->engine.apply(id, changes, node->now);
    node->deliver();
    state.PauseTiming();
    state.counters["B/route"] = static_cast<double>(memory() - before) / static_cast<double>(routes) / static_cast<double>(state.range(0));
    state.counters["UPDATEs"] = static_cast<double>(node->messages);
    node.reset();
    state.ResumeTiming();
  }
  state.SetItemsProcessed(state.iterations() * state.range(0) * state.range(1));
}
BENCHMARK(originate)
    ->Args({1, 1000000, 1})
    ->Args({1, 1000000, 100})
    ->Args({1, 1000000, 160000})
    ->Args({100, 1000, 1})
    ->Args({10, 100000, 1})
    ->Unit(benchmark::kMillisecond)
    ->Iterations(3);

// The session comes back: everything once more, from what is known.
void send_again(benchmark::State& state) {
  Established node(1);
  const PeerId id = node.engine.peers().front();
  node.engine.apply(id, announcements(1000000, 100), node.now);
  node.deliver();
  for (auto _ : state) {
    node.engine.refresh(id, kIpv4Unicast, node.now);
    node.deliver();
  }
  state.SetItemsProcessed(state.iterations() * 1000000);
}
BENCHMARK(send_again)->Unit(benchmark::kMillisecond)->Iterations(5);

// `routes` /32 prefixes, ten a message, in runs of messages that share an attribute set as a full table does.
Bytes table(std::uint32_t routes, std::uint32_t attribute_sets) {
  Negotiated session;
  session.local_as = 65001;
  session.peer_as = 65000;
  session.as4 = true;
  session.families = {kIpv4Unicast};
  const std::uint32_t messages = routes / 10;
  Bytes out;
  for (std::uint32_t i = 0; i < messages; ++i) {
    AttributeSet set = attributes(static_cast<std::uint32_t>(std::uint64_t{i} * attribute_sets / messages));
    set.set(Origin{});
    set.set(AsPath::sequence({65001}));
    std::vector<Nlri> nlri;
    for (std::uint32_t j = 0; j < 10; ++j) nlri.push_back(unicast_nlri({IpAddress::v4(0x0a000000 + i * 10 + j), 32}));
    encode_announce(out, kIpv4Unicast, {IpAddress::v4(0xc6120001), {}}, set, nlri, session);
  }
  return out;
}

void read_all(Established& node, const Bytes& stream) {
  const ByteView all(stream);
  for (std::size_t at = 0; at < all.size(); at += 65536) {
    for (const ConnectionId connection : node.connections) {
      node.engine.handle(BytesReceived{connection, all.subspan(at, std::min<std::size_t>(65536, all.size() - at))}, node.now);
    }
    node.deliver();
  }
}

// Sessions, routes of each (all say the same destinations), attribute sets: received and kept.
void receive(benchmark::State& state) {
  const auto sessions = static_cast<std::uint32_t>(state.range(0)), routes = static_cast<std::uint32_t>(state.range(1));
  const Bytes stream = table(routes, static_cast<std::uint32_t>(state.range(2)));
  for (auto _ : state) {
    state.PauseTiming();
    auto node = std::make_unique<Established>(sessions);
    const std::size_t before = memory();
    state.ResumeTiming();
    read_all(*node, stream);
    state.PauseTiming();
    state.counters["B/path"] = static_cast<double>(memory() - before) / routes / sessions;
    state.counters["MiB"] = static_cast<double>(memory() - before) / (1 << 20);
    if (node->engine.status(node->engine.peers().back()).routes_received != routes) state.SkipWithError("routes are missing");
    node.reset();
    state.ResumeTiming();
  }
  state.SetItemsProcessed(state.iterations() * sessions * routes);
}
BENCHMARK(receive)
    ->Args({1, 1000000, 1})
    ->Args({1, 1000000, 100000})
    ->Args({10, 100000, 1})
    ->Args({10, 100000, 10000})
    ->Args({100, 10, 1})
    ->Unit(benchmark::kMillisecond)
    ->Iterations(3);

}  // namespace vigilcast::bgp::engine_bench
