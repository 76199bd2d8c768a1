// vigilcast check: validates configuration files without starting anything; all mistakes at once.
#include <CLI/CLI.hpp>
#include <cstdio>

#include "cmd/vigilcast/environment.h"
#include "cmd/vigilcast/verbs.h"
#include "pkg/app/load.h"

namespace vigilcast::cmd {
namespace {

bool check(const std::string& path, const app::RunOptions& options) {
  const model::Loaded loaded = app::check_file(path, options);
  std::fputs(loaded.diagnostics.to_string().c_str(), stderr);
  if (loaded.diagnostics.has_errors()) return false;
  std::printf("%s: good (%zu peers, %zu routes, %zu checks, %zu services, %zu processes)\n", path.c_str(), loaded.config.peers.size(),
              model::count_routes(loaded.config.routes), loaded.config.checks.size(), loaded.config.services.size(), loaded.config.processes.size());
  return true;
}

}  // namespace

void add_check(CLI::App& verb, int& exit_code) {
  auto files = std::make_shared<std::vector<std::string>>();
  auto compat = std::make_shared<std::string>();
  verb.add_option("files", *files, "YAML files, or exabgp.conf files (names ending in .conf)")->required();
  verb.add_option("--compat", *compat, "which ExaBGP an exabgp.conf is read as: auto, 3.4, 4.2, 5.0 or 6");
  verb.callback([files, compat, &exit_code] {
    app::RunOptions options;
    bool good = read_exabgp_settings(options, *compat);
    for (const std::string& file : *files) good = check(file, options) && good;
    exit_code = good ? 0 : 1;
  });
}

}  // namespace vigilcast::cmd
