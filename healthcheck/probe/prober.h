// Runs probes: thousands at once, on one loop, without blocking it.
//
// Invariant: every start() is answered exactly once, later, never from within start(); after the check's timeout at the latest, unless our own loop stalled.
// Thread: create, use and destroy it on the loop's thread (or while the loop does not run); `done` is called there and carries the result on as a value.
// Stalls: when this loop was late by more than 50 ms (or a tenth of the timeout), time that the target did not get is given back, and silence or a lost
// connection in that time is inconclusive. A pass, a refusal or a bad status is what it is.
#pragma once

#include <functional>
#include <memory>
#include <string_view>

#include "healthcheck/observation.h"
#include "healthcheck/spec.h"
#include "pkg/runtime/loop.h"

namespace vigilcast::health {

class Prober {
 public:
  using Done = std::function<void(Observation)>;

  explicit Prober(runtime::Loop& loop);
  ~Prober();  // what is under way is dropped unanswered
  Prober(const Prober&) = delete;
  Prober& operator=(const Prober&) = delete;

  struct How {
    bool fresh = false;  // on a new connection even if one was kept
    bool trace = false;  // the observation says what was done, sent and heard
  };
  void start(const CheckSpec& check, How how, Done done);
  // The check is gone: closes what was kept for it. A probe under way is answered still.
  void forget(std::string_view check);

  [[nodiscard]] std::size_t in_flight() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace vigilcast::health
