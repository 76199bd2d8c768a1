#include "pkg/kube/reflector/backoff.h"

#include <algorithm>
#include <cmath>

namespace vigilcast::kube {
namespace {

constexpr double kSpread = 0.5;  // of the least delay, added by chance
constexpr unsigned kDoublings = 5;

Duration spread(Duration least, Rng& rng) {
  return least + std::chrono::duration_cast<Duration>(std::chrono::duration<double, std::nano>(static_cast<double>(least.count()) * kSpread * rng.unit()));
}

}  // namespace

Duration Backoff::next(Rng& rng, std::optional<Duration> retry_after) {
  constexpr Duration kLeastAtTheEnd = std::chrono::seconds(20);  // so that with the spread it is kLongest
  const Duration least = std::min(kShortest * (1U << std::min(attempts_, kDoublings)), kLeastAtTheEnd);
  ++attempts_;
  const Duration own = spread(least, rng);
  if (!retry_after) return own;
  const Duration asked = std::clamp(*retry_after, Duration::zero(), kLongestAsked);
  return std::max(own, asked + std::min(spread(asked, rng) - asked, kShortest * 2));
}

}  // namespace vigilcast::kube
