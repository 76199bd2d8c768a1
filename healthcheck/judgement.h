// How results become a verdict, beyond `rise` and `fall` in a row. Values only; each rule is off until it is asked for.
#pragma once

#include <string>
#include <vector>

#include "pkg/base/time.h"

namespace vigilcast::health {

// For lossy targets, which never fail three times in a row: so many failures among the last results make the check down.
struct FailureWindow {
  unsigned failures = 0;  // 0: no such rule
  unsigned of = 0;
  friend bool operator==(const FailureWindow&, const FailureWindow&) = default;
};

// For flapping targets: each fall counts one, and what was counted halves every `half_life`. From `flaps` on the check stays down, though it passes, until
// half of that is left, but never longer than `longest`. A fall is never delayed.
struct Damping {
  unsigned flaps = 0;  // 0: no damping
  Duration half_life = std::chrono::minutes(1);
  Duration longest = std::chrono::minutes(10);
  friend bool operator==(const Damping&, const Damping&) = default;
};

struct Judgement {
  FailureWindow window = {};
  std::vector<std::string> down_at_once = {};  // result codes that need no `fall`: "L4CON", "L7STS"
  Duration degraded_above = {};                // a pass that took longer is a degraded one; 0: as long as it likes
  Duration warm_up = {};                       // failures in this time after the check began do not count
  Duration minimum_up = {};                    // once up, it stays so this long, but for what is down at once
  Duration minimum_down = {};                  // once down, it stays so this long
  Damping damping = {};
  std::vector<std::string> depends_on = {};    // checks; while one of them is down or failing, failures of this one say nothing about its target
  friend bool operator==(const Judgement&, const Judgement&) = default;
};

}  // namespace vigilcast::health
