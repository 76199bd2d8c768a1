#include "bgp/rib/id_set.h"

#include <gtest/gtest.h>

#include <set>

#include "pkg/base/rng.h"

namespace vigilcast::bgp::id_set_test {

TEST(IdSet, IsTheSameAsASetOfNumbers) {
  IdSet ids;
  std::set<std::uint32_t> model;
  Rng rng(3);
  for (int step = 0; step < 20000; ++step) {
    const auto id = static_cast<std::uint32_t>(rng.next() % 300 * 1021);  // over many pages
    const bool in = rng.next() % 2 == 0;
    ids.put(id, in);
    if (in) model.insert(id);
    if (!in) model.erase(id);
    const auto from = static_cast<std::uint32_t>(rng.next() % 400000);
    const auto next = model.lower_bound(from);
    ASSERT_EQ(ids.next(from), next == model.end() ? std::nullopt : std::optional(*next));
    ASSERT_EQ(ids.size(), model.size());
    ASSERT_EQ(ids.contains(from), model.contains(from));
  }
}

TEST(Paged, HasPagesOnlyWhereThereAreValues) {
  Paged<std::uint32_t> values;
  values.set(5'000'000, 7);
  EXPECT_EQ(values.get(5'000'000), 7U);
  EXPECT_EQ(values.get(4'999'999), 0U);
  EXPECT_EQ(values.get(4'000'000'000), 0U);
  EXPECT_EQ(values.next(0), 5'000'000U);
  std::size_t seen = 0;
  values.each([&](std::uint32_t, std::uint32_t) { ++seen; });
  EXPECT_EQ(seen, 1U);
  values.set(5'000'000, 0);
  EXPECT_EQ(values.next(0), std::nullopt);
}

}  // namespace vigilcast::bgp::id_set_test
