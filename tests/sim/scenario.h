// Runs a text scenario in virtual time: one node under test ("us"), routers around it, checks and services on it.
// The statements are the rows of kRows in scenario.cpp; what can be expected is in expectation.cpp. tests/scenarios/README.md is their manual.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "tests/sim/statement.h"
#include "tests/sim/world.h"

namespace vigilcast::sim {

struct ScenarioFailure {
  unsigned line = 0;
  std::string text;
};

class Scenario {
 public:
  explicit Scenario(std::uint64_t seed = 1);

  // Statement by statement; the first failure ends it.
  std::optional<ScenarioFailure> run(std::string_view text);

  [[nodiscard]] World& world() { return world_; }
  [[nodiscard]] Node& us() { return *us_; }

 private:
  friend struct ScenarioVerbs;
  friend class Expectation;

  void execute(Statement& statement);
  [[nodiscard]] Node& router(const std::string& name) const;
  [[nodiscard]] bool is_check(const std::string& name) const;
  [[nodiscard]] Instant at(Duration since_start) const { return start_ + since_start; }

  World world_;
  Node* us_;
  Instant start_;
  bool started_ = false;
  Duration hold_down_{};
  std::vector<health::CheckSpec> checks_;
  std::vector<announce::ServiceSpec> services_;
};

}  // namespace vigilcast::sim
