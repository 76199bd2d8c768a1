// metav1.LabelSelector as a table: it is a part of several kinds.
#include "pkg/kube/resources/tables.h"

namespace vigilcast::kube {
namespace {

constexpr std::array<std::string_view, 4> kOperators{"In", "NotIn", "Exists", "DoesNotExist"};

void complete(LabelExpression& expression, const Reader& reader) {
  const bool listed = expression.op == LabelExpression::Operator::in || expression.op == LabelExpression::Operator::not_in;
  if (listed && expression.values.empty()) reader.at("values").refuse("In and NotIn need values");
  if (!listed && !expression.values.empty()) reader.at("values").refuse("Exists and DoesNotExist have no values");
}

const Table<LabelExpression>& expression_table() {
  static const Table<LabelExpression> kTable{
      .name = "label expression",
      .text = "What a label has to be.",
      .fields = {field<&LabelExpression::key>({.key = "key", .kind = ValueKind::label_key, .required = true, .text = "The label."}),
                 field<&LabelExpression::op>(
                     {.key = "operator",
                      .kind = ValueKind::word,
                      .required = true,
                      .words = kOperators,
                      .text = "`In`: the label has one of the values; `NotIn`: it has none of them, or is absent; `Exists`, `DoesNotExist`."}),
                 field<&LabelExpression::values>(
                     {.key = "values", .kind = ValueKind::label_value, .shape = Shape::list, .max_items = 32, .text = "For `In` and `NotIn`."})},
      .rules = {{"!(self.operator in ['In', 'NotIn']) || (has(self.values) && self.values.size() > 0)", "In and NotIn need values", ".values"},
                {"self.operator in ['In', 'NotIn'] || !has(self.values) || self.values.size() == 0", "Exists and DoesNotExist have no values", ".values"}},
      .complete = complete,
      .atomic = false};
  return kTable;
}

}  // namespace

const Table<LabelSelector>& selector_table() {
  static const Table<LabelSelector> kTable{
      .name = "label selector",
      .text = "Which objects are meant, by their labels; all of it must hold. `{}` means every object.",
      .fields = {field<&LabelSelector::match_labels>(
                     {.key = "matchLabels", .kind = ValueKind::label_value, .shape = Shape::map_of_text, .max_items = 32, .text = "Labels with their values."}),
                 object_field<&LabelSelector::match_expressions, expression_table>(
                     {.key = "matchExpressions", .shape = Shape::list, .max_items = 16, .text = "More about labels."})},
      .rules = {},
      .complete = nullptr,
      .atomic = true};
  return kTable;
}

}  // namespace vigilcast::kube
