#include "healthcheck/monitor/threshold.h"

#include <algorithm>

namespace vigilcast::health {

std::string_view state_name(CheckState state) {
  switch (state) {
    case CheckState::unknown: return "unknown";
    case CheckState::rising: return "rising";
    case CheckState::up: return "up";
    case CheckState::falling: return "falling";
    case CheckState::down: break;
  }
  return "down";
}

Threshold::Threshold(unsigned rise, unsigned fall) { set(rise, fall); }

void Threshold::set(unsigned rise, unsigned fall) {
  rise_ = std::max(rise, 1U);
  fall_ = std::max(fall, 1U);
}

void Threshold::count(Outcome outcome) {
  if (outcome == Outcome::inconclusive) return;
  const Verdict seen = outcome == Outcome::fail ? Verdict::down : Verdict::up;
  if (seen != leaning_) row_ = 0;
  leaning_ = seen;
  if (seen == verdict_) return;
  if (++row_ < (seen == Verdict::up ? rise_ : fall_)) return;
  verdict_ = seen;
  row_ = 0;
}

CheckState Threshold::state() const {
  if (pending() && leaning_ == Verdict::up) return CheckState::rising;
  if (pending() && verdict_ == Verdict::up) return CheckState::falling;
  if (verdict_ == Verdict::unknown) return CheckState::unknown;
  return verdict_ == Verdict::up ? CheckState::up : CheckState::down;
}

}  // namespace vigilcast::health
