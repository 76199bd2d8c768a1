// vigilcast run: the agent.
#include <CLI/CLI.hpp>

#include "cmd/vigilcast/environment.h"
#include "cmd/vigilcast/verbs.h"
#include "pkg/app/daemon.h"

namespace vigilcast::cmd {
namespace {

struct Arguments {
  std::string config, level = "info", format = "text", compat;
  std::vector<std::string> exabgp;
};

int run(const Arguments& arguments) {
  app::RunOptions options;
  options.yaml = arguments.config;
  options.exabgp_files = arguments.exabgp;
  if (options.yaml.empty() && options.exabgp_files.empty()) options.yaml = "/etc/vigilcast/vigilcast.yaml";
  options.log.level = telemetry::parse_level(arguments.level).value_or(telemetry::Level::info);
  options.log.format = arguments.format == "json" ? telemetry::Format::json : telemetry::Format::text;
  if (!read_exabgp_settings(options, arguments.compat)) return 1;
  return app::run(options);
}

}  // namespace

void add_run(CLI::App& verb, int& exit_code) {
  auto arguments = std::make_shared<Arguments>();
  verb.add_option("-c,--config", arguments->config, "the YAML file (default /etc/vigilcast/vigilcast.yaml)");
  verb.add_option("--exabgp", arguments->exabgp, "an exabgp.conf to honour as well; may be given several times");
  verb.add_option("--compat", arguments->compat, "which ExaBGP an exabgp.conf is read as: auto, 3.4, 4.2, 5.0 or 6");
  verb.add_option("--log-level", arguments->level, "debug, info, warning, error or critical")
      ->check(CLI::IsMember({"debug", "info", "warning", "error", "critical"}));
  verb.add_option("--log-format", arguments->format, "text or json")->check(CLI::IsMember({"text", "json"}));
  verb.callback([arguments, &exit_code] { exit_code = run(*arguments); });
}

}  // namespace vigilcast::cmd
