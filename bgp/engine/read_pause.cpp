#include "bgp/engine/read_pause.h"

#include <algorithm>
#include <utility>

namespace vigilcast::bgp {

bool ReadPause::want(bool pause, Instant now) {
  if (std::exchange(wanted_, pause) == pause) return false;
  if (pause) return begin(now);
  overdue_ = false;
  return std::exchange(since_, std::nullopt).has_value();
}

bool ReadPause::session_up(std::uint16_t hold_time, Instant now) {
  limit_ = hold_time == 0 ? kLongest : std::min<Duration>(kLongest, std::chrono::seconds(hold_time));
  return begin(now);
}

void ReadPause::session_down() {
  limit_.reset();
  since_.reset();
}

bool ReadPause::begin(Instant now) {
  if (!wanted_ || overdue_ || !limit_) return false;
  since_ = now;
  return true;
}

std::optional<Instant> ReadPause::next_deadline() const { return since_ ? std::optional(*since_ + *limit_) : std::nullopt; }

bool ReadPause::on_time(Instant now) {
  const auto end = next_deadline();
  if (!end || *end > now) return false;
  overdue_ = true;
  since_.reset();
  return true;
}

}  // namespace vigilcast::bgp
