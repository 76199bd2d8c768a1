// Counts results until they are believed: `rise` good ones in a row make it up, `fall` bad ones make it down.
#pragma once

#include <cstdint>

#include "healthcheck/monitor/verdict.h"

namespace vigilcast::health {

class Threshold {
 public:
  Threshold(unsigned rise, unsigned fall);  // 0 is taken as 1

  void count(bool good);
  void set(unsigned rise, unsigned fall);  // keeps the verdict and the row under way
  void decide(Verdict verdict);            // whatever was counted

  [[nodiscard]] Verdict verdict() const { return verdict_; }
  [[nodiscard]] Verdict leaning() const { return pending() ? leaning_ : verdict_; }  // what the latest results point to
  [[nodiscard]] bool next_bad_decides() const { return verdict_ != Verdict::down && (leaning_ == Verdict::down ? row_ : 0) + 1 >= fall_; }
  [[nodiscard]] bool pending() const { return row_ > 0; }  // a change of verdict is under way: probe fast

 private:
  unsigned rise_ = 1;
  unsigned fall_ = 1;
  Verdict verdict_ = Verdict::unknown;
  Verdict leaning_ = Verdict::unknown;  // where the row leads, while row_ > 0
  unsigned row_ = 0;                    // results in a row against the verdict
};

}  // namespace vigilcast::health
