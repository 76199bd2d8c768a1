// What makes a service healthy: check names joined by `and`, `or`, `not`, parentheses and atLeast(n, …). A value, free of state and time.
//
//   web and port
//   web and not maintenance or atLeast(2, a, b, c and d)
//
// `not` binds closest, then `and`, then `or`. Evaluation is three-valued (Kleene): an unknown check makes the whole unknown only where its answer would matter.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "healthcheck/monitor/verdict.h"
#include "pkg/base/result.h"

namespace vigilcast::health {

class Expression {
 public:
  // The error's `where` is "column N"; `error_column`, when given, receives N (from 1), so that a loader can point into its own file.
  static Result<Expression> parse(std::string_view text, unsigned* error_column = nullptr);

  // Whether a check may bear this name: letters, digits and _ - . / : after a letter, digit or _, and not and, or, not, atLeast.
  static bool is_name(std::string_view text);

  [[nodiscard]] std::vector<std::string> names() const;  // each once, in the order of their first mention
  [[nodiscard]] Verdict evaluate(const std::function<Verdict(std::string_view)>& verdict_of) const;
  [[nodiscard]] std::string to_string() const;  // canonical: single spaces, no needless parentheses; parse() reads it back to an equal value

  friend bool operator==(const Expression&, const Expression&) = default;

 private:
  enum class Kind : std::uint8_t { check, negation, all, any, at_least };
  friend class ExpressionParser;

  Expression(Kind kind, std::vector<Expression> members) : kind_(kind), members_(std::move(members)) {}

  Kind kind_;
  unsigned count_ = 0;  // at_least: how many
  std::string name_;  // check
  std::vector<Expression> members_;  // the others: never empty
};

}  // namespace vigilcast::health
