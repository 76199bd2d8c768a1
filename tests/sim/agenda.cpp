#include "tests/sim/agenda.h"

namespace vigilcast::sim {

void Agenda::at(Instant when, std::function<void()> what) { heap_.push({std::max(when, now_), order_++, std::move(what)}); }

bool Agenda::step(Instant until) {
  if (heap_.empty() || heap_.top().when > until) {
    now_ = std::max(now_, until);
    return false;
  }
  const Entry next = heap_.top();
  heap_.pop();
  now_ = next.when;
  ++done_;
  next.what();
  return true;
}

}  // namespace vigilcast::sim
