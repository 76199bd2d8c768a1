// What one probe saw. Inconclusive means that we, not the target, were the cause: counted and shown, never a failure.
#pragma once

#include <cstdint>
#include <string>

#include "pkg/base/time.h"

namespace vigilcast::health {

enum class Outcome : std::uint8_t { pass, fail, inconclusive };

// Codes in HAProxy's manner, so that people recognise them: L4OK L4TOUT L4CON L6OK L6TOUT L6RSP L7OK L7STS L7RSP L7TOUT, and SOCKERR for our own trouble.
struct Observation {
  std::string check;
  Outcome outcome = Outcome::fail;
  std::string code;        // "L7STS"
  std::string text;        // "status 503, expected 200-299"
  Duration took{};
  Instant at;              // when the answer was known
  std::uint64_t probe = 0; // StartProbe::probe that this answers, so that a late answer to an older question is told apart; 0: the one in flight
};

}  // namespace vigilcast::health
