// All checks of a node: says when to probe, takes what the probes saw, and says what is believed.
//
// A pure state machine, used on the core loop. Invariants: at most one probe of a check is in flight; a verdict changes only by `rise` or `fall` conclusive
// results in a row, or by the rule of its judgement that says otherwise; a reload loses no verdict, so it withdraws nothing by itself. An external check is
// never asked for: its results come by name (probe 0), and silence beyond its TTL is a failure.
//
// A check that turns bad is down at: its phase + (fall - 1) * fast + answer times, so phase + 0.4 s by default (detection.h: at most).
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "healthcheck/monitor/judge.h"
#include "healthcheck/monitor/results.h"
#include "healthcheck/monitor/schedule.h"
#include "healthcheck/observation.h"
#include "healthcheck/spec.h"

namespace vigilcast::health {

// Ask now. The answer is an Observation that bears `probe`, and there must be one, within the timeout or a little later.
struct StartProbe {
  std::shared_ptr<const CheckSpec> check;
  std::uint64_t probe = 0;
  bool fresh = false;  // on a new connection: every tenth time, and while a change is pending, for a kept one hides a broken listener
};

struct CheckChanged {
  std::string check;
  CheckState from = CheckState::unknown;
  CheckState to = CheckState::unknown;
  Verdict verdict = Verdict::unknown;  // now
  Instant since;
  Observation observation;             // the deciding one
};

using MonitorOutput = std::variant<StartProbe, CheckChanged>;

struct CheckStatus {
  std::shared_ptr<const CheckSpec> spec;
  CheckState state = CheckState::unknown;
  Verdict verdict = Verdict::unknown;
  Instant since;                      // of the state
  std::optional<Observation> last;
  std::uint64_t passed = 0, failed = 0, inconclusive = 0;
  std::uint64_t degraded = 0;         // of the passed ones
  std::uint64_t masked = 0;           // of the failed ones: not counted, for what the check depends on failed as well
  std::uint64_t skipped = 0;          // ticks of the grid without a probe: the one before was still in flight, or we were stalled
  std::uint64_t transitions = 0;      // changes of the verdict
  std::string held;                   // why results are not followed: "masked by gateway", "suppressed, for it flaps"; empty: they are
};

class Monitor {
 public:
  explicit Monitor(std::string node);  // any name of this node that lasts, such as the router ID
  ~Monitor();
  Monitor(const Monitor&) = delete;
  Monitor& operator=(const Monitor&) = delete;

  // Checks are told apart by name. An unchanged one goes on as it is; a changed one keeps its verdict and counters, and is probed at once if its target
  // changed.
  void set_checks(std::span<const CheckSpec> checks, Instant now);

  std::vector<MonitorOutput> handle(const Observation& observation, Instant now);
  std::vector<MonitorOutput> on_time(Instant now);
  [[nodiscard]] std::optional<Instant> next_deadline() const;

  // A name that is not checked is unknown.
  [[nodiscard]] CheckState state(std::string_view name) const;
  [[nodiscard]] Verdict verdict(std::string_view name) const;
  [[nodiscard]] std::optional<CheckStatus> status(std::string_view name) const;
  [[nodiscard]] std::vector<CheckStatus> statuses() const;  // by name
  [[nodiscard]] std::vector<PastResult> results(std::string_view name) const;  // the last ones, the oldest first

 private:
  struct Check;
  struct ByDue {
    bool operator()(const Check* a, const Check* b) const;
  };

  void add(const CheckSpec& spec, Instant now);
  void change(Check& check, const CheckSpec& spec, Instant now);
  template <class Change>
  void reschedule(Check& check, Change&& apply);
  std::vector<MonitorOutput> follow(Check& check, const std::function<void()>& judge, const Observation& observation, Instant now);
  struct Mask;
  Mask mask(const Check& check, const Observation& observation, Instant now) const;
  void judge(Check& check, const Observation& observation, std::vector<MonitorOutput>& out, Instant now);
  void judge_waiting(const Check& parent, std::vector<MonitorOutput>& out, Instant now);
  void hurry_parents(const Check& check, Instant now);
  void set_alarm(Check& check);
  void ring(Check& check, std::vector<MonitorOutput>& out, Instant now);

  std::string node_;
  std::map<std::string, std::unique_ptr<Check>, std::less<>> checks_;
  std::set<Check*, ByDue> due_;                              // external checks are never due
  std::set<std::pair<Instant, std::string_view>> alarms_;    // when time alone changes something: a rule of the judgement, the TTL of an external check
  std::set<std::string_view> waiting_;                       // checks whose failure waits for the word of one that they depend on
  CodeBook codes_;
  std::uint64_t last_probe_ = 0;
};

}  // namespace vigilcast::health
