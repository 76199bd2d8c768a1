// What is still to be written, in order, and when: the pure half of the Writer.
//
// Of several applies to one path only the last counts; removing an object makes its applies needless; creates (Events) keep their order and are bounded: when
// there are too many, the oldest go. A token bucket bounds the rate. What fails in passing is tried again after a back-off that concerns all, for it is the
// server that has trouble; what is refused for good is dropped, as is what the server keeps failing at.
//
// Invariant: at most one write is under way: next(), then done() or failed(). Not thread-safe.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>

#include "pkg/base/rng.h"
#include "pkg/base/time.h"
#include "pkg/kube/api/api_error.h"
#include "pkg/kube/reflector/backoff.h"
#include "pkg/kube/write.h"

namespace vigilcast::kube {

struct WriteLimits {
  double per_second = 5;
  unsigned burst = 20;
  std::size_t creates = 256;  // waiting
};

struct WriteCounts {
  std::uint64_t written = 0;
  std::uint64_t retried = 0;
  std::uint64_t refused = 0;  // dropped because the server does not take them
  std::uint64_t overflow = 0;  // creates dropped because too many waited
};

class WriteQueue {
 public:
  WriteQueue(WriteLimits limits, std::uint64_t seed) : limits_(limits), tokens_(limits.burst), rng_(seed) {}

  void put(Write write);

  [[nodiscard]] std::optional<Write> next(Instant now);
  [[nodiscard]] std::optional<Instant> next_deadline() const;  // when next() has something; nothing: no write waits, or one is under way
  void done();
  bool failed(const ApiError& error, Instant now);  // whether it is dropped

  // Nothing of what was put so far is to be written any more, except for what is under way, which is not tried again.
  void drop_all();
  // The end is near: no rate, no back-off, every write has one more chance.
  void hurry() { hurry_ = true; }

  [[nodiscard]] std::size_t size() const { return waiting_.size() + (under_way_ ? 1 : 0); }
  [[nodiscard]] const WriteCounts& counts() const { return counts_; }

 private:
  struct Entry {
    Write write;
    unsigned failures = 0;
  };

  [[nodiscard]] Entry* waiting_apply(const Write& write);
  void bound_creates();
  void refill(Instant now);

  WriteLimits limits_;
  std::deque<Entry> waiting_;
  std::optional<Entry> under_way_;
  double tokens_;
  std::optional<Instant> refilled_;
  Instant not_before_{};
  Backoff backoff_;
  Rng rng_;
  bool hurry_ = false;
  bool last_try_ = false;  // of the write under way
  WriteCounts counts_;
};

}  // namespace vigilcast::kube
