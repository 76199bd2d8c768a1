#include "pkg/kube/resources/condition.h"

#include <algorithm>

#include "pkg/kube/resources/tables.h"

namespace vigilcast::kube {
Timestamp timestamp(WallTime now) {
  std::string text = format_wall_time(now);
  text.resize(text.find('.'));
  return text + "Z";
}

bool set_condition(Conditions& conditions, std::string_view type, ConditionStatus status, std::string_view reason, std::string_view message,
                   std::int64_t generation, WallTime now) {
  auto at = std::ranges::find(conditions, type, &Condition::type);
  const bool known = at != conditions.end();
  Condition wanted{std::string(type), status, std::string(reason), std::string(message), timestamp(now), generation};
  if (known && at->status == status && !at->last_transition_time.empty()) wanted.last_transition_time = at->last_transition_time;
  if (known && *at == wanted) return false;
  if (known) {
    *at = std::move(wanted);
  } else {
    conditions.push_back(std::move(wanted));
  }
  return true;
}

const Condition* find_condition(const Conditions& conditions, std::string_view type) {
  const auto at = std::ranges::find(conditions, type, &Condition::type);
  return at == conditions.end() ? nullptr : &*at;
}

bool is_denied(const Conditions& conditions, std::string_view type) {
  const Condition* condition = find_condition(conditions, type);
  return condition != nullptr && condition->status == ConditionStatus::no;
}

Conditions decode_conditions(const json::Value& object) {
  Conditions out;
  for (const json::Value& item : object["status"]["conditions"].items()) {
    if (auto condition = read_all(Condition{}, item, condition_table(), "status.conditions")) out.push_back(*std::move(condition));
  }
  return out;
}

json::Value encode_conditions(const Conditions& conditions) { return write_nested(conditions, condition_table()); }

}  // namespace vigilcast::kube
