#include "healthcheck/monitor/detection.h"

#include <algorithm>

namespace vigilcast::health {

std::optional<Duration> worst_detection(const CheckSpec& check) {
  if (const auto* external = std::get_if<ExternalProbe>(&check.probe)) {
    if (external->ttl == Duration::zero()) return std::nullopt;
    return std::max(external->ttl * std::max(check.fall, 1U), check.judgement.minimum_up);
  }
  const Duration interval = std::max<Duration>(check.interval, std::chrono::milliseconds(1));
  const Duration fast = std::min(check.fast, interval);
  const unsigned fall = std::max(check.fall, 1U);
  // A probe that has just passed was asked before the target died; the next one waits for the grid, or for the end of that one where it takes longer.
  const Duration first = std::max(interval, check.timeout) + 2 * (interval * check.jitter / 100);
  return std::max(first + fall * check.timeout + (fall - 1) * fast, check.judgement.minimum_up);
}

}  // namespace vigilcast::health
