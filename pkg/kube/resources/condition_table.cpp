// metav1.Condition as a table, and the status of kinds that have nothing else.
#include "pkg/kube/resources/tables.h"

namespace vigilcast::kube {
namespace {

constexpr std::array<std::string_view, 3> kStatus{"True", "False", "Unknown"};

struct Status {
  Conditions conditions;
};

// There even when it is empty: the API wants it.
Field<Condition> message_field() {
  Field<Condition> row = field<&Condition::message>({.key = "message", .required = true, .max_length = 32768, .text = "Why, in a sentence."});
  row.get = [](const Condition& condition, const FieldDoc& /*doc*/) { return json::Value(condition.message); };
  return row;
}

Field<Condition> generation_field() {
  Field<Condition> row = field<&Condition::observed_generation>({.key = "observedGeneration",
                                                                 .kind = ValueKind::integer,
                                                                 .least = 0,
                                                                 .most = std::numeric_limits<std::int64_t>::max(),
                                                                 .text = "The generation of the object that was looked at."});
  row.get = [](const Condition& condition, const FieldDoc& /*doc*/) {
    return condition.observed_generation == kNoGeneration ? json::Value() : json::Value(condition.observed_generation);
  };
  return row;
}

}  // namespace

const Table<Condition>& condition_table() {
  static const Table<Condition> kTable{
      .name = "condition",
      .text = "One thing that is so or not of an object.",
      .fields = {field<&Condition::type>({.key = "type", .required = true, .max_length = 316, .text = "What is meant: `Accepted`."}),
                 field<&Condition::status>({.key = "status", .kind = ValueKind::word, .required = true, .words = kStatus, .text = "Whether it is so."}),
                 field<&Condition::reason>({.key = "reason", .required = true, .text = "Why, in a word."}), message_field(),
                 field<&Condition::last_transition_time>(
                     {.key = "lastTransitionTime", .kind = ValueKind::time, .required = true, .text = "When `status` last changed."}),
                 generation_field()}};
  return kTable;
}

ObjectDoc plain_status() {
  static const Table<Status> kTable{.name = "status", .text = "What has become of the object.", .fields = {conditions_field<&Status::conditions>()}};
  return doc_of(kTable);
}

}  // namespace vigilcast::kube
