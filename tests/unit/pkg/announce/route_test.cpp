#include "pkg/announce/route.h"

#include <gtest/gtest.h>

namespace vigilcast::announce::route_test {

PrefixDecision decision(unsigned prepend) {
  PrefixDecision out;
  out.service = "web";
  out.prefix = Prefix::parse("2001:db8::/48").value();
  out.profile.attributes.set(bgp::Med{100});
  out.profile.as_path_prepend = prepend;
  return out;
}

TEST(AnnounceRoute, IsOwnedByTheServiceWithItselfAsNextHop) {
  const bgp::Route route = route_for(decision(0), 65001, true);
  EXPECT_EQ(bgp::prefix_of(route.nlri).to_string(), "2001:db8::/48");
  EXPECT_TRUE(route.next_hop.self);
  EXPECT_EQ(route.owner, (bgp::Owner{bgp::OwnerKind::policy, "web"}));
  EXPECT_EQ(route.attributes->find<bgp::Med>()->value, 100U);
  EXPECT_FALSE(route.attributes->has<bgp::AsPath>());  // the session adds what it needs
}

TEST(AnnounceRoute, PrependsOurOwnAs) {
  EXPECT_EQ(*route_for(decision(2), 65001, true).attributes->find<bgp::AsPath>(), bgp::AsPath::sequence({65001, 65001, 65001}));
  EXPECT_EQ(*route_for(decision(2), 65001, false).attributes->find<bgp::AsPath>(), bgp::AsPath::sequence({65001, 65001}));
}

TEST(AnnounceRoute, APlainProfileSharesTheEmptyAttributes) {
  PrefixDecision plain = decision(0);
  plain.profile = Profile{};
  EXPECT_EQ(route_for(plain, 65001, true).attributes, bgp::no_attributes());
}

}  // namespace vigilcast::announce::route_test
