// The health half of a node: the real Monitor and Policy, with probes that are answered from tapes instead of by sockets.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "healthcheck/monitor/monitor.h"
#include "pkg/announce/policy.h"
#include "tests/sim/agenda.h"

namespace vigilcast::sim {

struct Answer {
  health::Outcome outcome = health::Outcome::pass;
  Duration took = std::chrono::milliseconds(1);
};

// What a target answers: first what is queued, then the standing answer.
struct Tape {
  Answer standing{health::Outcome::fail};
  std::deque<Answer> next;
  Instant since{};  // the standing answer has been given alone from here on
};

using Tapes = std::map<std::string, Tape>;  // by check

class NodeHealth : public std::enable_shared_from_this<NodeHealth> {
 public:
  NodeHealth(Agenda& agenda, Tapes& tapes, const std::string& node, Duration hold_down);

  void configure(std::vector<health::CheckSpec> checks, std::vector<announce::ServiceSpec> services);
  [[nodiscard]] std::optional<Instant> next_deadline() const;
  void on_time();
  // What the policy decided since the last call.
  announce::PolicyOutput take_decisions() { return std::exchange(decisions_, {}); }

  [[nodiscard]] const health::Monitor& monitor() const { return monitor_; }
  [[nodiscard]] const announce::Policy& policy() const { return policy_; }
  [[nodiscard]] const std::vector<announce::ServiceSpec>& services() const { return services_; }
  [[nodiscard]] const std::vector<health::CheckSpec>& checks() const { return checks_; }

  std::function<void()> changed;  // called when an answer came in

 private:
  void act(const std::vector<health::MonitorOutput>& outputs);
  void probe(const health::StartProbe& start);
  void note(announce::PolicyOutput output);

  Agenda& agenda_;
  Tapes& tapes_;  // outlive this: the targets do not care whether we are on
  health::Monitor monitor_;
  announce::Policy policy_;
  std::vector<health::CheckSpec> checks_;
  std::vector<announce::ServiceSpec> services_;
  announce::PolicyOutput decisions_;
};

}  // namespace vigilcast::sim
