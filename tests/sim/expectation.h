// `expect CONDITION [within D | by T | for D] [reason R]`: at once, until then at the latest, or all the time. The reason is that of the
// service meant, or of the service that has the prefix meant.
#pragma once

#include <functional>

#include "tests/sim/scenario.h"

namespace vigilcast::sim {

class Expectation {
 public:
  Expectation(Scenario& scenario, Statement& statement);
  void check();  // a Mistake when it is not met

 private:
  using Condition = std::function<bool()>;

  Condition condition(Statement& statement);
  Condition service(Statement& statement);
  Condition router(Node& node, Statement& statement);
  Condition received(Node& node, Statement& statement);
  Condition holds(Node& node, Statement& statement, bool wanted);
  [[nodiscard]] std::optional<bgp::PeerStatus> status(const Node& node) const;
  [[nodiscard]] std::size_t given(const Node& node, bool stale) const;
  [[nodiscard]] std::string situation() const;

  Scenario& scenario_;
  std::function<std::string()> reason_;  // set while the condition is read, so it comes first
  Condition met_;
  Instant until_;
  bool always_ = false;
};

}  // namespace vigilcast::sim
