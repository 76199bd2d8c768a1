#include "bgp/engine/refresh.h"

#include <gtest/gtest.h>

#include "tests/unit/bgp/engine/pair.h"

namespace vigilcast::bgp::refresh_test {

using engine_test::kLeft;
using engine_test::kRight;
using engine_test::Pair;
using namespace std::chrono_literals;

constexpr std::size_t kRoutes = 5;

class RefreshTest : public testing::Test {
 protected:
  void start() {
    for (PeerConfig* config : {&left, &right}) config->route_refresh = true;
    pair.open(left, right);
    std::vector<RouteChange> changes;
    for (std::size_t i = 0; i < kRoutes; ++i) changes.emplace_back(Announce{Route{nlri(i), {.self = true, .given = {}}, no_attributes(), {}}});
    pair.left.engine.apply(pair.left.engine.peers().front(), changes, pair.now);
    pair.run_for(30s);
    ASSERT_EQ(held(), kRoutes);
    pair.right.events.clear();
  }
  static Nlri nlri(std::size_t i) { return unicast_nlri(*Prefix::parse("10.0." + std::to_string(i) + ".0/24")); }
  void ask() { pair.right.engine.request_refresh(pair.right.engine.peers().front(), kIpv4Unicast, pair.now); }
  // As if the peer had sent it on its connection.
  void say(const RouteRefresh& refresh) {
    Bytes message;
    encode_route_refresh(message, refresh);
    pair.right.engine.handle(BytesReceived{pair.right.other_end.begin()->first, message}, pair.now);
  }
  void repeat(std::size_t i) {
    Bytes message;
    AttributeSet attributes;
    attributes.set(Origin{});
    attributes.set(AsPath::sequence({65001}));
    const Nlri one = nlri(i);
    encode_announce(message, kIpv4Unicast, {kLeft, {}}, attributes, std::span(&one, 1), *Pair::status(pair.right).negotiated);
    pair.right.engine.handle(BytesReceived{pair.right.other_end.begin()->first, message}, pair.now);
  }
  std::size_t held() const { return Pair::status(pair.right).routes_received; }
  // What right heard since the start, in short: B and E around each dump, and how many routes.
  std::string heard() const {
    std::string out;
    for (const PeerEvent& event : pair.right.events) {
      if (const auto* seen = std::get_if<RefreshSeen>(&event.kind); seen != nullptr && seen->direction == Direction::receive)
        out += "?BE"[seen->refresh.subtype];
      const auto* update = std::get_if<UpdateSeen>(&event.kind);
      if (update == nullptr || update->direction != Direction::receive) continue;
      for (const Announced& announced : update->update.announced) out += std::to_string(announced.nlri.size());
    }
    return out;
  }
  std::size_t gone() const {
    std::size_t out = 0;
    for (const PeerEvent& event : pair.right.events) {
      if (const auto* stale = std::get_if<StaleRoutesGone>(&event.kind)) out += stale->nlri.size();
    }
    return out;
  }

  Pair pair;
  PeerConfig left = engine_test::peer_config(kLeft, kRight, 65001, 65000);
  PeerConfig right = engine_test::peer_config(kRight, kLeft, 65000, 65001);
};

TEST_F(RefreshTest, WhatIsAskedForComesBetweenBeginAndEnd) {
  start();
  ask();
  pair.settle();
  EXPECT_EQ(heard(), "B5E");
  EXPECT_EQ(held(), kRoutes);
  EXPECT_EQ(gone(), 0U);
}

TEST_F(RefreshTest, AFloodOfRequestsIsAnsweredOnceASecond) {  // R07
  start();
  for (int i = 0; i < 10000; ++i) ask();
  pair.settle();
  EXPECT_EQ(heard(), "B5E");
  pair.run_for(900ms);
  EXPECT_EQ(heard(), "B5E");
  pair.run_for(100ms);
  EXPECT_EQ(heard(), "B5EB5E") << "what was asked for after the first answer began";
  pair.run_for(10s);
  EXPECT_EQ(heard(), "B5EB5E");
}

TEST_F(RefreshTest, WhatIsNotRepeatedBetweenBeginAndEndIsGone) {
  start();
  say({kIpv4Unicast, 1});
  EXPECT_EQ(held(), kRoutes);
  repeat(0);
  repeat(1);
  say({kIpv4Unicast, 2});
  pair.settle();
  EXPECT_EQ(held(), 2U);
  EXPECT_EQ(gone(), 3U);
}

TEST_F(RefreshTest, ASecondBeginStartsAnew) {  // R05
  start();
  say({kIpv4Unicast, 1});
  for (std::size_t i = 0; i < kRoutes; ++i) repeat(i);
  say({kIpv4Unicast, 1});
  repeat(3);
  say({kIpv4Unicast, 2});
  pair.settle();
  EXPECT_EQ(held(), 1U);
}

TEST_F(RefreshTest, AnEndThatNeverComesIsTakenAsReadAfterAWhile) {
  start();
  say({kIpv4Unicast, 1});
  repeat(0);
  pair.run_for(RefreshIntake::kLongest - 1s);
  EXPECT_EQ(held(), kRoutes);
  pair.run_for(1s);
  EXPECT_EQ(held(), 1U);
}

TEST_F(RefreshTest, WhatMeansNothingIsIgnored) {
  start();
  say({kIpv4Unicast, 2});                     // an end without a begin
  say({kIpv4Unicast, 3});                     // an unknown subtype
  say({{Afi::ipv4, Safi::multicast}, 0});     // a family of another session
  say({{Afi::ipv4, Safi::multicast}, 1});
  pair.run_for(10min);
  EXPECT_EQ(held(), kRoutes);
  EXPECT_EQ(gone(), 0U);
  EXPECT_EQ(Pair::status(pair.right).sessions, 1U);
}

}  // namespace vigilcast::bgp::refresh_test
