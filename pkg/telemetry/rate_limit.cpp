#include "pkg/telemetry/rate_limit.h"

#include <algorithm>
#include <utility>

namespace vigilcast::telemetry {

std::optional<std::uint64_t> RateLimit::pass(std::string_view key, Instant now) {
  Bucket& its = bucket(key, now);
  const Instant from = std::max(its.full_at, now);
  if (from - now > (burst_ - 1) * refill_) {
    ++its.held_back;
    return std::nullopt;
  }
  its.full_at = from + refill_;
  return std::exchange(its.held_back, 0);
}

RateLimit::Bucket& RateLimit::bucket(std::string_view key, Instant now) {
  if (const auto found = buckets_.find(key); found != buckets_.end()) return found->second;
  if (buckets_.size() >= kMaxKeys && now >= sweep_at_) {
    // A full bucket remembers nothing but what it held back long ago. Looking at all of them for each new key would be work for free.
    sweep_at_ = now + refill_;
    std::erase_if(buckets_, [&](const auto& entry) { return entry.second.full_at <= now; });
  }
  if (buckets_.size() >= kMaxKeys) return shared_;
  return buckets_[std::string(key)];
}

}  // namespace vigilcast::telemetry
