// Why a service is announced as it is. The word is the log field, the metric label, the status and what the web UI shows; the list is closed.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace vigilcast::announce {

enum class Reason : std::uint8_t {
  hold_down,
  no_verdict_yet,
  checks_rising,
  no_checks,
  healthy,
  checks_failing,
  checks_degraded,
  checks_down,
  no_verdict,
  verdict_kept,
  service_removed,
};

struct ReasonRow {
  Reason reason;
  std::string_view word;
  std::string_view text;  // for people; a decision adds the checks that it rests on
};

// In the order of the enumeration.
inline constexpr std::array kReasons{
    ReasonRow{Reason::hold_down, "hold_down", "nothing is announced in the first moments after start (router.holdDown)"},
    ReasonRow{Reason::no_verdict_yet, "no_verdict_yet", "the checks have too few results for a verdict"},
    ReasonRow{Reason::checks_rising, "checks_rising", "the checks pass, but not yet often enough"},
    ReasonRow{Reason::no_checks, "no_checks", "the service has no checks and counts as healthy"},
    ReasonRow{Reason::healthy, "healthy", "the checks hold"},
    ReasonRow{Reason::checks_failing, "checks_failing", "the checks fail, but not yet often enough"},
    ReasonRow{Reason::checks_degraded, "checks_degraded", "the checks hold, but not as they should"},
    ReasonRow{Reason::checks_down, "checks_down", "the checks do not hold"},
    ReasonRow{Reason::no_verdict, "no_verdict", "the checks gave no verdict for too long"},
    ReasonRow{Reason::verdict_kept, "verdict_kept", "a new or changed check has no verdict yet, and until then the last decision stands"},
    ReasonRow{Reason::service_removed, "service_removed", "the service, or this prefix of it, is no longer configured"},
};

constexpr std::string_view reason_name(Reason reason) { return kReasons[static_cast<std::size_t>(reason)].word; }
constexpr std::string_view reason_text(Reason reason) { return kReasons[static_cast<std::size_t>(reason)].text; }

}  // namespace vigilcast::announce
