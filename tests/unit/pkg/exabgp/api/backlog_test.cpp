#include "pkg/exabgp/api/backlog.h"

#include <gtest/gtest.h>

#include <map>
#include <memory>

#include "bgp/wire/nlri/all.h"

namespace vigilcast::exabgp::backlog_test {

bgp::Nlri nlri(std::string_view prefix) { return bgp::unicast_nlri(*Prefix::parse(prefix)); }

bgp::Update announce(std::uint32_t med, const std::vector<std::string_view>& prefixes, std::string_view next_hop = "192.0.2.1") {
  bgp::Update out;
  out.attributes.set(bgp::Med{med});
  out.announced.push_back({nlri(prefixes.front()).family, {IpAddress::parse(next_hop).value(), {}}, {}});
  for (const std::string_view prefix : prefixes) out.announced.front().nlri.push_back(nlri(prefix));
  return out;
}

bgp::Update withdraw(std::string_view prefix) {
  bgp::Update out;
  out.withdrawn.push_back({nlri(prefix).family, {nlri(prefix)}});
  return out;
}

std::string words(const bgp::Update& update) {
  std::string out;
  for (const auto& routes : update.withdrawn) {
    for (const bgp::Nlri& one : routes.nlri) out += " -" + bgp::nlri_text(one);
  }
  for (const auto& routes : update.announced) {
    for (const bgp::Nlri& one : routes.nlri) out += " +" + bgp::nlri_text(one);
  }
  if (!update.announced.empty()) out += " via " + update.announced.front().next_hop.address->to_string() + update.attributes.text();
  if (update.end_of_rib) out += " end of " + bgp::family_name(*update.end_of_rib);
  return out.substr(1);
}

// "+10.0.0.0/8 via 192.0.2.1 med 2; -11.0.0.0/8"
std::string all(Backlog& backlog, std::size_t bytes = 1 << 16) {
  std::string out;
  while (!backlog.empty()) out += (out.empty() ? "" : "; ") + words(backlog.take(bytes));
  return out;
}

TEST(BacklogTest, OfARouteTheNewestStateIsToldOnce) {
  Backlog backlog;
  EXPECT_TRUE(backlog.empty());
  for (std::uint32_t med = 1; med <= 1000; ++med) EXPECT_EQ(backlog.add(announce(med, {"10.0.0.0/8"})), 0U);
  EXPECT_EQ(backlog.size(), 1U);
  EXPECT_EQ(all(backlog), "+10.0.0.0/8 via 192.0.2.1 med 1000");
  EXPECT_EQ(backlog.memory(), 0U);
}

TEST(BacklogTest, WhatIsWithdrawnIsWithdrawnAndWhatComesBackIsAnnounced) {
  Backlog backlog;
  backlog.add(announce(1, {"10.0.0.0/8", "11.0.0.0/8"}));
  backlog.add(withdraw("10.0.0.0/8"));
  backlog.add(withdraw("12.0.0.0/8"));
  backlog.add(withdraw("11.0.0.0/8"));
  backlog.add(announce(2, {"11.0.0.0/8"}));
  EXPECT_EQ(all(backlog), "-10.0.0.0/8 -12.0.0.0/8; +11.0.0.0/8 via 192.0.2.1 med 2");
}

// RFC 4271 section 4.3.
TEST(BacklogTest, APrefixInBothFieldsIsAnnounced) {
  Backlog backlog;
  bgp::Update both = announce(1, {"10.0.0.0/8"});
  both.withdrawn = withdraw("10.0.0.0/8").withdrawn;
  backlog.add(both);
  EXPECT_EQ(all(backlog), "+10.0.0.0/8 via 192.0.2.1 med 1");
}

TEST(BacklogTest, RoutesThatShareAllShareAnUpdateOfLimitedSize) {
  Backlog backlog;
  backlog.add(announce(1, {"10.0.0.0/8", "11.0.0.0/8"}));
  backlog.add(announce(1, {"2001:db8::/32"}, "2001:db8::1"));
  backlog.add(announce(1, {"12.0.0.0/8"}, "192.0.2.2"));
  backlog.add(announce(1, {"13.0.0.0/8"}, "192.0.2.2"));
  EXPECT_EQ(all(backlog), "+10.0.0.0/8 +11.0.0.0/8 via 192.0.2.1 med 1; +2001:db8::/32 via 2001:db8::1 med 1; +12.0.0.0/8 +13.0.0.0/8 via 192.0.2.2 med 1");
  Backlog another;
  another.add(announce(1, {"10.0.0.0/8", "11.0.0.0/8"}));
  EXPECT_EQ(all(another, 1), "+10.0.0.0/8 via 192.0.2.1 med 1; +11.0.0.0/8 via 192.0.2.1 med 1") << "one at least";
}

TEST(BacklogTest, EndOfRibComesBehindTheRoutes) {
  Backlog backlog;
  bgp::Update end;
  end.end_of_rib = bgp::kIpv4Unicast;
  backlog.add(end);
  backlog.add(end);
  backlog.add(announce(1, {"10.0.0.0/8"}));
  EXPECT_EQ(all(backlog), "+10.0.0.0/8 via 192.0.2.1 med 1; end of ipv4 unicast");
}

// What comes while it is told: the place in the row is kept, and nothing is told twice or not at all.
TEST(BacklogTest, MayGrowWhileItIsTold) {
  Backlog backlog;
  std::map<std::string, std::string> wanted, told;
  const auto prefix = [](unsigned i) { return "10." + std::to_string(i / 256) + "." + std::to_string(i % 256) + ".0/24"; };
  const auto put = [&](unsigned i, std::uint32_t med) {
    if (med % 3 == 0) {
      backlog.add(withdraw(prefix(i)));
      wanted[prefix(i)] = "-";
    } else {
      backlog.add(announce(med, {prefix(i)}));
      wanted[prefix(i)] = "med " + std::to_string(med);
    }
  };
  const auto take = [&] {
    const bgp::Update update = backlog.take(200);
    for (const auto& routes : update.withdrawn) {
      for (const auto& one : routes.nlri) told[bgp::nlri_text(one)] = "-";
    }
    for (const auto& routes : update.announced) {
      for (const auto& one : routes.nlri) told[bgp::nlri_text(one)] = update.attributes.text().substr(1);
    }
  };
  std::uint32_t chance = 1;
  for (std::uint32_t step = 0; step < 20000; ++step) {
    chance = chance * 1664525U + 1013904223U;
    put((chance >> 8) % 700, chance >> 20);
    if (step % 7 == 0) take();
  }
  while (!backlog.empty()) take();
  EXPECT_EQ(told, wanted);
  EXPECT_EQ(backlog.memory(), 0U);
}

TEST(BacklogTest, BeyondItsMemoryRoutesAreLostAndCounted) {
  Backlog backlog(2000);
  std::size_t lost = 0;
  for (unsigned i = 0; i < 200; ++i) lost += backlog.add(announce(1, {"10.0." + std::to_string(i) + ".0/24"}));
  EXPECT_GT(lost, 0U);
  EXPECT_EQ(backlog.size() + lost, 200U);
  EXPECT_LE(backlog.memory(), 2000U);
  // A route that cannot have its newest state must not be told as it was.
  Backlog full(400);
  EXPECT_EQ(full.add(withdraw("10.0.0.0/8")), 0U);
  EXPECT_EQ(full.add(announce(1, {"10.0.0.0/8"})), 1U);
  EXPECT_TRUE(full.empty());
}

TEST(BacklogTest, WhatAllTogetherMayTakeBoundsEachAndComesBackWithIt) {
  bgp::MemoryBudget whole(2000);
  auto one = std::make_unique<Backlog>(Backlog::kMostBytes, &whole);
  Backlog other(Backlog::kMostBytes, &whole);
  std::size_t lost = 0;
  for (std::uint32_t i = 0; i < 100; ++i) lost += one->add(withdraw("10.0." + std::to_string(i) + ".0/24"));
  EXPECT_GT(lost, 0U);
  EXPECT_EQ(other.add(announce(1, {"11.0.0.0/8"})), 1U);
  EXPECT_EQ(whole.used(), one->memory());
  one.reset();
  EXPECT_EQ(whole.used(), 0U);
  EXPECT_EQ(other.add(announce(1, {"11.0.0.0/8"})), 0U);
}

}  // namespace vigilcast::exabgp::backlog_test
