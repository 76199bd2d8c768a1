// vigilcast controller: the cluster-wide part, which gives Services their addresses.
#include "pkg/app/controller.h"

#include <CLI/CLI.hpp>

#include "cmd/vigilcast/log_arguments.h"
#include "cmd/vigilcast/verbs.h"

namespace vigilcast::cmd {
namespace {

struct Arguments {
  std::string config = "/etc/vigilcast/vigilcast.yaml";
};

int run(const Arguments& arguments, const LogArguments& log) {
  app::RunOptions options;
  options.yaml = arguments.config;
  options.log = log.options();
  return app::run_controller(options);
}

}  // namespace

void add_controller(CLI::App& verb, int& exit_code) {
  auto arguments = std::make_shared<Arguments>();
  verb.add_option("-c,--config", arguments->config, "the YAML file, with a section kubernetes (default /etc/vigilcast/vigilcast.yaml)");
  const auto log = add_log_arguments(verb);
  verb.callback([arguments, log, &exit_code] { exit_code = run(*arguments, *log); });
}

}  // namespace vigilcast::cmd
