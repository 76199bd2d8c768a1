// metav1.Condition: one thing that is so or not of an object, why, and since when. Every own kind has them in status.conditions, one for each type.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pkg/base/time.h"
#include "pkg/json/value.h"

namespace vigilcast::kube {

// Points in time are kept as the API server has them (RFC 3339), so that writing back what did not change changes nothing.
using Timestamp = std::string;
Timestamp timestamp(WallTime now);  // "2026-11-22T10:11:12Z": whole seconds, as Kubernetes writes them
std::optional<WallTime> time_of(std::string_view timestamp);  // of what timestamp() writes, and of nothing else

// What the controller says of an object, for all nodes together.
inline constexpr std::string_view kAcceptedCondition = "Accepted";                      // of our own kinds
inline constexpr std::string_view kAddressCondition = "vigilcast.dev/AddressAssigned";  // of Services

inline constexpr std::int64_t kNoGeneration = 0;  // generations begin with 1; what has no spec, and Services, may have none

enum class ConditionStatus : std::uint8_t { yes, no, unknown };  // "True", "False", "Unknown"

struct Condition {
  std::string type;                     // "Accepted"
  ConditionStatus status = ConditionStatus::unknown;
  std::string reason;                   // one word in CamelCase: "SecretNotFound"
  std::string message;                  // a sentence
  Timestamp last_transition_time;       // when `status` last changed
  std::int64_t observed_generation = kNoGeneration;  // of the spec that was looked at; written only when there is one
  friend bool operator==(const Condition&, const Condition&) = default;
};

using Conditions = std::vector<Condition>;

// Adds or replaces the condition of that type. lastTransitionTime moves only when `status` does. True: something changed and is worth a write.
bool set_condition(Conditions& conditions, std::string_view type, ConditionStatus status, std::string_view reason, std::string_view message,
                   std::int64_t generation, WallTime now);

const Condition* find_condition(const Conditions& conditions, std::string_view type);

// Whether it is said that it is not so.
bool is_denied(const Conditions& conditions, std::string_view type);

// status.conditions of an object, and back. Reading passes over what is malformed: it is our own, and is written anew.
Conditions decode_conditions(const json::Value& object);
json::Value encode_conditions(const Conditions& conditions);

}  // namespace vigilcast::kube
