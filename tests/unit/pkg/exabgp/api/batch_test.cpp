#include "pkg/exabgp/api/batch.h"

#include <gtest/gtest.h>

namespace vigilcast::exabgp::batch_test {

RouteOrder announce(std::vector<bgp::PeerId> peers, std::string_view prefix) {
  return {std::move(peers), {bgp::Announce{bgp::Route{bgp::unicast_nlri(*Prefix::parse(prefix)), {}, bgp::no_attributes(), {}}}}};
}

// "routes 2; eor; routes 1"
std::string words(const std::vector<Order>& orders) {
  std::string out;
  for (const Order& order : orders) {
    const auto* routes = std::get_if<RouteOrder>(&order);
    out += (out.empty() ? "" : "; ") + (routes == nullptr ? std::string("eor") : "routes " + std::to_string(routes->changes.size()));
  }
  return out;
}

TEST(BatchTest, RoutesForTheSameNeighborsGoTogether) {
  Batch batch;
  batch.add(announce({1, 2}, "10.0.0.0/8"));
  batch.add(announce({1, 2}, "11.0.0.0/8"));
  EXPECT_EQ(words(batch.take_orders()), "routes 2");
  EXPECT_TRUE(batch.take_orders().empty());
}

TEST(BatchTest, WhatIsInBetweenStaysInBetween) {
  Batch batch;
  batch.add(announce({1}, "10.0.0.0/8"));
  batch.add(EndOfRibOrder{{1}, bgp::kIpv4Unicast});
  batch.add(announce({1}, "11.0.0.0/8"));
  batch.add(announce({2}, "12.0.0.0/8"));
  batch.add(announce({1}, "13.0.0.0/8"));
  EXPECT_EQ(words(batch.take_orders()), "routes 1; eor; routes 1; routes 1; routes 1");
}

}  // namespace vigilcast::exabgp::batch_test
