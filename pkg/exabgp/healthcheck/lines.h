// The lines that a health check writes: commands of the process API, word for word those of ExaBGP's. Pure.
#pragma once

#include <string>
#include <vector>

#include "pkg/exabgp/healthcheck/machine.h"

namespace vigilcast::exabgp {

// One for each address, in this order; the metric grows from one to the next. 4.2 names no neighbor unless it is told to, 6 calls them peers.
std::vector<std::string> health_lines(const HealthcheckOptions& options, const std::vector<Prefix>& ips, HealthState state, Compat compat);

}  // namespace vigilcast::exabgp
