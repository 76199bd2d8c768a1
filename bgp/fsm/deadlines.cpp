#include "bgp/fsm/deadlines.h"

namespace vigilcast::bgp::fsm {

std::optional<Instant> Deadlines::next() const {
  std::optional<Instant> first;
  for (const auto& at : at_) first = earlier(first, at);
  return first;
}

std::optional<Timer> Deadlines::due(Instant now) const {
  const std::optional<Instant> first = next();
  if (!first || *first > now) return std::nullopt;
  std::size_t timer = 0;
  while (at_[timer] != first) ++timer;
  return static_cast<Timer>(timer);
}

}  // namespace vigilcast::bgp::fsm
