// The rows behind options.h: what an option is called, what it takes and where its value goes.
#pragma once

#include <span>
#include <string_view>
#include <variant>

#include "pkg/exabgp/healthcheck/options.h"

namespace vigilcast::exabgp {

using SetHealthcheckOption = Result<void> (*)(HealthcheckOptions& options, std::string_view value);
using HealthcheckField = std::variant<bool HealthcheckOptions::*, long HealthcheckOptions::*, Duration HealthcheckOptions::*, std::string HealthcheckOptions::*,
                                      std::optional<std::string> HealthcheckOptions::*, std::optional<RouteWords> HealthcheckOptions::*,
                                      std::vector<std::string> HealthcheckOptions::*, SetHealthcheckOption>;

struct HealthcheckOption {
  std::string_view name;      // "fast-interval": the key of a file; with two dashes the flag
  std::string_view brief;     // "-f"; empty: none
  std::string_view argument;  // "N"; empty: it takes none; in brackets: it may be left out
  HealthcheckField field;
  std::string_view doc;
  Compat since = Compat::v3_4;
  bool repeats = false;
};

std::span<const HealthcheckOption> healthcheck_options();

// The value read into its field; why not, else.
Result<void> set_healthcheck_option(const HealthcheckOption& option, HealthcheckOptions& options, std::string_view value);

}  // namespace vigilcast::exabgp
