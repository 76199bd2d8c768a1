// What a decision may look at, as values. Whoever gathers them (the policy, a test, later the cluster) decides nothing.
#pragma once

#include <map>
#include <span>
#include <string>

#include "healthcheck/monitor/judge.h"
#include "healthcheck/monitor/verdict.h"
#include "pkg/base/time.h"

namespace vigilcast::announce {

// What is known of one check.
struct CheckFact {
  health::Verdict verdict = health::Verdict::unknown;        // by rise and fall
  health::CheckState state = health::CheckState::unknown;    // shows a change of verdict under way
  std::string text;                                          // the result that last changed the state, for people: "L4CON connection refused"

  // What the latest results point to; differs from `verdict` while a change is under way.
  [[nodiscard]] health::Verdict leaning() const {
    if (state == health::CheckState::rising) return health::Verdict::up;
    return state == health::CheckState::falling ? health::Verdict::down : verdict;
  }
  friend bool operator==(const CheckFact&, const CheckFact&) = default;
};
using CheckFacts = std::map<std::string, CheckFact, std::less<>>;

struct ServiceFacts {
  const CheckFacts& checks;             // a check that is not here has no verdict
  std::span<const std::string> names;   // the service's checks, in the order of its expression
  Instant hold_until;                   // nothing is announced before: the hold-down at start
};

}  // namespace vigilcast::announce
