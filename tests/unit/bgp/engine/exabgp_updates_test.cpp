// PeerConfig::exabgp_updates: which routes share an UPDATE, and what is said with a withdrawal. And what need not be said twice.
#include <gtest/gtest.h>

#include "bgp/engine/engine.h"
#include "bgp/wire/nlri/vpn.h"
#include "tests/unit/bgp/engine/pair.h"

namespace vigilcast::bgp::exabgp_updates_test {

using namespace std::chrono_literals;
using namespace engine_test;

constexpr Family kVpn{Afi::ipv4, Safi::mpls_vpn};

class ExabgpUpdatesTest : public ::testing::Test {
 protected:
  void start() {
    pair.open(left_config, right_config);
    pair.run_for(30s);
  }
  static RouteChange announcement(std::string_view prefix, RouteNextHop next_hop = {.self = true, .given = {}}) {
    return Announce{Route{unicast_nlri(*Prefix::parse(prefix)), next_hop, no_attributes(), {OwnerKind::process, "p"}}};
  }
  // The number of UPDATEs that the changes become.
  std::size_t updates_for(const std::vector<RouteChange>& changes) {
    const std::size_t before = Pair::status(pair.left).sent.update;
    pair.left.engine.apply(pair.left.engine.peers().front(), changes, pair.now);
    pair.settle();
    return Pair::status(pair.left).sent.update - before;
  }

  Pair pair;
  PeerConfig left_config = peer_config(kLeft, kRight, 65001, 65000);
  PeerConfig right_config = peer_config(kRight, kLeft, 65000, 65001);
};

TEST_F(ExabgpUpdatesTest, OnlyIpv4UnicastRoutesShareAnUpdate) {
  const RouteNextHop ipv6{.self = false, .given = {*IpAddress::parse("2001:db8::1"), {}}};
  start();
  EXPECT_EQ(updates_for({announcement("10.0.0.0/8"), announcement("11.0.0.0/8"), announcement("2001:db8:1::/48", ipv6), announcement("2001:db8:2::/48", ipv6)}),
            2U);
  left_config.exabgp_updates = true;
  pair.left.engine.set_peers(std::span(&left_config, 1), pair.now);
  EXPECT_EQ(updates_for({announcement("12.0.0.0/8"), announcement("13.0.0.0/8"), announcement("2001:db8:3::/48", ipv6), announcement("2001:db8:4::/48", ipv6)}),
            3U);
  EXPECT_EQ(Pair::status(pair.right).routes_received, 8U);
}

TEST_F(ExabgpUpdatesTest, AnAddressThatSelfAlreadyWasIsNotSaidAgain) {
  start();
  EXPECT_EQ(updates_for({announcement("10.0.0.0/8")}), 1U);
  EXPECT_EQ(updates_for({announcement("10.0.0.0/8", {.self = false, .given = {kLeft, {}}})}), 0U);
  EXPECT_EQ(updates_for({announcement("10.0.0.0/8", {.self = false, .given = {kRight, {}}})}), 1U) << "another one is";
  EXPECT_EQ(updates_for({announcement("10.0.0.0/8")}), 1U);
}

TEST_F(ExabgpUpdatesTest, ANextHopThatTheFileVouchesForIsSentWithoutTheCapability) {
  const std::vector<RouteChange> change{announcement("2001:db8::/32", {.self = false, .given = {kLeft, {}}})};
  start();
  EXPECT_EQ(updates_for(change), 0U);
  left_config.assumed_next_hop = {{kIpv6Unicast, Afi::ipv4}};
  start();
  EXPECT_EQ(updates_for(change), 1U);
}

TEST_F(ExabgpUpdatesTest, SelfNeedNotBeOurEndOfTheSession) {
  left_config.self_address = IpAddress::parse("192.0.2.77").value();
  start();
  EXPECT_EQ(updates_for({announcement("10.0.0.0/8")}), 1U);
  EXPECT_EQ(pair.received(), "10.0.0.0/8 via 192.0.2.77 origin igp as-path ( 65001 )\n");
  left_config.self_address.reset();
  pair.left.engine.set_peers(std::span(&left_config, 1), pair.now);
  pair.settle();
  EXPECT_EQ(pair.received(), "10.0.0.0/8 via 192.0.2.1 origin igp as-path ( 65001 )\n") << "without a new session";
}

TEST_F(ExabgpUpdatesTest, AWithdrawalIsNotLostForItsAttributes) {
  const Nlri nlri = vpn_nlri(*RouteDistinguisher::parse("65000:1"), *Prefix::parse("10.0.0.0/8"), 0);
  left_config.families = right_config.families = {kVpn};
  left_config.exabgp_updates = true;
  start();
  RouteNextHop next_hop{.self = true, .given = {}};
  Bytes label;
  append_labels(label, LabelStack{MplsLabel::of(100, true)});
  next_hop.given.labels = SmallBytes(label);
  EXPECT_EQ(updates_for({Announce{Route{nlri, next_hop, no_attributes(), {OwnerKind::process, "p"}}}}), 1U);
  ASSERT_EQ(Pair::status(pair.right).routes_received, 1U);
  Communities communities;
  for (std::uint32_t i = 0; i < 20000; ++i) communities.values.push_back({i});
  AttributeSet many;
  many.set(std::move(communities));
  EXPECT_EQ(updates_for({Withdraw{nlri, {OwnerKind::process, "p"}, Path{next_hop, std::make_shared<const AttributeSet>(many)}}}), 1U);
  EXPECT_EQ(Pair::status(pair.right).routes_received, 0U);
}

class FarewellTest : public ::testing::Test {
 protected:
  void announce(std::uint32_t med) {
    AttributeSet set;
    set.set(Med{med});
    rib.announce({nlri, {}, std::make_shared<const AttributeSet>(set), owner});
    rib.session_up();
    for (auto batch = rib.next_batch(10); batch; batch = rib.next_batch(10)) rib.taken(*batch, batch->destinations.size());
  }
  std::string said() {
    const auto batch = rib.next_batch(10);
    return batch && batch->withdraw ? "said:" + rib.farewell(batch->destinations.front()).attributes->text() : "nothing";
  }

  RouteStore store;
  AdjRibOut rib{store};
  Nlri nlri = vpn_nlri(*RouteDistinguisher::parse("65000:1"), *Prefix::parse("10.0.0.0/8"), 0);
  Owner owner{OwnerKind::process, "p"};
};

TEST_F(FarewellTest, IsWhatTheCommandSaysOrWhatWasAnnounced) {
  announce(5);
  rib.withdraw(nlri, owner);
  EXPECT_EQ(said(), "said: med 5");
  announce(6);
  rib.withdraw(nlri, owner, Path{{}, no_attributes()});
  EXPECT_EQ(said(), "said:");
  announce(7);
  rib.withdraw(nlri, owner);
  EXPECT_EQ(said(), "said: med 7") << "an announcement in between has its own";
}

TEST_F(FarewellTest, StandsInFrontOfMpUnreach) {
  Negotiated session;
  session.families = {kVpn};
  Bytes plain, with;
  const NlriView view{0, nlri.wire.view()};
  AttributeSet set;
  set.set(Origin{});
  ASSERT_EQ(encode_withdraw(plain, kVpn, std::span(&view, 1), session), 1U);
  const NextHop next_hop{kLeft, {}};
  ASSERT_EQ(encode_withdraw(with, kVpn, next_hop, set, std::span(&view, 1), session), 1U);
  EXPECT_EQ(to_hex(with).substr(46), "40010100400304C0000201" + to_hex(plain).substr(46));
}

}  // namespace vigilcast::bgp::exabgp_updates_test
