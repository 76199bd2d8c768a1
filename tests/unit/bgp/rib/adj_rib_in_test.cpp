#include "bgp/rib/adj_rib_in.h"

#include <gtest/gtest.h>

namespace vigilcast::bgp::adj_rib_in_test {

Nlri nlri(std::string_view prefix) { return unicast_nlri(*Prefix::parse(prefix)); }

TEST(AdjRibInTest, KeepsTheLastWordOfEachDestination) {
  AttributeStore store;
  AdjRibIn rib;
  Update update;
  update.attributes.set(Med{7});
  update.announced.push_back({kIpv4Unicast, {*IpAddress::parse("192.0.2.9"), {}}, {nlri("10.0.0.0/8"), nlri("11.0.0.0/8")}});
  rib.apply(update, store);
  EXPECT_EQ(rib.size(), 2U);
  EXPECT_EQ(rib.find(nlri("10.0.0.0/8"))->attributes->find<Med>()->value, 7U);
  EXPECT_EQ(rib.find(nlri("10.0.0.0/8"))->attributes, rib.find(nlri("11.0.0.0/8"))->attributes) << "shared";

  Update withdraw;
  withdraw.withdrawn.push_back({kIpv4Unicast, {nlri("10.0.0.0/8"), nlri("99.0.0.0/8")}});
  rib.apply(withdraw, store);
  EXPECT_EQ(rib.size(), 1U);
}

TEST(AdjRibInTest, APrefixThatIsBothWithdrawnAndAnnouncedIsAnnounced) {
  AttributeStore store;
  AdjRibIn rib;
  Update update;
  update.withdrawn.push_back({kIpv4Unicast, {nlri("10.0.0.0/8")}});
  update.announced.push_back({kIpv4Unicast, {*IpAddress::parse("192.0.2.9"), {}}, {nlri("10.0.0.0/8")}});
  rib.apply(update, store);
  EXPECT_NE(rib.find(nlri("10.0.0.0/8")), nullptr);
}

TEST(AdjRibInTest, WhatIsStaleAndNotRepeatedIsSweptFamilyByFamily) {
  AttributeStore store;
  AdjRibIn rib;
  Update update;
  update.announced.push_back({kIpv4Unicast, {*IpAddress::parse("192.0.2.9"), {}}, {nlri("10.0.0.0/8"), nlri("11.0.0.0/8")}});
  update.announced.push_back({kIpv6Unicast, {*IpAddress::parse("2001:db8::9"), {}}, {nlri("2001:db8::/32")}});
  rib.apply(update, store);
  EXPECT_TRUE(rib.sweep(kIpv4Unicast).empty());
  rib.mark_stale(kIpv4Unicast);
  rib.mark_stale(kIpv6Unicast);
  update.announced.pop_back();
  update.announced.front().nlri.pop_back();
  rib.apply(update, store);
  EXPECT_FALSE(rib.find(nlri("10.0.0.0/8"))->stale);
  EXPECT_EQ(rib.sweep(kIpv4Unicast), std::vector{nlri("11.0.0.0/8")});
  EXPECT_EQ(rib.size(kIpv4Unicast), 1U);
  EXPECT_EQ(rib.size(kIpv6Unicast), 1U);
  rib.clear(kIpv6Unicast);
  EXPECT_EQ(rib.size(kIpv6Unicast), 0U);
  EXPECT_EQ(rib.size(), 1U);
}

}  // namespace vigilcast::bgp::adj_rib_in_test
