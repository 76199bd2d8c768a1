// One check in full, for people: its verdict and why, the last results, and what one probe said and heard.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "healthcheck/monitor/monitor.h"
#include "pkg/base/time.h"

namespace vigilcast::model {

struct CheckReport {
  std::string kind, target;                    // "http", "http://127.0.0.1/healthz"
  health::CheckStatus status;
  std::vector<health::PastResult> results;     // the oldest first
  std::optional<Duration> worst_detection;     // by the settings; nothing: a death is told, or never noticed
  std::optional<health::Observation> probed;   // just now, with its trace; it counts for nothing
  Instant now;
  WallTime wall_now;
};

}  // namespace vigilcast::model
