#include "pkg/kube/selector.h"

#include <algorithm>

namespace vigilcast::kube {
namespace {

using Operator = LabelExpression::Operator;

// As Kubernetes has it: an object without the label matches NotIn and DoesNotExist.
bool holds(const LabelExpression& expression, const Labels& labels) {
  const auto label = labels.find(expression.key);
  const bool there = label != labels.end();
  const auto listed = [&] { return std::ranges::find(expression.values, label->second) != expression.values.end(); };
  switch (expression.op) {
    case Operator::in: return there && listed();
    case Operator::not_in: return !there || !listed();
    case Operator::exists: return there;
    case Operator::does_not_exist: break;
  }
  return !there;
}

}  // namespace

bool LabelSelector::matches(const Labels& labels) const {
  for (const auto& [key, value] : match_labels) {
    const auto label = labels.find(key);
    if (label == labels.end() || label->second != value) return false;
  }
  return std::ranges::all_of(match_expressions, [&](const LabelExpression& expression) { return holds(expression, labels); });
}

}  // namespace vigilcast::kube
