// metav1.LabelSelector: which objects are meant, by their labels.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "pkg/kube/object.h"

namespace vigilcast::kube {

struct LabelExpression {
  enum class Operator : std::uint8_t { in, not_in, exists, does_not_exist };
  std::string key;
  Operator op = Operator::in;
  std::vector<std::string> values;  // in, not_in
  friend bool operator==(const LabelExpression&, const LabelExpression&) = default;
};

// An empty selector matches everything; whoever needs "nothing" has an absent one.
struct LabelSelector {
  Labels match_labels;
  std::vector<LabelExpression> match_expressions;

  [[nodiscard]] bool matches(const Labels& labels) const;
  friend bool operator==(const LabelSelector&, const LabelSelector&) = default;
};

}  // namespace vigilcast::kube
