// The probe loop and its thread: orders go in, observations come back on the core loop as values.
#pragma once

#include <functional>
#include <memory>
#include <thread>

#include "healthcheck/monitor/monitor.h"
#include "healthcheck/probe/prober.h"
#include "pkg/runtime/loop.h"

namespace vigilcast::app {

class Probes {
 public:
  // `on_observation` runs on `core`.
  Probes(runtime::Loop& core, std::function<void(health::Observation)> on_observation);
  ~Probes();
  Probes(const Probes&) = delete;
  Probes& operator=(const Probes&) = delete;

  void start(const health::StartProbe& order);
  // Once more, on a connection of its own; what was said and heard is told on `core`. Nobody counts it.
  void trace(const health::CheckSpec& check, std::function<void(const health::Observation&)> done);
  void forget(const std::string& check);  // it is not checked any more: its kept connection is closed

 private:
  runtime::Loop& core_;
  std::function<void(health::Observation)> on_observation_;
  runtime::Loop loop_;
  std::unique_ptr<health::Prober> prober_;  // lives on loop_
  std::thread thread_;
};

}  // namespace vigilcast::app
