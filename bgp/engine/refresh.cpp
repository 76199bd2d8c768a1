#include "bgp/engine/refresh.h"

namespace vigilcast::bgp {

std::vector<Family> RefreshAnswers::take_due(Instant now) {
  std::vector<Family> out;
  for (auto& [family, state] : families_) {
    if (!state.wanted || state.not_before > now) continue;
    state = {false, now + kPause};
    out.push_back(family);
  }
  return out;
}

std::optional<Instant> RefreshAnswers::next_deadline() const {
  std::optional<Instant> out;
  for (const auto& [family, state] : families_) {
    if (state.wanted) out = earlier(out, state.not_before);
  }
  return out;
}

void RefreshIntake::begin(AdjRibIn& rib, Family family, Instant now) {
  rib.mark_stale(family);
  until_[family] = now + kLongest;
}

std::vector<Nlri> RefreshIntake::end(AdjRibIn& rib, Family family) {
  if (until_.erase(family) == 0) return {};
  return rib.sweep(family);
}

std::optional<Instant> RefreshIntake::next_deadline() const {
  std::optional<Instant> out;
  for (const auto& [family, until] : until_) out = earlier(out, until);
  return out;
}

std::vector<Nlri> RefreshIntake::on_time(AdjRibIn& rib, Instant now) {
  std::vector<Nlri> gone;
  std::erase_if(until_, [&](const auto& entry) {
    if (entry.second > now) return false;
    const std::vector<Nlri> swept = rib.sweep(entry.first);
    gone.insert(gone.end(), swept.begin(), swept.end());
    return true;
  });
  return gone;
}

}  // namespace vigilcast::bgp
