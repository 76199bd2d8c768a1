#include "healthcheck/monitor/results.h"

#include <algorithm>
#include <limits>

namespace vigilcast::health {

std::uint8_t CodeBook::number(const std::string& code) {
  constexpr std::size_t kMost = std::numeric_limits<std::uint8_t>::max();
  const auto known = std::ranges::find(codes_, code);
  if (known != codes_.end()) return static_cast<std::uint8_t>(known - codes_.begin());
  if (codes_.size() < kMost) codes_.push_back(codes_.size() + 1 < kMost ? code : "other");
  return static_cast<std::uint8_t>(codes_.size() - 1);
}

void Results::add(const Observation& observation, CodeBook& codes) {
  constexpr std::int64_t kMost = std::numeric_limits<std::uint32_t>::max();
  const auto took = std::chrono::duration_cast<std::chrono::microseconds>(observation.took).count();
  const Entry entry{observation.at, static_cast<std::uint32_t>(std::clamp<std::int64_t>(took, 0, kMost)), observation.outcome, codes.number(observation.code)};
  if (entries_.size() < kKept) {
    entries_.push_back(entry);
    return;
  }
  entries_[next_] = entry;
  next_ = static_cast<std::uint8_t>((next_ + 1) % kKept);
}

std::vector<PastResult> Results::list(const CodeBook& codes) const {
  std::vector<PastResult> out;
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    const Entry& entry = entries_[(next_ + i) % entries_.size()];
    out.push_back({entry.at, std::chrono::microseconds(entry.microseconds), entry.outcome, codes.code(entry.code)});
  }
  return out;
}

}  // namespace vigilcast::health
