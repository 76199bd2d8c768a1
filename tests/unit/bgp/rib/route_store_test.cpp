#include "bgp/rib/route_store.h"

#include <gtest/gtest.h>

namespace vigilcast::bgp::route_store_test {

Route route(std::uint32_t med, const std::string& owner) {
  AttributeSet set;
  set.set(Med{med});
  return {unicast_nlri(*Prefix::parse("10.0.0.0/8")), {.self = true, .given = {}}, std::make_shared<const AttributeSet>(set), {OwnerKind::process, owner}};
}

TEST(RouteStore, EqualClaimsAndPathsHaveOneNumber) {
  RouteStore store;
  const ClaimId first = store.hold_claim(route(5, "a"));
  EXPECT_EQ(store.hold_claim(route(5, "a")), first);
  const ClaimId other_owner = store.hold_claim(route(5, "b"));
  EXPECT_NE(other_owner, first);
  EXPECT_EQ(store.claim(other_owner).path, store.claim(first).path) << "a peer is told the same";
  EXPECT_NE(store.claim(store.hold_claim(route(6, "a"))).path, store.claim(first).path);
}

TEST(RouteStore, APathStaysWhileSomebodyHoldsItThoughItsClaimIsGone) {
  RouteStore store;
  const ClaimId claim = store.hold_claim(route(5, "a"));
  const PathId path = store.claim(claim).path;
  store.hold_path(path);
  store.release_claim(claim);
  const ClaimId other = store.hold_claim(route(6, "a"));
  EXPECT_NE(store.claim(other).path, path);
  EXPECT_EQ(store.path(path).attributes->find<Med>()->value, 5U);
  store.release_path(path);
  EXPECT_EQ(store.claim(store.hold_claim(route(7, "a"))).path, path) << "now the number is free";
}

TEST(RouteStore, TheLastClaimIsNotTakenForOneThatIsGone) {
  RouteStore store;
  const Route one = route(5, "a");
  store.release_claim(store.hold_claim(one));
  Route two = one;
  two.owner.name = "b";
  const ClaimId claim = store.hold_claim(two);
  EXPECT_EQ(store.claim(claim).owner.name, "b");
  EXPECT_NE(store.hold_claim(one), claim);
}

}  // namespace vigilcast::bgp::route_store_test
