// vigilcast: the verbs, and ExaBGP's command line when it is called by that name.
#include <CLI/CLI.hpp>
#include <filesystem>
#include <string>

#include "cmd/vigilcast/exabgp/main.h"
#include "cmd/vigilcast/usage_error.h"
#include "cmd/vigilcast/verbs.h"
#include "vigilcast_version.h"

namespace {

constexpr std::string_view kExabgpNames[] = {"exabgp", "exabgpcli", "exabgp-cli", "exabgp-healthcheck"};

bool called_as_exabgp(const char* argv0) {
  const std::string name = std::filesystem::path(argv0).filename().string();
  return std::ranges::find(kExabgpNames, name) != std::end(kExabgpNames);
}

}  // namespace

int main(int argc, char** argv) {
  using namespace vigilcast::cmd;
  if (called_as_exabgp(argv[0])) return exabgp_main({argv + 1, argv + argc});
  if (argc > 1 && std::string_view(argv[1]) == "exabgp") return exabgp_main({argv + 2, argv + argc});

  CLI::App app("vigilcast keeps vigil over services and any-casts their prefixes.");
  app.set_version_flag("--version", std::string("vigilcast ") + VIGILCAST_VERSION);
  app.require_subcommand(1);
  int exit_code = 0;
  for (const Verb& verb : all_verbs()) verb.add(*app.add_subcommand(verb.name, verb.help), exit_code);
  app.add_subcommand("exabgp", "ExaBGP's own command line: vigilcast exabgp FILE");  // handled above
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& problem) { return tell_usage(app, problem, argc, argv); }
  return exit_code;
}
