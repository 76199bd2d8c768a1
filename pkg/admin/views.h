// What the API shows, as JSON: one function for each answer. Members have names in camelCase, ages are in seconds, moments in UTC.
// Passwords are never part of a view. Pure.
#pragma once

#include <cstddef>

#include "pkg/json/value.h"
#include "pkg/model/query.h"

namespace vigilcast::admin {

inline constexpr std::size_t kMaxRoutes = 10'000;  // in one answer; "count" is true, "truncated" says so

json::Value status_view(const model::Snapshot& snapshot);
json::Value peers_view(const model::Snapshot& snapshot);
json::Value peers_view(const model::Snapshot& snapshot, std::string_view name);  // one, by name or address, in full; empty: all
json::Value services_view(const model::Snapshot& snapshot);
json::Value checks_view(const model::Snapshot& snapshot);
json::Value events_view(const model::Snapshot& snapshot);
json::Value routes_view(const model::RoutesAnswer& answer);
json::Value explanation_view(const model::Explanation& explanation);

}  // namespace vigilcast::admin
