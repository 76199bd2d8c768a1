// What is believed of one check: counts results, and lets time have its say.
//
//   unknown --pass--> rising --rise--> up --fail--> falling --fall--> down --pass--> rising
//                                      up --degraded x fall--> degraded --pass x rise--> up
//
// Inconclusive results (our own trouble) change nothing: they neither count nor break a row. A pure state machine.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "healthcheck/monitor/damping.h"
#include "healthcheck/monitor/threshold.h"
#include "healthcheck/monitor/verdict.h"
#include "healthcheck/observation.h"
#include "healthcheck/spec.h"

namespace vigilcast::health {

enum class CheckState : std::uint8_t {
  unknown,   // not decided since start
  rising,    // passes, but not `rise` of them yet, or too early to be believed: the verdict before still holds (unknown or down)
  up,
  degraded,  // up, but slow, or of a certificate about to end, or by its own word
  falling,   // fails, but not `fall` times yet: still up
  down,
};
std::string_view state_name(CheckState state);  // "unknown", "rising", …

class Judge {
 public:
  explicit Judge(const CheckSpec& spec, Instant begun);

  void set(const CheckSpec& spec);  // keeps the verdict and what is under way
  void count(const Observation& observation, Instant now);
  void on_time(Instant now);
  [[nodiscard]] std::optional<Instant> deadline() const { return held_until_; }

  // Whether this result would be the last one that is needed to fall.
  [[nodiscard]] bool decides_fall(const Observation& observation) const;

  [[nodiscard]] Verdict verdict() const;
  [[nodiscard]] CheckState state() const;
  [[nodiscard]] bool pending() const;       // a change is under way: probe fast
  [[nodiscard]] bool failing() const;       // down, or on its way there
  [[nodiscard]] std::string held() const;   // why results are not followed yet, for people; empty: they are

 private:
  [[nodiscard]] bool is_at_once(const Observation& observation) const;
  [[nodiscard]] bool window_full_of_failures() const;
  void remember(bool failed);
  void settle(bool at_once, Instant now);

  Judgement rules_;
  Instant begun_;
  Threshold counted_;             // up or down, by what was counted
  Threshold quality_;             // of passes: good (up) or degraded (down)
  std::vector<bool> last_;        // failures among the last results, the oldest first; kept only for a window
  FlapMemory flaps_;
  Verdict verdict_ = Verdict::unknown;  // unknown, up or down: what was counted, when time allows
  Instant since_;                       // of verdict_
  std::optional<Instant> held_until_;   // what was counted differs, and is followed then
};

}  // namespace vigilcast::health
