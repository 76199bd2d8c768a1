#include "healthcheck/monitor/damping.h"

#include <algorithm>
#include <cmath>

namespace vigilcast::health {
namespace {

// Between two falls a little is forgotten: the last of them counts in full all the same.
double suppress_at(const Damping& rule) { return static_cast<double>(rule.flaps) - 0.5; }
double reuse_at(const Damping& rule) { return static_cast<double>(rule.flaps) / 2; }

double halvings(Duration time, const Damping& rule) { return to_seconds(time) / to_seconds(rule.half_life); }

}  // namespace

void FlapMemory::forget(const Damping& rule, Instant now) {
  falls_ *= std::exp2(-halvings(now - at_, rule));
  at_ = now;
  if (falls_ <= reuse_at(rule) || now >= since_ + rule.longest) suppressed_ = false;
}

void FlapMemory::fell(const Damping& rule, Instant now) {
  if (rule.flaps == 0) return;
  forget(rule, now);
  const double most = reuse_at(rule) * std::exp2(halvings(rule.longest, rule));  // what has piled up is forgotten within that time
  falls_ = std::min(falls_ + 1, std::max(most, suppress_at(rule)));
  if (falls_ < suppress_at(rule)) return;
  suppressed_ = true;
  since_ = now;
}

Instant FlapMemory::released(const Damping& rule, Instant now) {
  if (rule.flaps == 0) return now;
  forget(rule, now);
  if (!suppressed_) return now;
  const Duration wait = std::chrono::duration_cast<Duration>(std::chrono::duration<double>(std::log2(falls_ / reuse_at(rule)) * to_seconds(rule.half_life)));
  return std::min(now + wait + std::chrono::milliseconds(1), since_ + rule.longest);
}

}  // namespace vigilcast::health
