// Counts results until they are believed: `rise` passes in a row make a check up, `fall` failures in a row make it down.
//
//   unknown --pass--> rising --rise--> up --fail--> falling --fall--> down --pass--> rising
//
// Inconclusive results (our own trouble) change nothing: they neither count nor break a row.
#pragma once

#include <cstdint>
#include <string_view>

#include "healthcheck/monitor/verdict.h"
#include "healthcheck/observation.h"

namespace vigilcast::health {

enum class CheckState : std::uint8_t {
  unknown,  // not decided since start
  rising,   // passes, but not `rise` of them yet: the verdict before still holds (unknown or down)
  up,
  falling,  // fails, but not `fall` times yet: still up
  down,
};
std::string_view state_name(CheckState state);  // "unknown", "rising", …

class Threshold {
 public:
  Threshold(unsigned rise, unsigned fall);  // 0 is taken as 1

  void count(Outcome outcome);
  void set(unsigned rise, unsigned fall);  // keeps the verdict and the row under way

  [[nodiscard]] Verdict verdict() const { return verdict_; }
  [[nodiscard]] CheckState state() const;
  [[nodiscard]] bool pending() const { return row_ > 0; }  // a change of verdict is under way: probe fast

 private:
  unsigned rise_ = 1;
  unsigned fall_ = 1;
  Verdict verdict_ = Verdict::unknown;
  Verdict leaning_ = Verdict::unknown;  // where the row leads, while row_ > 0
  unsigned row_ = 0;                    // results in a row against the verdict
};

}  // namespace vigilcast::health
