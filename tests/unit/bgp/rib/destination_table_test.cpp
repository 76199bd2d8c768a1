#include "bgp/rib/destination_table.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "pkg/base/rng.h"

namespace vigilcast::bgp::destination_table_test {

Nlri of(Family family, std::size_t size, std::uint32_t number, std::uint32_t path_id = 0) {
  Bytes wire(size);
  for (std::size_t i = 0; i < size; ++i) wire[i] = static_cast<std::uint8_t>(number >> (8 * (i % 4)));
  return {family, path_id, SmallBytes(wire)};
}

TEST(DestinationTable, GivesADestinationOneNumberAndTellsItBack) {
  DestinationTable table;
  // A prefix, a FlowSpec rule of the longest size, the lengths around which the form changes, path identifiers, an empty one.
  const std::vector<Nlri> all{of(kIpv4Unicast, 5, 1), of(kIpv4Flow, 4095, 1),    of(kIpv4Flow, 254, 1),  of(kIpv4Flow, 255, 1),
                              of(kIpv4Flow, 256, 1),  of(kIpv4Unicast, 5, 1, 7), of(kIpv6Unicast, 5, 1), of(kIpv4Unicast, 0, 0)};
  for (const Nlri& nlri : all) {
    const DestinationId id = table.hold(nlri).value();
    EXPECT_EQ(table.hold(nlri), id);
    EXPECT_EQ(table.find(nlri), id);
    EXPECT_EQ(table.nlri(id), nlri);
    EXPECT_EQ(table.family(id), nlri.family);
    EXPECT_EQ(table.view(id).path_id, nlri.path_id);
  }
  EXPECT_EQ(table.size(), all.size());
}

TEST(DestinationTable, ForgetsWhatNobodyHoldsAndGivesTheNumberAgain) {
  DestinationTable table;
  const Nlri first = of(kIpv4Unicast, 5, 1);
  const DestinationId id = table.hold(first).value();
  table.hold(id);
  table.release(id);
  EXPECT_EQ(table.find(first), id);
  table.release(id);
  EXPECT_EQ(table.find(first), std::nullopt);
  EXPECT_EQ(table.reused(), 0U);
  EXPECT_EQ(table.hold(of(kIpv4Unicast, 5, 2)), id);
  EXPECT_EQ(table.reused(), 1U) << "who kept the number must learn that it means another one";
}

// Against a map, with sizes of all sorts, long enough that the index grows and the arena is compacted many times.
TEST(DestinationTable, IsTheSameAsAMapWhateverComesAndGoes) {
  DestinationTable table;
  std::map<Nlri, DestinationId> model;
  Rng rng(5);
  std::size_t most = 0;
  for (int step = 0; step < 60000; ++step) {
    const auto number = static_cast<std::uint32_t>(rng.next() % 3000);
    const Nlri nlri = of(number % 3 == 0 ? kIpv4Flow : kIpv4Unicast, 1 + (number * 7) % (number % 50 == 0 ? 3000 : 40), number, number % 5 == 0 ? number : 0);
    const auto known = model.find(nlri);
    ASSERT_EQ(table.find(nlri), known == model.end() ? std::nullopt : std::optional(known->second));
    if (known == model.end()) {
      model[nlri] = table.hold(nlri).value();
    } else {
      table.release(known->second);
      model.erase(known);
    }
    most = std::max(most, table.bytes());
  }
  ASSERT_EQ(table.size(), model.size());
  for (const auto& [nlri, id] : model) ASSERT_EQ(table.nlri(id), nlri);
  EXPECT_LT(most, 2U << 20) << "what is gone gives its memory back";
}

// Places in the arena have 32 bits; here it is small.
TEST(DestinationTable, RefusesWhatHasNoPlaceAndGoesOn) {
  constexpr std::size_t kSmall = 128 * 1024;
  DestinationTable table(kSmall);
  std::vector<DestinationId> held;
  std::uint32_t number = 0;
  for (auto id = table.hold(of(kIpv4Flow, 1000, number)); id; id = table.hold(of(kIpv4Flow, 1000, ++number))) held.push_back(*id);
  EXPECT_EQ(held.size(), 2 * (64 * 1024 / 1004));
  EXPECT_EQ(table.size(), held.size());
  EXPECT_FALSE(table.find(of(kIpv4Flow, 1000, number))) << "nothing is left of the one that was refused";
  EXPECT_EQ(table.hold(of(kIpv4Flow, 1000, 3)), table.find(of(kIpv4Flow, 1000, 3))) << "those it has are held as ever";
  table.release(*table.find(of(kIpv4Flow, 1000, 3)));
  for (const DestinationId id : held) EXPECT_EQ(table.nlri(id).wire.size(), 1000U);
  for (std::size_t i = 0; i < held.size(); i += 4) {
    for (std::size_t j = i; j < std::min(i + 3, held.size()); ++j) table.release(held[j]);
  }
  EXPECT_TRUE(table.hold(of(kIpv4Flow, 1000, number))) << "there is room again";
}

TEST(DestinationTable, HasAPlaceForAsManyFamiliesAsItCanTell) {
  DestinationTable table;
  for (std::uint16_t i = 0; i < 128; ++i) EXPECT_TRUE(table.hold(of({static_cast<Afi>(i), Safi::unicast}, 4, 1)));
  EXPECT_FALSE(table.hold(of({static_cast<Afi>(128), Safi::unicast}, 4, 1)));
  EXPECT_TRUE(table.hold(of({static_cast<Afi>(127), Safi::unicast}, 4, 2)));
}

}  // namespace vigilcast::bgp::destination_table_test
