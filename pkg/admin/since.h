// Moments of the core on the wall clock. Cores know the monotonic time only; a snapshot has both clocks of one moment.
#pragma once

#include "pkg/json/value.h"
#include "pkg/model/query.h"

namespace vigilcast::admin {

std::string wall_text(const model::Snapshot& snapshot, Instant at);
void set_since(json::Value& out, const model::Snapshot& snapshot, Instant since);  // "since" and "ageSeconds"

}  // namespace vigilcast::admin
