// Run lines that mean ExaBGP's healthcheck, whatever stands in front of its options. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vigilcast::exabgp {

struct HealthcheckRun {
  std::vector<std::string> python;   // the words before `-m exabgp`; empty: a program of ExaBGP's is named
  std::vector<std::string> options;  // those of the healthcheck
};

// `python3 -m exabgp healthcheck …`, `python -m exabgp.application.healthcheck …`, `exabgp healthcheck …`, `exabgp-healthcheck …`.
std::optional<HealthcheckRun> healthcheck_run(const std::vector<std::string>& run);

// For /bin/sh: the line as it is where Python has the module, `ours` with the same options where it does not.
std::string healthcheck_or_ours(const std::vector<std::string>& run, const HealthcheckRun& read, const std::vector<std::string>& ours);

}  // namespace vigilcast::exabgp
