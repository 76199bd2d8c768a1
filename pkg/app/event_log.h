// The latest events, a bounded number, for `vigilcast events` and the API. Thread: the core loop.
#pragma once

#include <deque>
#include <string>
#include <vector>

#include "pkg/model/snapshot.h"

namespace vigilcast::app {

class EventLog {
 public:
  static constexpr std::size_t kKept = 1000;

  void add(WallTime at, std::string kind, std::string subject, std::string text) {
    if (events_.size() == kKept) events_.pop_front();
    events_.push_back({at, std::move(kind), std::move(subject), std::move(text)});
  }
  [[nodiscard]] std::vector<model::EventView> all() const { return {events_.begin(), events_.end()}; }

 private:
  std::deque<model::EventView> events_;
};

}  // namespace vigilcast::app
