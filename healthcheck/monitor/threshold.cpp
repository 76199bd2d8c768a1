#include "healthcheck/monitor/threshold.h"

#include <algorithm>

namespace vigilcast::health {

Threshold::Threshold(unsigned rise, unsigned fall) { set(rise, fall); }

void Threshold::set(unsigned rise, unsigned fall) {
  rise_ = std::max(rise, 1U);
  fall_ = std::max(fall, 1U);
}

void Threshold::count(bool good) {
  const Verdict seen = good ? Verdict::up : Verdict::down;
  if (seen != leaning_) row_ = 0;
  leaning_ = seen;
  if (seen == verdict_) return;
  if (++row_ >= (good ? rise_ : fall_)) decide(seen);
}

void Threshold::decide(Verdict verdict) {
  verdict_ = verdict;
  leaning_ = verdict;
  row_ = 0;
}

}  // namespace vigilcast::health
