#include "pkg/model/route_list.h"

#include <gtest/gtest.h>

#include "pkg/model/route_difference.h"
#include "tests/unit/pkg/model/routes.h"

namespace vigilcast::model::route_list_test {

RouteTerms terms(std::uint32_t med) {
  RouteTerms out;
  bgp::AttributeSet set;
  set.set(bgp::Med{med});
  out.attributes = std::make_shared<const bgp::AttributeSet>(set);
  return out;
}

bgp::Nlri host(std::uint32_t address, std::uint32_t path_id = 0) { return bgp::unicast_nlri(Prefix::host(IpAddress::v4(address)), path_id); }

struct Read {
  bgp::Nlri nlri;
  std::uint32_t med = 0;
  friend bool operator==(const Read&, const Read&) = default;
};
std::vector<Read> all(const RouteList& list) {
  std::vector<Read> out;
  list.each([&](const bgp::Nlri& nlri, const RouteTerms& of) { out.push_back({nlri, of.attributes->find<bgp::Med>()->value}); });
  return out;
}

TEST(RouteList, GivesBackWhatWasAdded) {
  RouteList list;
  EXPECT_EQ(list.begin(), list.end());
  std::vector<Read> expected;
  for (std::uint32_t i = 0; i < 20000; ++i) {  // several chunks, and numbers of terms of more than one octet
    expected.push_back({host(i, i % 3), i / 50});
    list.add(expected.back().nlri, terms(i / 50));
  }
  EXPECT_EQ(all(list), expected);
  EXPECT_EQ(list.size(), 20000U);
}

TEST(RouteList, HoldsDestinationsOfAnyLength) {
  RouteList list;
  std::vector<Read> expected;
  for (const std::size_t length : {0U, 1U, 254U, 255U, 256U, 4095U, 3U}) {
    expected.push_back({{{bgp::Afi::ipv4, bgp::Safi::flow}, 0, SmallBytes(Bytes(length, 7))}, 1});
    list.add(expected.back().nlri, terms(1));
  }
  for (int i = 0; i < 8; ++i) {
    expected.push_back({{bgp::kIpv6Unicast, 0, SmallBytes(Bytes(4095, 9))}, 2});
    list.add(expected.back().nlri, terms(2));
  }
  EXPECT_EQ(all(list), expected);
}

TEST(RouteList, ManyRoutesShareTheirTerms) {
  RouteList list;
  for (std::uint32_t i = 0; i < 100000; ++i) list.add(host(i), terms(5));
  EXPECT_EQ(list.all_terms().size(), 1U);
  EXPECT_LT(list.bytes() / list.size(), 10U);
}

TEST(RouteList, EqualListsHaveEqualRoutes) {
  const auto list_of = [](std::uint32_t count, std::uint32_t med) {
    RouteList out;
    for (std::uint32_t i = 0; i < count; ++i) out.add(host(i), terms(med));
    return out;
  };
  EXPECT_TRUE(list_of(10000, 1) == list_of(10000, 1));
  EXPECT_FALSE(list_of(10000, 1) == list_of(9999, 1));
  EXPECT_FALSE(list_of(10000, 1) == list_of(10000, 2));
  EXPECT_TRUE(RouteList() == RouteList());
}

TEST(RouteTerms, AnythingMakesThemOthers) {
  for (void (*edit)(RouteTerms&) : {+[](RouteTerms& t) { t.watchdog = "dog"; }, +[](RouteTerms& t) { t.withdrawn = true; },
                                    +[](RouteTerms& t) { t.next_hop.self = true; }, +[](RouteTerms& t) { t.attributes = bgp::no_attributes(); },
                                    +[](RouteTerms& t) { t.family = bgp::kIpv6Unicast; }, +[](RouteTerms& t) { t.path_id = 1; }}) {
    RouteTerms other = terms(1);
    EXPECT_EQ(other, terms(1));
    edit(other);
    EXPECT_NE(other, terms(1));
  }
}

RouteLists lists(const std::vector<std::pair<std::uint32_t, std::uint32_t>>& routes) {
  auto out = std::make_shared<RouteList>();
  for (const auto& [address, med] : routes) out->add(host(address), terms(med));
  return {out};
}

std::string words(const RouteDifference& difference) {
  std::string out;
  for (const RouteAt& one : difference.added) out += " +" + bgp::prefix_of(one.nlri()).to_string();
  for (const RoutePair& one : difference.changed) out += " ~" + bgp::prefix_of(one.after.nlri()).to_string();
  for (const RouteAt& one : difference.gone) out += " -" + bgp::prefix_of(one.nlri()).to_string();
  return out;
}

TEST(RouteDifference, IsByDestination) {
  struct Case {
    RouteLists before, after;
    const char* words;
  };
  const Case cases[] = {
      {{}, {}, ""},
      {lists({{1, 1}, {2, 1}}), lists({{1, 1}, {2, 1}}), ""},
      {lists({{1, 1}, {2, 1}}), lists({{2, 1}, {1, 1}}), ""},
      {{}, lists({{1, 1}}), " +0.0.0.1/32"},
      {lists({{1, 1}}), {}, " -0.0.0.1/32"},
      {lists({{1, 1}, {2, 1}}), lists({{1, 2}, {3, 1}}), " +0.0.0.3/32 ~0.0.0.1/32 -0.0.0.2/32"},
      {lists({{1, 1}, {1, 2}}), lists({{1, 2}}), ""},
      {lists({{1, 2}, {1, 1}}), lists({{1, 2}}), " ~0.0.0.1/32"},
  };
  for (const Case& one : cases) EXPECT_EQ(words(difference(one.before, one.after)), one.words);
}

TEST(RouteDifference, LooksAtAllListsOfANeighbour) {
  RouteLists two = lists({{1, 1}});
  two.push_back(lists({{2, 1}, {1, 3}}).front());
  EXPECT_EQ(words(difference(two, lists({{2, 1}, {1, 3}}))), "");
  EXPECT_EQ(effective_routes(two).size(), 2U);
  EXPECT_EQ(effective_routes(two)[0].terms().attributes->find<bgp::Med>()->value, 3U);
}

TEST(TakeOver, EqualListsOfAPeerBecomeTheOnesInUse) {
  const RouteLists shared = lists({{1, 1}, {2, 1}}), own = lists({{3, 1}}), copy = lists({{1, 1}, {2, 1}});
  const std::vector<PeerRoutes> present = {{"a", {shared.front(), own.front()}}, {"b", shared}, {"gone", own}};
  const RouteLists changed = lists({{3, 2}});
  std::vector<PeerRoutes> next = {{"a", {copy.front(), changed.front()}}, {"b", copy}, {"new", copy}};
  take_over(present, next);
  EXPECT_EQ(next[0].lists[0], shared.front());
  EXPECT_EQ(next[0].lists[1], changed.front());
  EXPECT_EQ(next[1].lists.front(), shared.front());
  EXPECT_EQ(next[2].lists.front(), copy.front()) << "of a peer that is not there yet";
}

}  // namespace vigilcast::model::route_list_test
