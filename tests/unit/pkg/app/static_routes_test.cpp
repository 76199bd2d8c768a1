#include "pkg/app/static_routes.h"

#include <gtest/gtest.h>

#include "bgp/wire/nlri/all.h"
#include "tests/unit/pkg/model/routes.h"

namespace vigilcast::app::static_routes_test {

model::WrittenRoute route(std::string peer, std::string_view prefix, std::uint32_t med, std::string watchdog = {}, bool withdrawn = false) {
  bgp::AttributeSet set;
  set.set(bgp::Med{med});
  model::WrittenRoute out{std::move(peer), bgp::unicast_nlri(*Prefix::parse(prefix)), {}};
  out.terms.next_hop.self = true;
  out.terms.attributes = std::make_shared<const bgp::AttributeSet>(set);
  out.terms.watchdog = std::move(watchdog);
  out.terms.withdrawn = withdrawn;
  return out;
}

class StaticRoutesTest : public testing::Test {
 protected:
  // What changes, as "r1: +10.0.0.0/8@5 -11.0.0.0/8".
  std::string replace(const std::vector<model::WrittenRoute>& next, const std::vector<std::string>& fresh = {}) {
    told_.clear();
    routes_.replace(model::packed(next), fresh);
    return told_;
  }
  std::string watchdog(const std::string& name, StaticRoutes::Order order) {
    told_.clear();
    routes_.watchdog(name, order);
    return told_;
  }

 private:
  void tell(const std::string& peer, const bgp::RouteFeed& changes) {
    told_ += told_.empty() ? peer + ":" : "; " + peer + ":";
    changes([this](const bgp::RouteChange& change) {
      if (const auto* announce = std::get_if<bgp::Announce>(&change)) {
        EXPECT_EQ(announce->route.owner, bgp::Owner{});
        EXPECT_TRUE(announce->route.next_hop.self);
        told_ += " +" + bgp::nlri_text(announce->route.nlri) + "@" + std::to_string(announce->route.attributes->find<bgp::Med>()->value);
      } else {
        told_ += " -" + bgp::nlri_text(std::get<bgp::Withdraw>(change).nlri);
      }
    });
  }

  std::string told_;
  StaticRoutes routes_{[this](const std::string& peer, const bgp::RouteFeed& changes) { tell(peer, changes); }};
};

using Order = StaticRoutes::Order;

TEST_F(StaticRoutesTest, TheFirstConfigurationIsAnnouncedWhole) {
  EXPECT_EQ(replace({route("r1", "10.0.0.0/8", 5), route("r2", "10.0.0.0/8", 6)}, {"r1", "r2"}), "r1: +10.0.0.0/8@5; r2: +10.0.0.0/8@6");
}

TEST_F(StaticRoutesTest, RoutesAreAnnouncedInTheOrderOfTheFile) {
  EXPECT_EQ(replace({route("r1", "12.0.0.0/8", 5), route("r1", "10.0.0.0/8", 6), route("r1", "11.0.0.0/8", 5)}, {"r1"}),
            "r1: +12.0.0.0/8@5 +10.0.0.0/8@6 +11.0.0.0/8@5");
}

TEST_F(StaticRoutesTest, AReloadMakesTheDifferenceOnly) {
  replace({route("r1", "10.0.0.0/8", 5), route("r1", "11.0.0.0/8", 5), route("r1", "12.0.0.0/8", 5)}, {"r1"});
  const std::vector next{route("r1", "10.0.0.0/8", 20), route("r1", "12.0.0.0/8", 5), route("r1", "13.0.0.0/8", 5)};
  EXPECT_EQ(replace(next), "r1: +13.0.0.0/8@5 +10.0.0.0/8@20 -11.0.0.0/8");
  EXPECT_EQ(replace(next), "");
  EXPECT_EQ(replace({next[2], next[0], next[1]}), "") << "another order is no difference";
  EXPECT_EQ(replace({}), "r1: -13.0.0.0/8 -10.0.0.0/8 -12.0.0.0/8");
}

TEST_F(StaticRoutesTest, ANeighborThatIsNewGetsAllOfItsRoutes) {
  replace({route("r1", "10.0.0.0/8", 5)}, {"r1"});
  EXPECT_EQ(replace({route("r1", "10.0.0.0/8", 5)}, {"r1"}), "r1: +10.0.0.0/8@5");
}

TEST_F(StaticRoutesTest, OfTwoRoutesToOneDestinationTheLaterCounts) {
  replace({route("r1", "10.0.0.0/8", 5)}, {"r1"});
  EXPECT_EQ(replace({route("r1", "10.0.0.0/8", 6), route("r1", "10.0.0.0/8", 5)}), "");
  EXPECT_EQ(replace({route("r1", "10.0.0.0/8", 5), route("r1", "10.0.0.0/8", 6)}), "r1: +10.0.0.0/8@6");
}

TEST_F(StaticRoutesTest, AWatchdogSwitchesItsGroup) {
  const std::vector configured{route("r1", "10.0.0.0/8", 5, "dns"), route("r1", "11.0.0.0/8", 5, "dns", true), route("r1", "12.0.0.0/8", 5)};
  EXPECT_EQ(replace(configured, {"r1"}), "r1: +10.0.0.0/8@5 -11.0.0.0/8 +12.0.0.0/8@5") << "`withdraw` starts withdrawn";
  EXPECT_EQ(watchdog("dns", Order::announce), "r1: +11.0.0.0/8@5");
  EXPECT_EQ(watchdog("dns", Order::withdraw), "r1: -10.0.0.0/8 -11.0.0.0/8");
  EXPECT_EQ(replace(configured), "") << "a reload does not bring back what a watchdog withdrew";
  EXPECT_EQ(watchdog("dns", Order::as_configured), "r1: +10.0.0.0/8@5");
  EXPECT_EQ(watchdog("nobody", Order::withdraw), "");
}

TEST_F(StaticRoutesTest, ARouteThatALaterOneReplacesHasNoWatchdog) {
  replace({route("r1", "10.0.0.0/8", 5, "dns"), route("r1", "10.0.0.0/8", 6), route("r2", "10.0.0.0/8", 5, "dns")}, {"r1", "r2"});
  EXPECT_EQ(watchdog("dns", Order::withdraw), "r2: -10.0.0.0/8");
}

}  // namespace vigilcast::app::static_routes_test
