// What one probe saw. Inconclusive means that we, not the target, were the cause: counted and shown, never a failure.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "pkg/base/time.h"

namespace vigilcast::health {

// Degraded: it serves, but not as it should: slow, a certificate about to end, its own word for it. Counts as a pass, and is told apart.
enum class Outcome : std::uint8_t { pass, degraded, fail, inconclusive };

// How far a probe came. Each kind goes through some of these, in this order.
enum class Phase : std::uint8_t { resolve, connect, tls, answer, transfer, command };
inline constexpr std::size_t kPhases = 6;
std::string_view phase_name(Phase phase);  // "resolve", …
using PhaseTimes = std::array<Duration, kPhases>;

// Codes in HAProxy's manner, so that people recognise them: L4OK L4TOUT L4CON L6OK L6TOUT L6RSP L7OK L7STS L7RSP L7TOUT, and SOCKERR for our own trouble.
// Those of them that are failures.
inline constexpr std::array<std::string_view, 9> kFailureCodes{"L4CON", "L4TOUT", "L6RSP", "L6TOUT", "L7STS", "L7RSP", "L7TOUT", "PROCERR", "PROCTOUT"};

struct Observation {
  std::string check;
  Outcome outcome = Outcome::fail;
  std::string code = {};        // "L7STS"
  std::string text = {};        // "status 503, expected 200-299"
  Duration took{};
  Instant at = {};              // when the answer was known
  std::uint64_t probe = 0; // StartProbe::probe that this answers, so that a late answer to an older question is told apart; 0: the one in flight
  PhaseTimes phases = {};  // what `took` was spent on
  std::vector<std::string> trace = {};  // what was said and heard, a line each with its time, where that was asked for
};

}  // namespace vigilcast::health
