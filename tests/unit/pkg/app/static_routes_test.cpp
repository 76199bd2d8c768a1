#include "pkg/app/static_routes.h"

#include <gtest/gtest.h>

#include "bgp/wire/nlri/all.h"

namespace vigilcast::app::static_routes_test {

model::StaticRoute route(std::string peer, std::string_view prefix, std::uint32_t med, std::string watchdog = {}, bool withdrawn = false) {
  bgp::AttributeSet set;
  set.set(bgp::Med{med});
  return {
      std::move(peer),
      {bgp::unicast_nlri(*Prefix::parse(prefix)), {.self = true, .given = {}}, std::make_shared<const bgp::AttributeSet>(set), {bgp::OwnerKind::config, {}}},
      std::move(watchdog),
      withdrawn};
}

// "r1: +10.0.0.0/8@5 -11.0.0.0/8"
std::string words(const ChangesByPeer& changes) {
  std::string out;
  for (const auto& [peer, list] : changes) {
    out += out.empty() ? peer + ":" : "; " + peer + ":";
    for (const bgp::RouteChange& change : list) {
      if (const auto* announce = std::get_if<bgp::Announce>(&change)) {
        out += " +" + bgp::nlri_text(announce->route.nlri) + "@" + std::to_string(announce->route.attributes->find<bgp::Med>()->value);
      } else {
        out += " -" + bgp::nlri_text(std::get<bgp::Withdraw>(change).nlri);
      }
    }
  }
  return out;
}

TEST(StaticRoutesTest, TheFirstConfigurationIsAnnouncedWhole) {
  StaticRoutes routes;
  EXPECT_EQ(words(routes.replace({route("r1", "10.0.0.0/8", 5), route("r2", "10.0.0.0/8", 6)}, {"r1", "r2"})), "r1: +10.0.0.0/8@5; r2: +10.0.0.0/8@6");
}

TEST(StaticRoutesTest, AReloadMakesTheDifferenceOnly) {
  StaticRoutes routes;
  routes.replace({route("r1", "10.0.0.0/8", 5), route("r1", "11.0.0.0/8", 5), route("r1", "12.0.0.0/8", 5)}, {"r1"});
  EXPECT_EQ(words(routes.replace({route("r1", "10.0.0.0/8", 20), route("r1", "12.0.0.0/8", 5), route("r1", "13.0.0.0/8", 5)}, {})),
            "r1: +10.0.0.0/8@20 +13.0.0.0/8@5 -11.0.0.0/8");
  EXPECT_EQ(words(routes.replace({route("r1", "10.0.0.0/8", 20), route("r1", "12.0.0.0/8", 5), route("r1", "13.0.0.0/8", 5)}, {})), "");
}

TEST(StaticRoutesTest, ANeighborThatIsNewGetsAllOfItsRoutes) {
  StaticRoutes routes;
  routes.replace({route("r1", "10.0.0.0/8", 5)}, {"r1"});
  EXPECT_EQ(words(routes.replace({route("r1", "10.0.0.0/8", 5)}, {"r1"})), "r1: +10.0.0.0/8@5");
}

TEST(StaticRoutesTest, AWatchdogSwitchesItsGroup) {
  StaticRoutes routes;
  const std::vector configured{route("r1", "10.0.0.0/8", 5, "dns"), route("r1", "11.0.0.0/8", 5, "dns", true), route("r1", "12.0.0.0/8", 5)};
  EXPECT_EQ(words(routes.replace(configured, {"r1"})), "r1: +10.0.0.0/8@5 +12.0.0.0/8@5") << "`withdraw` starts withdrawn";
  EXPECT_EQ(words(routes.watchdog("dns", StaticRoutes::Order::announce)), "r1: +11.0.0.0/8@5");
  EXPECT_EQ(words(routes.watchdog("dns", StaticRoutes::Order::withdraw)), "r1: -10.0.0.0/8 -11.0.0.0/8");
  EXPECT_EQ(words(routes.replace(configured, {})), "") << "a reload does not bring back what a watchdog withdrew";
  EXPECT_EQ(words(routes.watchdog("dns", StaticRoutes::Order::as_configured)), "r1: +10.0.0.0/8@5");
  EXPECT_EQ(words(routes.watchdog("nobody", StaticRoutes::Order::withdraw)), "");
}

}  // namespace vigilcast::app::static_routes_test
