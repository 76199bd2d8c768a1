// What a decision of the policy means for one peer.
#include "pkg/model/route_change.h"

#include <gtest/gtest.h>

#include "pkg/announce/route.h"

namespace vigilcast::model::route_change_test {

bgp::PeerConfig peer(std::string name) {
  bgp::PeerConfig out;
  out.name = std::move(name);
  out.local_as = 65001;
  out.peer_as = 65000;
  return out;
}

announce::PrefixDecision decision(bool announce, std::vector<std::string> peers) {
  announce::PrefixDecision out{.service = "web", .prefix = Prefix::parse("192.0.2.1/32").value(), .profile = {}, .since = {}, .peers = std::move(peers)};
  out.profile.announce = announce;
  return out;
}

bool announced(const announce::PrefixDecision& decision, const std::string& to) {
  return std::holds_alternative<bgp::Announce>(route_change(decision, peer(to)));
}

TEST(RouteChange, GoesToAllPeersOrToThoseThatAreNamed) {
  EXPECT_TRUE(announced(decision(true, {}), "tor-a"));
  EXPECT_TRUE(announced(decision(true, {"tor-a", "tor-b"}), "tor-b"));
  EXPECT_FALSE(announced(decision(true, {"tor-a", "tor-b"}), "tor-c"));
  EXPECT_FALSE(announced(decision(false, {"tor-a"}), "tor-a"));
}

TEST(RouteChange, AWithdrawalNamesTheServiceThatGivesUp) {
  const auto change = route_change(decision(true, {"tor-a"}), peer("tor-c"));
  EXPECT_EQ(std::get<bgp::Withdraw>(change).owner, announce::owner_of("web"));
}

}  // namespace vigilcast::model::route_change_test
