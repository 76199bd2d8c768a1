// From facts to a decision: pure and total, and the answer carries its reason.
//
// The order of rule in this version: hold-down at start, then health. A service whose checks give no verdict is not announced (init); after kVerdictWait it is
// down. One that had a verdict before (a check was added or changed) keeps it for as long instead, so that a reload does not withdraw by itself.
#pragma once

#include <optional>
#include <string>

#include "pkg/announce/facts.h"
#include "pkg/announce/reason.h"
#include "pkg/announce/service.h"

namespace vigilcast::announce {

inline constexpr Duration kVerdictWait = std::chrono::seconds(30);

// What the next decision has to know of the last one.
struct Memory {
  ServiceState state = ServiceState::init;
  std::optional<Instant> since;                        // of `state`; absent: never decided
  health::Verdict verdict = health::Verdict::unknown;  // the last one that was acted on
  std::optional<Instant> unknown_since;                // while the checks give no verdict
  health::Latches latches;                             // of the weighted sums in the expression
  health::Latches degraded_latches;                    // of those in the one for degraded
};

struct Decision {
  ServiceState state = ServiceState::init;
  Profile profile{.announce = false, .attributes = {}, .as_path_prepend = 0};
  Reason reason = Reason::hold_down;
  Instant since;                       // of `state`
  std::string text;                    // the reason for people, with the checks that it rests on
  Memory memory;                       // for the next one
  std::optional<Instant> again_at;     // when time alone may change the answer
};

Decision decide(const ServiceSpec& spec, const ServiceFacts& facts, const Memory& memory, Instant now);

}  // namespace vigilcast::announce
