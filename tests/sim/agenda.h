// Virtual time: what happens next, in the order of (instant, order of asking). The same seed gives the same run everywhere.
#pragma once

#include <cstdint>
#include <functional>
#include <queue>
#include <vector>

#include "pkg/base/rng.h"
#include "pkg/base/time.h"

namespace vigilcast::sim {

class Agenda {
 public:
  explicit Agenda(std::uint64_t seed) : rng(seed) {}

  [[nodiscard]] Instant now() const { return now_; }
  [[nodiscard]] Duration elapsed() const { return now_ - kStart; }
  [[nodiscard]] std::uint64_t done() const { return done_; }

  void at(Instant when, std::function<void()> what);
  void after(Duration wait, std::function<void()> what) { at(now_ + wait, std::move(what)); }
  // Does the next thing if it comes no later than `until`; false: the clock stands at `until` then.
  bool step(Instant until);

  Rng rng;

 private:
  struct Entry {
    Instant when;
    std::uint64_t order;
    std::function<void()> what;
    friend bool operator>(const Entry& a, const Entry& b) { return std::pair(a.when, a.order) > std::pair(b.when, b.order); }
  };
  static constexpr Instant kStart{std::chrono::hours(1000)};  // an instant before the start can be named

  Instant now_ = kStart;
  std::uint64_t order_ = 0;
  std::uint64_t done_ = 0;
  std::priority_queue<Entry, std::vector<Entry>, std::greater<>> heap_;
};

}  // namespace vigilcast::sim
