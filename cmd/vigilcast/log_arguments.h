// --log-level and --log-format, for the verbs that run until they are stopped.
#pragma once

#include <memory>

#include "pkg/telemetry/log.h"

namespace CLI {
class App;
}

namespace vigilcast::cmd {

struct LogArguments {
  std::string level = "info", format = "text";
  [[nodiscard]] telemetry::LogOptions options() const;
};

// Adds both to the verb; what is given is in the result once the command line is read.
std::shared_ptr<LogArguments> add_log_arguments(CLI::App& verb);

}  // namespace vigilcast::cmd
