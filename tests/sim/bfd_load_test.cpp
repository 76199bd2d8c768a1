// A hundred BFD sessions, and as many hold timers (T10), of 300 ms x 3 while a table is sent to a hundred peers by a machine that is too slow for it. Every
// byte it writes costs it time, in which it hears nobody; what arrives meanwhile waits, as in a socket, and is read before a timer is served, as the speaker
// does it.
#include <gtest/gtest.h>

#include <deque>
#include <map>

#include "bgp/engine/engine.h"
#include "bgp/wire/attr/all.h"
#include "bgp/wire/message.h"
#include "bgp/wire/nlri/all.h"

namespace vigilcast::sim::bfd_load_test {

using namespace std::chrono_literals;
using namespace bgp;

constexpr int kPeers = 100;
constexpr Duration kByte = 8us;  // what it costs to write one

IpAddress router(int number) { return IpAddress::v4(0x0a000100U + static_cast<std::uint32_t>(number)); }
const IpAddress kUs = IpAddress::v4(0x0a000001U);

// A router that answers BGP with as little as it takes, and whose BFD is never late.
struct Router {
  bfd::Session bfd;
  ConnectionId connection = 0;
  std::optional<Instant> speaks;   // the next KEEPALIVE
  Instant heard;                   // our last one
};

class SlowMachine {
 public:
  explicit SlowMachine(std::uint16_t hold_time = 0) : hold(hold_time) {
    std::vector<PeerConfig> all;
    for (int i = 0; i < kPeers; ++i) {
      PeerConfig config;
      config.name = "r" + std::to_string(i);
      config.address = router(i);
      config.local_address = kUs;
      config.local_as = 65000;
      config.peer_as = 65001;
      config.router_id = kUs;
      config.hold_time = hold;
      config.families = {kIpv4Unicast};
      config.bfd = BfdConfig{};
      all.push_back(config);
      routers.emplace(
          router(i),
          Router{.bfd = bfd::Session({}, {}, static_cast<std::uint32_t>(1000 + i), Rng(static_cast<std::uint64_t>(i)), now), .speaks = {}, .heard = {}});
    }
    engine.set_peers(all, now);
    engine.release_initial_routes(now);
    work();
  }

  void announce(std::uint32_t count) {
    std::vector<RouteChange> routes;
    for (std::uint32_t i = 0; i < count; ++i) {
      AttributeSet set;
      set.set(Med{i % 50});
      routes.emplace_back(Announce{Route{unicast_nlri({IpAddress::v4(0xc0000000U + (i << 8U)), 24}),
                                         {.self = true, .given = {}},
                                         std::make_shared<const AttributeSet>(set),
                                         {OwnerKind::process, "p"}}});
    }
    for (const PeerId peer : engine.peers()) {
      engine.apply(peer, routes, now);
      work();
      turn();
    }
  }

  void run(Duration length) {
    const Instant end = now + length;
    while (now < end) {
      const auto next = next_event();
      if (!next || *next > end) break;
      now = std::max(now, *next);
      turn();
    }
    now = std::max(now, end);
  }

  std::uint64_t downs() {
    std::uint64_t out = 0;
    for (const PeerId peer : engine.peers()) out += engine.status(peer).bfd->downs;
    for (const auto& [address, one] : routers) out += one.bfd.status().downs;
    return out;
  }
  int up() {
    int out = 0;
    for (const PeerId peer : engine.peers())
      out += engine.status(peer).bfd->state == bfd::State::up && engine.status(peer).state == fsm::State::established ? 1 : 0;
    return out;
  }

  Engine engine{Rng(7)};
  Instant now{1h};
  std::map<IpAddress, Router> routers;
  Duration longest_turn{}, busy{}, longest_silence{};

 private:
  std::optional<Instant> next_event() {
    if (!arrived.empty() || !drained.empty()) return now;
    auto next = engine.next_deadline();
    for (const auto& [address, one] : routers) next = earlier(earlier(next, one.bfd.next_deadline()), one.speaks);
    return next;
  }

  void turn() {
    for (auto& [address, one] : routers) serve(address, one);
    read_datagrams();
    if (const auto due = engine.next_deadline(); due && *due <= now) engine.on_time(now);
    work();
    if (drained.empty()) return;
    const ConnectionId connection = drained.front();  // one socket has room again
    drained.pop_front();
    engine.handle(WriteQueue{connection, 0}, now);
    work();
  }

  void serve(const IpAddress& address, Router& one) {
    if (const auto due = one.bfd.next_deadline(); due && *due <= now) one.bfd.on_time(now);
    if (one.speaks && *one.speaks <= now) {
      Bytes words;
      encode_keepalive(words);
      engine.handle(BytesReceived{one.connection, words}, now);
      one.speaks = *one.speaks + std::chrono::seconds(hold) / 3;
    }
    for (Bytes& packet : one.bfd.take_packets()) arrived.emplace_back(address, std::move(packet));
  }

  void read_datagrams() {
    for (const auto& [from, data] : std::exchange(arrived, {})) engine.handle(BfdDatagram{from, kUs, 255, false, data}, now);
  }

  // One turn: BFD leaves first, then every byte takes its time.
  void work() {
    const Instant began = now;
    for (auto outputs = engine.take_outputs();; outputs = engine.take_outputs()) {
      send_bfd();
      if (outputs.empty()) break;
      for (const Output& output : outputs) carry_out(output);
    }
    longest_turn = std::max(longest_turn, now - began);
    busy += now - began;
  }

  void send_bfd() {
    for (const BfdOrder& order : engine.take_bfd_orders()) {
      if (const auto* open = std::get_if<OpenBfd>(&order)) paths[open->id] = open->path.remote;
      const auto* send = std::get_if<SendBfd>(&order);
      if (send == nullptr) continue;
      routers.at(paths.at(send->id)).bfd.receive(*bfd::decode(send->data), send->data, now);
    }
  }

  void carry_out(const Output& output) {
    if (const auto* open = std::get_if<OpenConnection>(&output)) {
      const IpAddress remote = engine.config(open->peer).address;
      engine.handle(ConnectionUp{open->connection, {kUs, 40000}, {remote, 179}, {}}, now);
      greet(open->connection, remote);
    }
    if (const auto* send = std::get_if<SendBytes>(&output)) {
      if (send->data->size() == kHeaderSize) note_keepalive(routers.at(peer_of.at(send->connection)));
      now += kByte * static_cast<Duration::rep>(send->data->size());
      if (drained.empty() || drained.back() != send->connection) drained.push_back(send->connection);
    }
  }

  void note_keepalive(Router& to) {
    if (to.heard != Instant{}) longest_silence = std::max(longest_silence, now - to.heard);
    to.heard = now;
  }

  void greet(ConnectionId connection, const IpAddress& remote) {
    peer_of[connection] = remote;
    Router& router = routers.at(remote);
    router.connection = connection;
    if (hold != 0) router.speaks = now + std::chrono::seconds(hold) / 3;
    Open open;
    open.my_as = 65001;
    open.hold_time = hold;
    open.identifier = remote;
    open.capabilities.families = {kIpv4Unicast};
    open.capabilities.as4 = 65001;
    Bytes words;
    encode_open(words, open);
    encode_keepalive(words);
    engine.handle(BytesReceived{connection, words}, now);
  }

  std::uint16_t hold;
  std::map<ConnectionId, IpAddress> peer_of;
  std::map<BfdId, IpAddress> paths;
  std::vector<std::pair<IpAddress, Bytes>> arrived;
  std::deque<ConnectionId> drained;
};

TEST(BfdLoad, AHundredSessionsNeverFlapWhileATableIsSent) {
  SlowMachine machine;
  machine.run(10s);
  ASSERT_EQ(machine.up(), kPeers);
  machine.announce(800);
  machine.run(30s);
  EXPECT_EQ(machine.downs(), 0U);
  EXPECT_EQ(machine.up(), kPeers);
  EXPECT_GT(machine.busy, 3s) << "otherwise there was nothing to stand";
  for (const PeerId peer : machine.engine.peers()) EXPECT_EQ(machine.engine.status(peer).routes_sent, 800U);
}

TEST(BfdLoad, KeepalivesLeaveInTimeWhileATableIsSent) {
  SlowMachine machine(9);
  machine.run(10s);
  ASSERT_EQ(machine.up(), kPeers);
  machine.announce(800);
  machine.run(30s);
  EXPECT_EQ(machine.up(), kPeers);
  EXPECT_GT(machine.busy, 3s) << "otherwise there was nothing to stand";
  EXPECT_GT(machine.longest_silence, 2s);
  EXPECT_LT(machine.longest_silence, 3500ms) << "a third of the hold time, and what a turn may take";
}

}  // namespace vigilcast::sim::bfd_load_test
