#include "cmd/vigilcast/log_arguments.h"

#include <CLI/CLI.hpp>

namespace vigilcast::cmd {

telemetry::LogOptions LogArguments::options() const {
  telemetry::LogOptions out;
  out.level = telemetry::parse_level(level).value_or(telemetry::Level::info);
  out.format = format == "json" ? telemetry::Format::json : telemetry::Format::text;
  return out;
}

std::shared_ptr<LogArguments> add_log_arguments(CLI::App& verb) {
  auto out = std::make_shared<LogArguments>();
  verb.add_option("--log-level", out->level, "debug, info, warning, error or critical")
      ->check(CLI::IsMember({"debug", "info", "warning", "error", "critical"}));
  verb.add_option("--log-format", out->format, "text or json")->check(CLI::IsMember({"text", "json"}));
  return out;
}

}  // namespace vigilcast::cmd
