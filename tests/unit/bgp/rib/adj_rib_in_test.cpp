#include "bgp/rib/adj_rib_in.h"

#include <gtest/gtest.h>

#include <functional>

namespace vigilcast::bgp::adj_rib_in_test {

Nlri nlri(std::string_view prefix) { return unicast_nlri(*Prefix::parse(prefix)); }

TEST(AdjRibInTest, KeepsTheLastWordOfEachDestination) {
  RouteStore store;
  AdjRibIn rib(store);
  Update update;
  update.attributes.set(Med{7});
  update.announced.push_back({kIpv4Unicast, {*IpAddress::parse("192.0.2.9"), {}}, {nlri("10.0.0.0/8"), nlri("11.0.0.0/8")}});
  rib.apply(update);
  EXPECT_EQ(rib.size(), 2U);
  EXPECT_EQ(rib.find(nlri("10.0.0.0/8"))->attributes->find<Med>()->value, 7U);
  EXPECT_EQ(rib.find(nlri("10.0.0.0/8"))->attributes, rib.find(nlri("11.0.0.0/8"))->attributes) << "shared";

  Update withdraw;
  withdraw.withdrawn.push_back({kIpv4Unicast, {nlri("10.0.0.0/8"), nlri("99.0.0.0/8")}});
  rib.apply(withdraw);
  EXPECT_EQ(rib.size(), 1U);
}

TEST(AdjRibInTest, APrefixThatIsBothWithdrawnAndAnnouncedIsAnnounced) {
  RouteStore store;
  AdjRibIn rib(store);
  Update update;
  update.withdrawn.push_back({kIpv4Unicast, {nlri("10.0.0.0/8")}});
  update.announced.push_back({kIpv4Unicast, {*IpAddress::parse("192.0.2.9"), {}}, {nlri("10.0.0.0/8")}});
  rib.apply(update);
  EXPECT_TRUE(rib.find(nlri("10.0.0.0/8")));
}

// All of what was ordered, in pieces of `piece`; what went.
std::vector<Nlri> work(AdjRibIn& rib, std::size_t piece = 1000) {
  std::vector<Nlri> out;
  while (rib.has_work()) {
    std::size_t budget = piece;
    const AdjRibIn::Gone gone = rib.work(budget);
    out.insert(out.end(), gone.nlri.begin(), gone.nlri.end());
  }
  return out;
}

std::vector<Nlri> sweep(AdjRibIn& rib, Family family, std::size_t piece = 1000) {
  rib.sweep(family, "not repeated");
  return work(rib, piece);
}

TEST(AdjRibInTest, WhatIsStaleAndNotRepeatedIsSweptFamilyByFamily) {
  RouteStore store;
  AdjRibIn rib(store);
  Update update;
  update.announced.push_back({kIpv4Unicast, {*IpAddress::parse("192.0.2.9"), {}}, {nlri("10.0.0.0/8"), nlri("11.0.0.0/8")}});
  update.announced.push_back({kIpv6Unicast, {*IpAddress::parse("2001:db8::9"), {}}, {nlri("2001:db8::/32")}});
  rib.apply(update);
  EXPECT_TRUE(sweep(rib, kIpv4Unicast).empty());
  rib.mark_stale(kIpv4Unicast);
  rib.mark_stale(kIpv6Unicast);
  update.announced.pop_back();
  update.announced.front().nlri.pop_back();
  rib.apply(update);
  EXPECT_FALSE(rib.find(nlri("10.0.0.0/8"))->stale);
  EXPECT_EQ(sweep(rib, kIpv4Unicast), std::vector{nlri("11.0.0.0/8")});
  EXPECT_EQ(rib.size(kIpv4Unicast), 1U);
  EXPECT_EQ(rib.size(kIpv6Unicast), 1U);
  rib.clear(kIpv6Unicast);
  EXPECT_EQ(rib.size(kIpv6Unicast), 0U);
  EXPECT_EQ(rib.size(), 1U);
}

Update announcement(std::uint32_t med, std::vector<Nlri> destinations) {
  Update out;
  out.attributes.set(Med{med});
  out.announced.push_back({kIpv4Unicast, {*IpAddress::parse("192.0.2.9"), {}}, std::move(destinations)});
  return out;
}

Update withdrawal(std::vector<Nlri> destinations) {
  Update out;
  out.withdrawn.push_back({kIpv4Unicast, std::move(destinations)});
  return out;
}

std::vector<Nlri> hosts(std::uint32_t first, std::uint32_t count) {
  std::vector<Nlri> out;
  for (std::uint32_t i = first; i < first + count; ++i) out.push_back(unicast_nlri(Prefix::host(IpAddress::v4(0x0a000000U + i))));
  return out;
}

std::vector<std::string> words(const AdjRibIn& rib) {
  std::vector<std::string> out;
  rib.each([&](const Nlri& one, const AdjRibIn::Received& received) {
    const std::string path = one.path_id == 0 ? "" : " #" + std::to_string(one.path_id);
    out.push_back(prefix_of(one).to_string() + path + received.attributes->text() + (received.stale ? " stale" : ""));
  });
  return out;
}

TEST(AdjRibInTest, PathsOfOnePrefixAreToldApartByTheirIdentifier) {
  RouteStore store;
  AdjRibIn rib(store);
  const Prefix prefix = *Prefix::parse("10.0.0.0/8");
  const Nlri first = unicast_nlri(prefix, 1), second = unicast_nlri(prefix, 2);
  rib.apply(announcement(7, {first, second}));
  rib.apply(announcement(8, {second}));
  EXPECT_EQ(words(rib), (std::vector<std::string>{"10.0.0.0/8 #1 med 7", "10.0.0.0/8 #2 med 8"}));
  rib.apply(withdrawal({first, unicast_nlri(prefix)}));
  EXPECT_EQ(words(rib), std::vector<std::string>{"10.0.0.0/8 #2 med 8"});
  EXPECT_FALSE(rib.find(unicast_nlri(prefix)));
}

TEST(AdjRibInTest, PeersShareDestinationsAndSetsButNotTheirRoutes) {
  RouteStore store;
  auto left = std::make_unique<AdjRibIn>(store);
  AdjRibIn right(store);
  left->apply(announcement(7, {nlri("10.0.0.0/8"), nlri("11.0.0.0/8")}));
  right.apply(announcement(7, {nlri("11.0.0.0/8"), nlri("12.0.0.0/8")}));
  EXPECT_EQ(store.destinations.size(), 3U);
  EXPECT_EQ(left->find(nlri("11.0.0.0/8"))->attributes, right.find(nlri("11.0.0.0/8"))->attributes);
  EXPECT_FALSE(right.find(nlri("10.0.0.0/8")));
  left->mark_stale(kIpv4Unicast);
  EXPECT_FALSE(right.find(nlri("11.0.0.0/8"))->stale);
  left->apply(withdrawal({nlri("12.0.0.0/8")}));
  EXPECT_TRUE(right.find(nlri("12.0.0.0/8"))) << "a withdrawal of what only somebody else has";
  left.reset();
  EXPECT_EQ(store.destinations.size(), 2U);
  EXPECT_EQ(words(right), (std::vector<std::string>{"11.0.0.0/8 med 7", "12.0.0.0/8 med 7"}));
}

// However large the table and however often the peer says "once more": only what it did say once more is work.
TEST(AdjRibInTest, ToMarkAgainCostsWhatWasRepeatedSinceTheLastMark) {
  RouteStore store;
  AdjRibIn rib(store);
  std::vector<Nlri> all;
  for (std::uint32_t i = 0; i < 1000; ++i) all.push_back(nlri("10.0." + std::to_string(i / 256) + "." + std::to_string(i % 256) + "/32"));
  rib.apply(announcement(7, all));
  for (int i = 0; i < 1000; ++i) rib.mark_stale(kIpv4Unicast);
  EXPECT_EQ(rib.walked(), 0U);
  rib.apply(announcement(7, all));
  EXPECT_TRUE(sweep(rib, kIpv4Unicast).empty());
  EXPECT_EQ(rib.walked(), 0U) << "nothing is stale";
  rib.mark_stale(kIpv4Unicast);
  rib.apply(announcement(7, {all.begin(), all.begin() + 999}));
  rib.mark_stale(kIpv4Unicast);
  rib.apply(announcement(7, {all.front()}));
  EXPECT_EQ(sweep(rib, kIpv4Unicast).size(), 999U) << "the second mark is about all of them";
  EXPECT_EQ(rib.walked(), 1000U);
  for (int i = 0; i < 1000; ++i) {
    rib.mark_stale(kIpv6Unicast);
    sweep(rib, kIpv6Unicast);
  }
  EXPECT_EQ(rib.walked(), 1000U) << "of a family without routes";
}

// The number of a route that is gone is given to the next one, which must not look stale or be swept because of it.
TEST(AdjRibInTest, ANumberThatIsGivenAgainBringsNothingWithIt) {
  RouteStore store;
  AdjRibIn rib(store);
  rib.apply(announcement(7, {nlri("10.0.0.0/8")}));
  rib.mark_stale(kIpv4Unicast);
  rib.apply(withdrawal({nlri("10.0.0.0/8")}));
  rib.apply(announcement(8, {nlri("11.0.0.0/8")}));
  EXPECT_EQ(store.destinations.reused(), 1U);
  EXPECT_EQ(words(rib), std::vector<std::string>{"11.0.0.0/8 med 8"});
  EXPECT_TRUE(sweep(rib, kIpv4Unicast).empty());
  rib.clear();
  EXPECT_EQ(rib.size(), 0U);
  EXPECT_EQ(rib.size(kIpv4Unicast), 0U);
  work(rib);
  EXPECT_EQ(store.destinations.size(), 0U);
  rib.apply(announcement(9, {nlri("12.0.0.0/8")}));
  EXPECT_EQ(rib.size(), 1U);
}

TEST(AdjRibInTest, WhatIsRepeatedAsItWasHoldsNothingTwice) {
  RouteStore store;
  AdjRibIn rib(store);
  for (int i = 0; i < 3; ++i) rib.apply(announcement(7, {nlri("10.0.0.0/8"), nlri("10.0.0.0/8")}));
  EXPECT_EQ(rib.size(), 1U);
  rib.apply(withdrawal({nlri("10.0.0.0/8")}));
  EXPECT_EQ(store.destinations.size(), 0U);
  rib.apply(withdrawal({nlri("10.0.0.0/8")}));
  EXPECT_EQ(rib.size(), 0U);
}

// A peer whose every route has attributes of its own costs what they cost, and nothing is left of them (A69).
TEST(AdjRibInTest, AFloodOfAttributeSetsIsForgottenWithItsRoutes) {
  RouteStore store;
  AdjRibIn rib(store);
  for (std::uint32_t i = 0; i < 20'000; ++i) rib.apply(announcement(i, {nlri("10.0.0.0/8")}));
  EXPECT_EQ(words(rib), std::vector<std::string>{"10.0.0.0/8 med 19999"});
  EXPECT_LE(store.attributes.size(), 2048U) << "what nobody has is swept as more come";
}

TEST(AdjRibInTest, WhatIsCountedComesBackToTheLastByte) {
  RouteStore store;
  MemoryBudget whole;
  {
    AdjRibIn left(store, &whole), right(store, &whole);
    for (AdjRibIn* rib : {&left, &right}) {
      for (std::uint32_t i = 0; i < 100; ++i) rib->apply(announcement(i % 7, hosts(i, 10)));
    }
    EXPECT_EQ(left.memory(), right.memory()) << "each as if it were alone";
    EXPECT_EQ(whole.used(), 2 * left.memory());
    left.mark_stale(kIpv4Unicast);
    left.make_long_lived(kIpv4Unicast, "why");
    work(left, 10);
    left.apply(announcement(1, hosts(3, 50)));
    left.apply(withdrawal(hosts(0, 109)));
    EXPECT_EQ(left.memory(), 0U);
    right.clear();
    EXPECT_GT(right.memory(), 0U) << "until it is taken apart";
    work(right, 10);
    EXPECT_EQ(right.memory(), 0U);
    right.apply(announcement(1, hosts(3, 50)));
  }
  EXPECT_EQ(whole.used(), 0U);
}

TEST(AdjRibInTest, AFloodEndsAtTheBudget) {  // A69
  RouteStore store;
  MemoryBudget whole(300'000);
  AdjRibIn rib(store, &whole), other(store, &whole);
  rib.limit_memory(200'000);
  std::size_t refused = 0;
  for (std::uint32_t i = 0; i < 10'000; ++i) refused += rib.apply(announcement(i, hosts(i, 1)));
  EXPECT_GT(refused, 9'000U);
  EXPECT_EQ(rib.size(), 10'000 - refused);
  EXPECT_LE(rib.memory(), 200'000U);
  EXPECT_EQ(store.destinations.size(), rib.size());
  EXPECT_LE(store.attributes.size(), 2048U);
  for (std::uint32_t i = 0; i < 10'000; ++i) other.apply(announcement(i, hosts(i, 1)));
  EXPECT_LE(whole.used(), 300'000U) << "the other one has what is left";
  EXPECT_GT(other.size(), 100U);
}

// For limits, it is all the same what became of a route here.
TEST(AdjRibInTest, WhatThereIsNoRoomForIsAnnouncedAllTheSame) {
  RouteStore store;
  AdjRibIn rib(store);
  rib.limit_memory(10'000);
  EXPECT_EQ(rib.announced(kIpv4Unicast), 0U);
  rib.apply(announcement(1, hosts(0, 1'000)));
  const std::size_t kept = rib.size();
  EXPECT_LT(kept, 400U);
  EXPECT_LE(rib.announced(kIpv4Unicast), 1'000U);
  EXPECT_GE(rib.announced(kIpv4Unicast), 995U) << "two may have one mark";
  const std::size_t all = rib.announced(kIpv4Unicast);
  for (std::uint32_t i = 2; i < 5; ++i) rib.apply(announcement(i, hosts(900, 50)));
  EXPECT_EQ(rib.announced(kIpv4Unicast), all) << "each counts once";
  EXPECT_EQ(rib.size(), kept);
  EXPECT_EQ(rib.announced(kIpv6Unicast), 0U);

  rib.apply(withdrawal(hosts(0, kept)));
  EXPECT_EQ(rib.size(), 0U);
  rib.apply(announcement(1, hosts(900, 100)));
  EXPECT_EQ(rib.size(), 100U);
  EXPECT_LE(rib.announced(kIpv4Unicast), 1'000U - kept) << "what is kept now is not counted twice";
  rib.apply(withdrawal(hosts(0, 1'000)));
  EXPECT_EQ(rib.announced(kIpv4Unicast), 0U);
  rib.apply(announcement(1, hosts(0, 1'000)));
  rib.mark_stale(kIpv4Unicast);
  EXPECT_EQ(rib.announced(kIpv4Unicast), rib.size()) << "it is going to say all of it again";
}

// What a route had makes room for what it has now.
TEST(AdjRibInTest, ARouteThatChangesNeedsNoRoomForBoth) {
  RouteStore store;
  AdjRibIn rib(store);
  rib.apply(announcement(1, hosts(0, 1)));
  rib.apply(announcement(2, hosts(1, 1)));
  const std::size_t full = rib.memory();
  rib.limit_memory(full);
  for (std::uint32_t i = 10; i < 20; ++i) EXPECT_EQ(rib.apply(announcement(i, hosts(0, 1))), 0U);
  EXPECT_EQ(rib.size(), 2U);
  EXPECT_EQ(rib.memory(), full);
  EXPECT_EQ(rib.apply(announcement(20, hosts(2, 1))), 1U) << "one more has no room";
  rib.apply(announcement(19, hosts(1, 1)));
  EXPECT_EQ(rib.apply(announcement(30, hosts(1, 1))), 0U);
  EXPECT_EQ(rib.apply(announcement(30, hosts(1, 1))), 0U);
}

// The end of a session gives the memory back in pieces; the next session is not to suffer from that.
TEST(AdjRibInTest, WhatIsClearedIsNotInTheWay) {
  RouteStore store;
  AdjRibIn rib(store);
  rib.limit_memory(10'000);
  ASSERT_EQ(rib.apply(announcement(1, hosts(0, 200))), 0U);
  rib.clear();
  EXPECT_EQ(rib.apply(announcement(2, hosts(300, 200))), 0U);
  EXPECT_EQ(rib.size(), 200U);
}

// RFC 9494: what stays for long is marked, and stays stale; what must not stay goes, with its place.
TEST(AdjRibInTest, LongLivedRoutesAreMarkedAndStayStale) {
  RouteStore store;
  AdjRibIn rib(store);
  Update update = announcement(7, {nlri("10.0.0.0/8"), nlri("11.0.0.0/8")});
  rib.apply(update);
  update.announced.front().nlri = {nlri("12.0.0.0/8")};
  update.attributes.set(Communities{{community::no_llgr}});
  rib.apply(update);
  rib.mark_stale(kIpv4Unicast);
  rib.apply(announcement(8, {nlri("11.0.0.0/8")}));
  for (int i = 0; i < 2; ++i) {
    rib.make_long_lived(kIpv4Unicast, "it has NO_LLGR");
    EXPECT_EQ(work(rib), i == 0 ? std::vector{nlri("12.0.0.0/8")} : std::vector<Nlri>{});
    EXPECT_EQ(rib.find(nlri("10.0.0.0/8"))->attributes->find<Communities>()->values, std::vector{community::llgr_stale});
    EXPECT_TRUE(rib.find(nlri("10.0.0.0/8"))->stale);
    EXPECT_FALSE(rib.find(nlri("11.0.0.0/8"))->attributes->has<Communities>()) << "it is fresh";
    EXPECT_EQ(rib.size(kIpv4Unicast), 2U);
    EXPECT_EQ(store.destinations.size(), 2U);
  }
}

// --- in pieces ------------------------------------------------------------------------------------------------------------

TEST(AdjRibInTest, NothingLooksAtMoreRoutesThanItMay) {
  const auto pieces = [](const std::function<void(AdjRibIn&)>& order) {
    RouteStore store;
    AdjRibIn rib(store);
    rib.apply(announcement(7, hosts(0, 1000)));
    rib.mark_stale(kIpv4Unicast);
    order(rib);
    EXPECT_EQ(rib.walked(), 0U);
    std::size_t count = 0;
    for (std::uint64_t before = 0; rib.has_work(); ++count, before = rib.walked()) {
      std::size_t budget = 100;
      const auto gone = rib.work(budget);
      EXPECT_LE(rib.walked() - before, 100U);
      EXPECT_TRUE(gone.nlri.empty() || gone.why == "why") << gone.why;
    }
    EXPECT_EQ(rib.walked(), 1000U);
    return count;
  };
  EXPECT_GE(pieces([](AdjRibIn& rib) { rib.sweep(kIpv4Unicast, "why"); }), 10U);
  EXPECT_GE(pieces([](AdjRibIn& rib) { rib.make_long_lived(kIpv4Unicast, "why"); }), 10U);
  EXPECT_GE(pieces([](AdjRibIn& rib) { rib.clear(); }), 10U);
  EXPECT_GE(pieces([](AdjRibIn& rib) { rib.clear(kIpv4Unicast); }), 10U);
}

TEST(AdjRibInTest, WhatIsSaidDuringASweepStays) {
  RouteStore store;
  AdjRibIn rib(store);
  rib.apply(announcement(7, hosts(0, 100)));
  rib.mark_stale(kIpv4Unicast);
  rib.sweep(kIpv4Unicast, "why");
  std::size_t budget = 10;
  EXPECT_EQ(rib.work(budget).nlri, hosts(0, 10));
  rib.apply(announcement(8, hosts(5, 10)));   // five that went already, and five that would have gone
  rib.apply(withdrawal(hosts(20, 10)));
  EXPECT_FALSE(rib.find(hosts(12, 1).front())->stale);
  EXPECT_TRUE(rib.find(hosts(50, 1).front())->stale) << "until it goes";
  EXPECT_EQ(work(rib).size(), 75U);
  EXPECT_EQ(rib.size(), 10U);
  for (const Nlri& nlri : hosts(5, 10)) EXPECT_TRUE(rib.find(nlri));
}

// The peer begins once more before what its last end left over is gone: that must go all the same, and the rest must be said again.
TEST(AdjRibInTest, AMarkDuringASweepIsAboutWhatTheSweepSpares) {
  RouteStore store;
  AdjRibIn rib(store);
  rib.apply(announcement(7, hosts(0, 100)));
  rib.mark_stale(kIpv4Unicast);
  rib.apply(announcement(7, hosts(50, 50)));
  rib.sweep(kIpv4Unicast, "first");
  std::size_t budget = 10;
  EXPECT_EQ(rib.work(budget).nlri, hosts(0, 10));
  rib.mark_stale(kIpv4Unicast);
  EXPECT_TRUE(rib.find(hosts(60, 1).front())->stale);
  rib.apply(announcement(7, hosts(90, 10)));
  rib.sweep(kIpv4Unicast, "second");   // before the first one is through
  EXPECT_EQ(work(rib, 7).size(), 80U);
  EXPECT_EQ(rib.size(), 10U);
  for (const Nlri& nlri : hosts(90, 10)) EXPECT_FALSE(rib.find(nlri)->stale);
}

TEST(AdjRibInTest, WhatIsClearedIsOutOfSightAtOnceAndItsNumbersComeBackLater) {
  RouteStore store;
  AdjRibIn rib(store);
  rib.apply(announcement(7, hosts(0, 100)));
  rib.mark_stale(kIpv4Unicast);
  rib.sweep(kIpv4Unicast, "why");
  rib.clear();
  EXPECT_EQ(rib.size(), 0U);
  EXPECT_FALSE(rib.find(hosts(0, 1).front()));
  EXPECT_EQ(store.destinations.size(), 100U);
  std::size_t budget = 30;
  rib.work(budget);
  rib.apply(announcement(8, hosts(90, 20)));
  rib.clear(kIpv4Unicast);
  EXPECT_TRUE(work(rib, 30).empty()) << "nobody is told: its session is over";
  EXPECT_EQ(store.destinations.size(), 0U);
}

TEST(AdjRibInTest, ALongLivedWalkLeavesAloneWhatIsRepeatedMeanwhile) {
  RouteStore store;
  AdjRibIn rib(store);
  for (std::uint32_t i = 0; i < 10; ++i) rib.apply(announcement(i % 2, hosts(i, 1)));
  rib.mark_stale(kIpv4Unicast);
  rib.make_long_lived(kIpv4Unicast, "why");
  std::size_t budget = 1;
  rib.work(budget);
  rib.apply(announcement(0, hosts(8, 1)));
  EXPECT_TRUE(work(rib, 1).empty());
  for (std::uint32_t i = 0; i < 10; ++i) {
    EXPECT_EQ(rib.find(hosts(i, 1).front())->attributes->text(), " med " + std::to_string(i % 2) + (i == 8 ? "" : " community llgr-stale"));
  }
}

}  // namespace vigilcast::bgp::adj_rib_in_test
