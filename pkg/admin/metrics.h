// The metrics of pkg/telemetry/metrics.h with the values of a snapshot, in one of the two text forms that scrapers ask for. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "pkg/model/snapshot.h"

namespace vigilcast::admin {

enum class Exposition : std::uint8_t {
  prometheus,   // text format 0.0.4
  openmetrics,  // OpenMetrics 1.0.0: counters lose _total in their TYPE line, "# EOF" at the end
};

// What an Accept header prefers (RFC 9110 section 12.5.1). Without one, or when it asks for neither: prometheus.
Exposition negotiate_exposition(std::string_view accept);
std::string_view content_type(Exposition form);

std::string expose(const model::Snapshot& snapshot, Exposition form);

}  // namespace vigilcast::admin
