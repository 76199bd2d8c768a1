// What goes to many peers: encoded once, in turns, and nobody waits for the slowest.
#include "bgp/engine/update_group.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "bgp/engine/engine.h"
#include "bgp/engine/sender.h"
#include "bgp/wire/message.h"
#include "bgp/wire/open.h"
#include "tests/unit/bgp/engine/pair.h"

namespace vigilcast::bgp::update_group_test {

// One engine with passive peers that say no more than what brings their sessions up, and read only when they are told to.
class ManyPeers : public ::testing::Test {
 protected:
  void start(std::uint32_t count, std::uint32_t as_of_the_last = 65001) {
    std::vector<PeerConfig> all;
    for (std::uint32_t i = 0; i < count; ++i) {
      const IpAddress remote = IpAddress::v4(0xc6120001 + i);
      all.push_back(engine_test::peer_config(engine_test::kLeft, remote, 65000, i + 1 == count ? as_of_the_last : 65001));
      all.back().passive = true;
      all.back().hold_time = 0;
      all.back().extended_message = false;
    }
    engine.set_peers(all, now);
    engine.release_initial_routes(now);
    for (const PeerId id : engine.peers()) connect(id);
    take();
    sent.clear();
  }
  void connect(PeerId id) {
    engine.observe(id, {false, false, false});
    const PeerConfig& config = engine.config(id);
    const ConnectionId connection = engine.new_connection_id();
    connections[id] = connection;
    engine.handle(ConnectionAccepted{connection, {engine_test::kLeft, 179}, {config.address, 40000}, {}}, now);
    Open open;
    open.my_as = static_cast<std::uint16_t>(*config.peer_as);
    open.identifier = config.address;
    open.capabilities.families = {kIpv4Unicast};
    open.capabilities.as4 = config.peer_as;
    Bytes bytes;
    encode_open(bytes, open);
    encode_keepalive(bytes);
    engine.handle(BytesReceived{connection, bytes}, now);
  }
  void announce(std::uint32_t count, const std::vector<PeerId>& to) {
    std::vector<RouteChange> changes;
    for (std::uint32_t i = 0; i < count; ++i) {
      changes.emplace_back(
          Announce{Route{unicast_nlri(Prefix::host(IpAddress::v4(0x0a000000 + i))), {.self = true, .given = {}}, no_attributes(), {OwnerKind::config, {}}}});
    }
    for (const PeerId id : to) engine.apply(id, changes, now);
  }
  // What is sent in this turn.
  void take() {
    for (const Output& output : engine.take_outputs()) {
      if (const auto* send = std::get_if<SendBytes>(&output)) sent[send->connection].push_back(send->data);
    }
  }
  void reads(PeerId id) { engine.handle(WriteQueue{connections[id], 0}, now); }
  [[nodiscard]] std::vector<SharedBytes> to(PeerId id) { return sent[connections[id]]; }

  Engine engine{Rng(1)};
  Instant now;
  std::map<PeerId, ConnectionId> connections;
  std::map<ConnectionId, std::vector<SharedBytes>> sent;
};

TEST_F(ManyPeers, AnUpdateForManyIsOneBuffer) {
  start(3);
  announce(2000, engine.peers());
  take();
  const auto first = to(1);
  ASSERT_GE(first.size(), 3U);
  EXPECT_EQ(to(2), first) << "the buffers themselves, not equal ones";
  EXPECT_EQ(to(3), first);
}

TEST_F(ManyPeers, APeerThatMustHearOtherBytesHasItsOwn) {
  start(2, 65000);  // the last one is internal
  announce(10, engine.peers());
  take();
  ASSERT_EQ(to(1).size(), 1U);
  ASSERT_EQ(to(2).size(), 1U);
  EXPECT_NE(*to(1).front(), *to(2).front());
}

TEST_F(ManyPeers, WhatIsKeptNeverPassesForAnotherRouteThatGotItsNumber) {
  start(2);
  announce(1, {1});
  take();
  engine.apply(1, std::vector<RouteChange>{Withdraw{unicast_nlri(Prefix::host(IpAddress::v4(0x0a000000))), {OwnerKind::config, {}}}}, now);
  const Nlri other = unicast_nlri(*Prefix::parse("172.16.0.0/12"));
  const std::vector<RouteChange> changes{Announce{Route{other, {.self = true, .given = {}}, no_attributes(), {OwnerKind::config, {}}}}};
  engine.apply(2, changes, now);
  take();
  ASSERT_EQ(to(2).size(), 1U);
  const auto update = decode_update(ByteView(*to(2).front()).subspan(kHeaderSize), *engine.status(2).negotiated).update;
  ASSERT_EQ(update.announced.size(), 1U);
  EXPECT_EQ(update.announced[0].nlri, std::vector{other});
}

TEST_F(ManyPeers, ASlowPeerHoldsUpNobodyAndGetsTheLatestState) {
  start(2);
  constexpr std::uint32_t kRoutes = 200000;
  announce(kRoutes, engine.peers());
  for (int turn = 0; turn < 100; ++turn) {  // peer 1 reads all, peer 2 nothing
    take();
    reads(1);
    if (engine.next_deadline() && *engine.next_deadline() <= now) engine.on_time(now);
  }
  EXPECT_EQ(engine.status(1).routes_sent, kRoutes);
  EXPECT_LT(engine.status(2).routes_sent, kRoutes);
  // What the slow one has not heard of yet changes, and changes back; it never hears of it.
  std::vector<RouteChange> changes;
  for (std::uint32_t i = 0; i < kRoutes; ++i) changes.emplace_back(Withdraw{unicast_nlri(Prefix::host(IpAddress::v4(0x0a000000 + i))), {}});
  engine.apply(2, changes, now);
  std::size_t before = 0;
  for (const SharedBytes& each : to(2)) before += each->size();
  EXPECT_LT(before, Sender::kHighWater + 4096U);
  for (int turn = 0; turn < 100; ++turn) {
    reads(2);
    if (engine.next_deadline() && *engine.next_deadline() <= now) engine.on_time(now);
    take();
  }
  EXPECT_EQ(engine.status(2).routes_sent, 0U);
  std::size_t announced = 0, withdrawn = 0;
  for (const SharedBytes& each : to(2)) {
    const Update update = decode_update(ByteView(*each).subspan(kHeaderSize), *engine.status(2).negotiated).update;
    for (const Announced& routes : update.announced) announced += routes.nlri.size();
    for (const Withdrawn& routes : update.withdrawn) withdrawn += routes.nlri.size();
  }
  EXPECT_EQ(withdrawn, announced);
  EXPECT_LT(announced, kRoutes);
}

TEST_F(ManyPeers, MuchIsSentInSlicesAndEverybodyGetsATurn) {
  start(3);
  announce(100000, engine.peers());  // a slice at once for each
  take();
  for (const PeerId id : engine.peers()) {
    EXPECT_GE(engine.status(id).routes_sent, Sender::kSlice);
    EXPECT_LT(engine.status(id).routes_sent, 2 * Sender::kSlice);
    reads(id);
  }
  std::size_t turns = 0;
  for (; engine.next_deadline() && *engine.next_deadline() <= now && turns < 1000; ++turns) {
    sent.clear();
    engine.on_time(now);
    take();
    std::size_t bytes = 0;
    for (const auto& [connection, messages] : sent) {
      for (const SharedBytes& each : messages) bytes += each->size();
    }
    EXPECT_LT(bytes, 4 * Sender::kSlice * 5) << "one turn is bounded whatever waits";
    for (const PeerId id : engine.peers()) reads(id);
  }
  EXPECT_GE(turns, 3U * 100000 / (4 * Sender::kSlice));
  for (const PeerId id : engine.peers()) EXPECT_EQ(engine.status(id).routes_sent, 100000U);
}

// A hundred thousand routes that wait do not make a KEEPALIVE wait: timers are served before the next slice.
TEST(UpdateGroupTimers, AKeepaliveThatIsDueGoesOutBeforeTheNextSlice) {
  Engine engine{Rng(1)};
  Instant now;
  PeerConfig config = engine_test::peer_config(engine_test::kLeft, engine_test::kRight, 65000, 65001);
  config.passive = true;
  engine.set_peers(std::span(&config, 1), now);
  engine.release_initial_routes(now);
  const PeerId id = engine.peers().front();
  engine.observe(id, {false, false, false});
  const ConnectionId connection = engine.new_connection_id();
  engine.handle(ConnectionAccepted{connection, {engine_test::kLeft, 179}, {engine_test::kRight, 40000}, {}}, now);
  Open open;
  open.my_as = 65001;
  open.hold_time = 9;
  open.identifier = engine_test::kRight;
  open.capabilities.families = {kIpv4Unicast};
  Bytes bytes;
  encode_open(bytes, open);
  encode_keepalive(bytes);
  engine.handle(BytesReceived{connection, bytes}, now);
  std::vector<RouteChange> changes;
  for (std::uint32_t i = 0; i < 100000; ++i) {
    changes.emplace_back(Announce{Route{unicast_nlri(Prefix::host(IpAddress::v4(0x0a000000 + i))), {.self = true, .given = {}}, no_attributes(), {}}});
  }
  engine.apply(id, changes, now);
  engine.handle(WriteQueue{connection, 0}, now);
  engine.take_outputs();
  ASSERT_EQ(engine.next_deadline(), now) << "there is more to send";
  now += std::chrono::seconds(4);
  engine.on_time(now);
  const auto outputs = engine.take_outputs();
  const auto* first = outputs.empty() ? nullptr : std::get_if<SendBytes>(outputs.data());
  for (std::size_t i = 0; first == nullptr && i < outputs.size(); ++i) first = std::get_if<SendBytes>(&outputs[i]);
  ASSERT_NE(first, nullptr);
  EXPECT_EQ(first->data->size(), kHeaderSize) << "a KEEPALIVE has no body";
}

}  // namespace vigilcast::bgp::update_group_test
