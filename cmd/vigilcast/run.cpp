// vigilcast run: the agent.
#include <CLI/CLI.hpp>

#include "cmd/vigilcast/environment.h"
#include "cmd/vigilcast/log_arguments.h"
#include "cmd/vigilcast/verbs.h"
#include "pkg/app/daemon.h"

namespace vigilcast::cmd {
namespace {

struct Arguments {
  std::string config, compat;
  std::vector<std::string> exabgp;
};

int run(const Arguments& arguments, const LogArguments& log) {
  app::RunOptions options;
  options.yaml = arguments.config;
  options.exabgp_files = arguments.exabgp;
  if (options.yaml.empty() && options.exabgp_files.empty()) options.yaml = "/etc/vigilcast/vigilcast.yaml";
  options.log = log.options();
  if (!read_exabgp_settings(options, arguments.compat)) return 1;
  return app::run(options);
}

}  // namespace

void add_run(CLI::App& verb, int& exit_code) {
  auto arguments = std::make_shared<Arguments>();
  verb.add_option("-c,--config", arguments->config, "the YAML file (default /etc/vigilcast/vigilcast.yaml)");
  verb.add_option("--exabgp", arguments->exabgp, "an exabgp.conf to honour as well; may be given several times");
  verb.add_option("--compat", arguments->compat, "which ExaBGP an exabgp.conf is read as: auto, 3.4, 4.2, 5.0 or 6");
  const auto log = add_log_arguments(verb);
  verb.callback([arguments, log, &exit_code] { exit_code = run(*arguments, *log); });
}

}  // namespace vigilcast::cmd
