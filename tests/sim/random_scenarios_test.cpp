// Random fleets (T40). Seeds of bugs that were found are kept in regress_seeds.txt and come first.
//   VIGILCAST_SEED=n   that one only, with its story        VIGILCAST_SEEDS=n   how many (1,000)
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

#include "pkg/base/text.h"
#include "tests/sim/fleet.h"

namespace vigilcast::sim {
namespace random_scenarios {

std::uint64_t from_environment(const char* name, std::uint64_t otherwise) {
  const char* value = std::getenv(name);
  return value == nullptr ? otherwise : parse_number<std::uint64_t>(value).value_or(otherwise);
}

void run(std::uint64_t seed) {
  Fleet fleet(seed);
  if (const auto wrong = fleet.run()) ADD_FAILURE() << "VIGILCAST_SEED=" << seed << " shows it again: " << *wrong;
}

std::vector<std::uint64_t> known_seeds() {
  std::ifstream file(std::string(VIGILCAST_SOURCE_DIR) + "/tests/sim/regress_seeds.txt");
  std::vector<std::uint64_t> out;
  for (std::string line; std::getline(file, line);) {
    const auto found = words(line.substr(0, line.find('#')));
    if (!found.empty()) out.push_back(parse_number<std::uint64_t>(found.front()).value());
  }
  return out;
}

}  // namespace random_scenarios

TEST(RandomScenarios, SeedsOfFormerBugs) {
  for (const std::uint64_t seed : random_scenarios::known_seeds()) {
    random_scenarios::run(seed);
    if (HasFailure()) return;
  }
}

TEST(RandomScenarios, AllFleetsComeToAgree) {
  const std::uint64_t one = random_scenarios::from_environment("VIGILCAST_SEED", 0);
  const std::uint64_t count = random_scenarios::from_environment("VIGILCAST_SEEDS", 1000);
  double hours = 0;
  std::uint64_t steps = 0;
  for (std::uint64_t seed = one == 0 ? 1 : one; seed <= (one == 0 ? count : one) && !HasFailure(); ++seed) {
    Fleet fleet(seed);
    const auto wrong = fleet.run();
    EXPECT_FALSE(wrong) << "VIGILCAST_SEED=" << seed << " shows it again: " << *wrong;
    hours += to_seconds(fleet.world().agenda().elapsed()) / 3600;
    steps += fleet.world().agenda().done();
  }
  RecordProperty("simulated_hours", std::to_string(hours));
  RecordProperty("steps", std::to_string(steps));
}

TEST(RandomScenarios, ASeedIsReplayedExactly) {
  const auto story = [] {
    Fleet fleet(5);
    (void)fleet.run();
    return fleet.world().story(1000) + std::to_string(fleet.world().agenda().done());
  };
  EXPECT_EQ(story(), story());
}

}  // namespace vigilcast::sim
