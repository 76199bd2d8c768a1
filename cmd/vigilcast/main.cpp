// vigilcast: the verbs, and ExaBGP's command line when it is called by that name.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cmd/vigilcast/completion.h"
#include "cmd/vigilcast/exabgp/main.h"
#include "cmd/vigilcast/usage_error.h"
#include "cmd/vigilcast/verbs.h"
#include "vigilcast_version.h"

namespace {

// Links to the program that are ExaBGP's, and the verb that each stands for.
constexpr std::pair<std::string_view, std::string_view> kLinks[] = {
    {"exabgp", ""}, {"exabgpcli", "cli"}, {"exabgp-cli", "cli"}, {"exabgp-healthcheck", "healthcheck"}};

// ExaBGP's words, when it is its command line that was called.
std::optional<std::vector<std::string>> exabgp_words(int argc, char** argv) {
  const std::string name = std::filesystem::path(argv[0]).filename().string();
  const auto* link = std::ranges::find(kLinks, name, &std::pair<std::string_view, std::string_view>::first);
  const bool linked = link != std::end(kLinks);
  if (!linked && (argc < 2 || std::string_view(argv[1]) != "exabgp")) return std::nullopt;
  std::vector<std::string> words(argv + (linked ? 1 : 2), argv + argc);
  if (linked && !link->second.empty()) words.insert(words.begin(), std::string(link->second));
  return words;
}

}  // namespace

int main(int argc, char** argv) {
  using namespace vigilcast::cmd;
  if (const auto words = exabgp_words(argc, argv)) return exabgp_main(*words);

  CLI::App app("vigilcast keeps vigil over services and any-casts their prefixes.");
  app.set_version_flag("--version", std::string("vigilcast ") + VIGILCAST_VERSION);
  app.require_subcommand(1);
  int exit_code = 0;
  for (const Verb& verb : all_verbs()) verb.add(*app.add_subcommand(verb.name, verb.help), exit_code);
  app.add_subcommand("exabgp", "ExaBGP's own command line: vigilcast exabgp FILE");  // handled above
  if (argc > 1 && std::string_view(argv[1]) == "complete") return complete(app, std::vector<std::string>(argv + 2, argv + argc));
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& problem) { return tell_usage(app, problem, argc, argv); }
  return exit_code;
}
