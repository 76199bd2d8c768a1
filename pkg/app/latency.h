// The latest measurements from a deciding probe result to the UPDATE in the socket. Thread: the core loop.
#pragma once

#include <deque>
#include <vector>

#include "pkg/base/time.h"

namespace vigilcast::app {

class Latency {
 public:
  static constexpr std::size_t kKept = 1024;

  void add(Duration took) {
    if (taken_.size() == kKept) taken_.pop_front();
    taken_.push_back(took);
  }
  [[nodiscard]] std::vector<Duration> all() const { return {taken_.begin(), taken_.end()}; }

 private:
  std::deque<Duration> taken_;
};

}  // namespace vigilcast::app
