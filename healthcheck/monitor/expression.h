// What makes a service healthy: check names joined by `and`, `or`, `not`, parentheses, atLeast(n, …) and weighted(enter, leave, …). A value, free of time.
//
//   web and port
//   web and not maintenance or atLeast(2, a, b, c and d)
//   weighted(4, 2, big*3, small*1, other)       holds from a sum of 4 on, and as long as it is not below 2
//
// `not` binds closest, then `and`, then `or`. Evaluation is three-valued (Kleene): an unknown check makes the whole unknown only where its answer would matter.
// The whole is degraded where it holds with the degraded checks and would not hold without them.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "healthcheck/monitor/verdict.h"
#include "pkg/base/result.h"

namespace vigilcast::health {

// What each weighted(…) of an expression said last, in their order, which is all that evaluation remembers.
struct Latches {
  std::vector<bool> serving, well;  // with the degraded checks, and without them
  bool before = false;  // what those that were never asked said: of a service that serves, that they hold
  friend bool operator==(const Latches&, const Latches&) = default;
};

class Expression {
 public:
  // The error's `where` is "column N"; `error_column`, when given, receives N (from 1), so that a loader can point into its own file.
  static Result<Expression> parse(std::string_view text, unsigned* error_column = nullptr);

  // Whether a check may bear this name: letters, digits and _ - . / : after a letter, digit or _, and not and, or, not, atLeast.
  static bool is_name(std::string_view text);

  [[nodiscard]] std::vector<std::string> names() const;  // each once, in the order of their first mention
  [[nodiscard]] Verdict evaluate(const std::function<Verdict(std::string_view)>& verdict_of, Latches& latches) const;
  [[nodiscard]] std::string to_string() const;  // canonical: single spaces, no needless parentheses; parse() reads it back to an equal value

  friend bool operator==(const Expression&, const Expression&) = default;

 private:
  enum class Kind : std::uint8_t { check, negation, all, any, at_least, weighted };
  friend class ExpressionParser;
  struct Evaluation;

  Expression(Kind kind, std::vector<Expression> members) : kind_(kind), members_(std::move(members)) {}

  [[nodiscard]] Verdict holds(Evaluation& evaluation) const;
  [[nodiscard]] Verdict reaches(std::uint64_t needed, Evaluation& evaluation) const;
  [[nodiscard]] Verdict weighs(Evaluation& evaluation) const;
  [[nodiscard]] std::uint64_t weight(std::size_t member) const { return weights_.empty() ? 1 : weights_[member]; }

  Kind kind_;
  unsigned count_ = 0;  // at_least: how many; weighted: the sum from which it holds
  unsigned leave_ = 0;  // weighted: the sum below which it no longer holds
  std::vector<unsigned> weights_;  // weighted: of the members
  std::string name_;  // check
  std::vector<Expression> members_;  // the others: never empty
};

}  // namespace vigilcast::health
