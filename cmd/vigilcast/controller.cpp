// vigilcast controller: the cluster-wide part, which gives Services their addresses.
#include "pkg/app/controller.h"

#include <CLI/CLI.hpp>

#include "cmd/vigilcast/verbs.h"

namespace vigilcast::cmd {
namespace {

struct Arguments {
  std::string config = "/etc/vigilcast/vigilcast.yaml", level = "info", format = "text";
};

int run(const Arguments& arguments) {
  app::RunOptions options;
  options.yaml = arguments.config;
  options.log.level = telemetry::parse_level(arguments.level).value_or(telemetry::Level::info);
  options.log.format = arguments.format == "json" ? telemetry::Format::json : telemetry::Format::text;
  return app::run_controller(options);
}

}  // namespace

void add_controller(CLI::App& verb, int& exit_code) {
  auto arguments = std::make_shared<Arguments>();
  verb.add_option("-c,--config", arguments->config, "the YAML file, with a section kubernetes (default /etc/vigilcast/vigilcast.yaml)");
  verb.add_option("--log-level", arguments->level, "debug, info, warning, error or critical")
      ->check(CLI::IsMember({"debug", "info", "warning", "error", "critical"}));
  verb.add_option("--log-format", arguments->format, "text or json")->check(CLI::IsMember({"text", "json"}));
  verb.callback([arguments, &exit_code] { exit_code = run(*arguments); });
}

}  // namespace vigilcast::cmd
