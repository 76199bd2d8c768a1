#include "pkg/kube/resources/condition.h"

#include <algorithm>

#include "pkg/base/text.h"
#include "pkg/kube/resources/tables.h"

namespace vigilcast::kube {
Timestamp timestamp(WallTime now) {
  std::string text = format_wall_time(now);
  text.resize(text.find('.'));
  return text + "Z";
}

// Written back and compared, for then every digit and letter has been looked at.
std::optional<WallTime> time_of(std::string_view timestamp) {
  constexpr std::size_t kLength = std::string_view("2026-11-22T10:11:12Z").size();
  if (timestamp.size() != kLength) return std::nullopt;
  const auto number = [&](std::size_t at, std::size_t digits) { return parse_number<unsigned>(timestamp.substr(at, digits)).value_or(0); };
  const std::chrono::year_month_day day{std::chrono::year(static_cast<int>(number(0, 4))), std::chrono::month(number(5, 2)), std::chrono::day(number(8, 2))};
  if (!day.ok()) return std::nullopt;
  const WallTime out =
      std::chrono::sys_days(day) + std::chrono::hours(number(11, 2)) + std::chrono::minutes(number(14, 2)) + std::chrono::seconds(number(17, 2));
  return kube::timestamp(out) == timestamp ? std::optional(out) : std::nullopt;
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
