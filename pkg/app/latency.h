// The latest measurements from a deciding probe result to the UPDATE in the socket. Thread: the core loop.
#pragma once

#include <deque>
#include <vector>

#include "pkg/base/time.h"
#include "pkg/model/latency.h"

namespace vigilcast::app {

class Latency {
 public:
  static constexpr std::size_t kKept = 1024;

  void add(Duration took) {
    if (taken_.size() == kKept) taken_.pop_front();
    taken_.push_back(took);
    total_.add(took);
  }
  [[nodiscard]] std::vector<Duration> all() const { return {taken_.begin(), taken_.end()}; }
  [[nodiscard]] const model::LatencyHistogram& total() const { return total_; }

 private:
  std::deque<Duration> taken_;
  model::LatencyHistogram total_;  // since the start
};

}  // namespace vigilcast::app
