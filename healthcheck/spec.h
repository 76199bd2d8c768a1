// What is checked, how often, and how results become a verdict. Values only; front ends fill them.
#pragma once

#include <string>

#include "healthcheck/judgement.h"
#include "healthcheck/probes.h"
#include "pkg/base/time.h"

namespace vigilcast::health {

// The longest that one phase of a probe may take; 0: as long as the whole.
struct PhaseTimeouts {
  Duration resolve{}, connect{}, tls{}, first_byte{};
  friend bool operator==(const PhaseTimeouts&, const PhaseTimeouts&) = default;
};

struct CheckSpec {
  std::string name;
  ProbeSpec probe;
  Duration interval = std::chrono::seconds(1);
  Duration fast = std::chrono::milliseconds(200);  // interval while a change of verdict is pending
  Duration timeout = std::chrono::milliseconds(800);
  PhaseTimeouts timeouts = {};
  Duration slow = {};                              // interval while the check is down and nothing changes; 0: as ever
  unsigned jitter = 0;                             // per cent of the interval, by which a probe may be early or late; the grid stays
  unsigned rise = 3;                               // passes in a row to become up
  unsigned fall = 3;                               // failures in a row to become down
  Judgement judgement = {};
  friend bool operator==(const CheckSpec&, const CheckSpec&) = default;
};

}  // namespace vigilcast::health
