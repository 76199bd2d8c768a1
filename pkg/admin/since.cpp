#include "pkg/admin/since.h"

#include <algorithm>

namespace vigilcast::admin {

std::string wall_text(const model::Snapshot& snapshot, Instant at) {
  const Duration age = std::max(snapshot.now - at, Duration{});
  return format_wall_time(snapshot.wall_now - std::chrono::duration_cast<std::chrono::microseconds>(age));
}

void set_since(json::Value& out, const model::Snapshot& snapshot, Instant since) {
  out.set("since", wall_text(snapshot, since)).set("ageSeconds", to_seconds(std::max(snapshot.now - since, Duration{})));
}

}  // namespace vigilcast::admin
