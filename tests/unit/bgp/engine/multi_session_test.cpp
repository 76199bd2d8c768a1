// Several sessions with one router, each for a group of families: which of them a connection is for, only its OPEN tells.
#include <gtest/gtest.h>

#include "bgp/engine/lobby.h"
#include "tests/unit/bgp/engine/pair.h"

namespace vigilcast::bgp::multi_session_test {

using engine_test::kLeft;
using engine_test::kRight;
using engine_test::Pair;
using namespace std::chrono_literals;

PeerConfig group(PeerConfig config, Family family) {
  config.name += " for " + family_name(family);
  config.families = {family};
  config.multi_session = MultiSession{{1}, true};
  config.cisco_multi_session.emplace();
  return config;
}

class MultiSessionTest : public testing::Test {
 protected:
  // The two sides have the groups in opposite order.
  void start() {
    const PeerConfig on_left[] = {group(left, kIpv4Unicast), group(left, kIpv6Unicast)};
    const PeerConfig on_right[] = {group(right, kIpv6Unicast), group(right, kIpv4Unicast)};
    for (auto* engine : {&pair.left.engine, &pair.right.engine}) engine->release_initial_routes(pair.now);
    pair.left.engine.set_peers(on_left, pair.now);
    pair.right.engine.set_peers(on_right, pair.now);
    pair.run_for(30s);
  }
  static std::string sessions(const Pair::Side& side) {
    std::string out;
    for (const PeerId id : side.engine.peers()) {
      const PeerStatus& status = side.engine.status(id);
      out += family_name(status.config.families.front()) + " " + std::string(state_name(status.state)) + " " + std::to_string(status.sessions) + "; ";
    }
    return out;
  }
  ConnectionId call() {
    const ConnectionId id = pair.right.engine.new_connection_id();
    pair.right.engine.handle(ConnectionAccepted{id, {kRight, 179}, {kLeft, 40000}, {}}, pair.now);
    return id;
  }
  // What right says on its own connections, and whether it closes them.
  std::string answers() {
    std::string out;
    for (const Output& output : pair.right.engine.take_outputs()) {
      if (const auto* send = std::get_if<SendBytes>(&output)) {
        const Bytes& bytes = *send->data;
        out += "message " + std::to_string(bytes[18]) + (bytes[18] == 3 ? " " + std::to_string(bytes[19]) + "/" + std::to_string(bytes[20]) : "") + "; ";
      }
      if (std::holds_alternative<CloseConnection>(output)) out += "close; ";
    }
    return out;
  }

  Pair pair;
  PeerConfig left = engine_test::peer_config(kLeft, kRight, 65001, 65000);
  PeerConfig right = engine_test::peer_config(kRight, kLeft, 65000, 65001);
};

TEST_F(MultiSessionTest, EachGroupHasASessionWhenOneSideCalls) {
  right.passive = true;
  start();
  EXPECT_EQ(sessions(pair.left), "ipv4 unicast Established 1; ipv6 unicast Established 1; ");
  EXPECT_EQ(sessions(pair.right), "ipv6 unicast Established 1; ipv4 unicast Established 1; ");
}

TEST_F(MultiSessionTest, EachGroupHasASessionWhenBothSidesCallAtOnce) {
  start();
  EXPECT_EQ(sessions(pair.left), "ipv4 unicast Established 1; ipv6 unicast Established 1; ");
  EXPECT_EQ(sessions(pair.right), "ipv6 unicast Established 1; ipv4 unicast Established 1; ");
}

TEST_F(MultiSessionTest, ARouteGoesWhereItsFamilyIs) {
  start();
  const PeerId ipv6 = pair.left.engine.peers().back();
  const RouteChange change =
      Announce{Route{unicast_nlri(*Prefix::parse("2001:db8::/32")), {.self = false, .given = {*IpAddress::parse("2001:db8::1"), {}}}, no_attributes(), {}}};
  pair.left.engine.apply(ipv6, std::span(&change, 1), pair.now);
  pair.settle();
  EXPECT_EQ(pair.right.engine.status(pair.right.engine.peers().front()).routes_received, 1U);
  EXPECT_EQ(pair.right.engine.status(pair.right.engine.peers().back()).routes_received, 0U);
}

TEST_F(MultiSessionTest, NothingIsSaidBeforeTheOpenIsHere) {
  right.passive = true;
  pair.left.deaf = true;
  const PeerConfig on_right[] = {group(right, kIpv6Unicast), group(right, kIpv4Unicast)};
  pair.right.engine.set_peers(on_right, pair.now);
  Open open{.my_as = 65001, .hold_time = 9, .identifier = kLeft, .capabilities = {}};
  open.capabilities.families = {kIpv4Unicast};
  open.capabilities.multi_session.emplace();
  open.capabilities.as4 = 65001;
  Bytes message;
  encode_open(message, open);
  answers();
  const ConnectionId connection = call();
  pair.right.engine.handle(BytesReceived{connection, ByteView(message).first(20)}, pair.now);
  EXPECT_EQ(answers(), "");
  pair.right.engine.handle(BytesReceived{connection, ByteView(message).subspan(20)}, pair.now);
  EXPECT_EQ(answers(), "message 1; message 4; ");
  EXPECT_EQ(pair.right.engine.status(pair.right.engine.peers().back()).state, fsm::State::open_confirm);
}

TEST_F(MultiSessionTest, AGroupThatNobodyHasAndNonsenseAreAnsweredByTheFirstSession) {
  right.passive = true;
  const PeerConfig on_right[] = {group(right, kIpv6Unicast), group(right, kIpv4Unicast)};
  pair.right.engine.set_peers(on_right, pair.now);
  Open open{.my_as = 65001, .hold_time = 9, .identifier = kLeft, .capabilities = {}};
  open.capabilities.families = {kIpv4Flow};
  open.capabilities.multi_session.emplace();
  Bytes message;
  encode_open(message, open);
  answers();
  pair.right.engine.handle(BytesReceived{call(), message}, pair.now);
  EXPECT_EQ(answers(), "message 1; message 3 2/8; close; ");
  pair.right.engine.handle(BytesReceived{call(), Bytes(19, 0)}, pair.now);
  EXPECT_EQ(answers(), "message 1; message 3 1/1; close; ");
}

TEST_F(MultiSessionTest, WhoSaysNothingIsSentAway) {
  right.passive = true;
  const PeerConfig on_right[] = {group(right, kIpv6Unicast), group(right, kIpv4Unicast)};
  pair.right.engine.set_peers(on_right, pair.now);
  const ConnectionId gone = call();
  call();
  pair.right.engine.handle(ConnectionLost{gone, "closed by the peer"}, pair.now);
  answers();
  pair.now += Lobby::kPatience;
  ASSERT_EQ(pair.right.engine.next_deadline(), pair.now);
  pair.right.engine.on_time(pair.now);
  EXPECT_EQ(answers(), "message 3 6/5; close; ") << "the other one has gone by itself";
}

}  // namespace vigilcast::bgp::multi_session_test
