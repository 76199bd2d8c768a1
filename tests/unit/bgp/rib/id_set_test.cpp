#include "bgp/rib/id_set.h"

#include <gtest/gtest.h>

#include <map>
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

// Short lists become arrays and empty pages go, in any order of steps.
TEST(Paged, IsTheSameAsAMap) {
  for (const std::uint32_t spread : {50U, 300U, 2000U, 40'000U}) {
    Paged<std::uint32_t> values;
    std::map<std::uint32_t, std::uint32_t> model;
    Rng rng(spread);
    for (int step = 0; step < 20'000; ++step) {
      const auto id = static_cast<std::uint32_t>(rng.next() % spread);
      const bool out = rng.next() % 4 < (step / 5000 % 2 == 0 ? 1U : 3U);
      const auto value = out ? 0 : static_cast<std::uint32_t>(rng.next() % 100);
      values.set(id, value);
      if (value != 0) model[id] = value;
      if (value == 0) model.erase(id);
      const auto from = static_cast<std::uint32_t>(rng.next() % (spread + 2000));
      const auto next = model.lower_bound(from);
      ASSERT_EQ(values.next(from), next == model.end() ? std::nullopt : std::optional(next->first));
      ASSERT_EQ(values.get(from), model.contains(from) ? model.at(from) : 0U);
    }
    std::map<std::uint32_t, std::uint32_t> seen;
    values.each([&](std::uint32_t id, std::uint32_t value) { seen[id] = value; });
    EXPECT_EQ(seen, model);
  }
}

// A hundred peers with ten routes each have a hundred such tables, or five hundred.
TEST(Paged, AFewValuesCostLittle) {
  Paged<std::uint32_t> few, many;
  for (std::uint32_t i = 0; i < 10; ++i) few.set(5000 + i, i + 1);
  for (std::uint32_t i = 0; i < 10'000; ++i) many.set(i, i + 1);
  EXPECT_LE(few.bytes(), 300U);
  EXPECT_LE(many.bytes(), 45'000U) << "hardly more than the values themselves";
}

}  // namespace vigilcast::bgp::id_set_test
