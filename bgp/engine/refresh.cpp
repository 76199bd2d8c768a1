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

void RefreshIntake::end(AdjRibIn& rib, Family family) {
  if (until_.erase(family) != 0) rib.sweep(family, "not repeated in a route refresh");
}

std::optional<Instant> RefreshIntake::next_deadline() const {
  std::optional<Instant> out;
  for (const auto& [family, until] : until_) out = earlier(out, until);
  return out;
}

void RefreshIntake::on_time(AdjRibIn& rib, Instant now) {
  std::erase_if(until_, [&](const auto& entry) {
    if (entry.second > now) return false;
    rib.sweep(entry.first, "not repeated in a route refresh that has no end");
    return true;
  });
}

}  // namespace vigilcast::bgp
