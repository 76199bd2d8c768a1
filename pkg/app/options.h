// How the agent was asked to run.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "pkg/base/diagnostics.h"
#include "pkg/base/time.h"
#include "pkg/exabgp/conf/compat.h"
#include "pkg/exabgp/settings.h"
#include "pkg/telemetry/log.h"

namespace vigilcast::app {

// Whose manners: log lines, signals and what a shutdown says to peers differ.
enum class Personality : std::uint8_t { vigilcast, exabgp };

struct RunOptions {
  Personality personality = Personality::vigilcast;
  std::string yaml;                        // path; empty: none
  std::vector<std::string> exabgp_files;   // beside those that the YAML names
  exabgp::Compat compat = exabgp::Compat::auto_;
  exabgp::Settings settings;
  std::string exabgp_root;                 // of the installation; empty: the system's
  Diagnostics settings_told;               // what is wrong with them: told to those who load an exabgp.conf
  std::optional<Duration> reload_after;    // the start; once
  std::string socket;                      // control socket; empty: the default path
  telemetry::LogOptions log;
};

}  // namespace vigilcast::app
