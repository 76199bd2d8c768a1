// exabgp env, exabgp version: what holds, and which version is imitated.
#include <sys/utsname.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <filesystem>

#include "cmd/vigilcast/exabgp/verbs.h"
#include "pkg/exabgp/verbs/env_listing.h"
#include "pkg/exabgp/version.h"
#include "vigilcast_version.h"

namespace vigilcast::cmd {

int exabgp_env(const Words& words, const app::RunOptions& options) {
  CLI::App verb("the settings in force", "exabgp env");
  bool differing = false, variables = false;
  verb.add_flag("-d,--diff", differing, "only those that differ from the defaults");
  verb.add_flag("-e,--env", variables, "as environment variables; else as a file");
  if (const auto code = read_words(verb, words)) return *code;
  const auto form = variables ? exabgp::EnvForm::variables : exabgp::EnvForm::ini;
  std::fputs(exabgp::env_listing(options.settings, options.compat, form, differing).c_str(), stdout);
  return 0;
}

int exabgp_version(const Words& words, const app::RunOptions& options) {
  CLI::App verb("which version is imitated", "exabgp version");
  if (const auto code = read_words(verb, words)) return *code;
  utsname system{};
  uname(&system);
  std::printf("ExaBGP : %s\nPython : none (vigilcast %s)\nUname  : %s %s %s %s %s\n%s   : %s\n", exabgp::program_version(options.compat).c_str(),
              VIGILCAST_VERSION, system.sysname, system.nodename, system.release, system.version, system.machine,
              options.compat == exabgp::Compat::v4_2 ? "Root" : "From", std::filesystem::canonical("/proc/self/exe").parent_path().c_str());
  return 0;
}

}  // namespace vigilcast::cmd
