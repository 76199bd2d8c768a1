#include "cmd/vigilcast/usage_error.h"

#include <CLI/CLI.hpp>
#include <cstdio>
#include <vector>

#include "cmd/vigilcast/verbs.h"
#include "pkg/base/text.h"

namespace vigilcast::cmd {
namespace {

std::string hint_for(std::string_view word) {
  std::vector<std::string_view> names;
  for (const Verb& verb : all_verbs()) names.emplace_back(verb.name);
  const auto near = nearest(word, names);
  return near ? "did you mean '" + *near + "'?" : "`vigilcast --help` lists the verbs";
}

std::string told(const CLI::App& app, const CLI::ParseError& problem, int argc, char** argv) {
  const auto chosen = app.get_subcommands();
  if (!chosen.empty()) {
    const std::string verb = "vigilcast " + chosen.front()->get_name();
    return verb + ": " + problem.what() + "\n    hint: " + verb + " --help\n";
  }
  if (argc < 2) return app.help();
  const std::string_view word = argv[1];
  if (word.starts_with('-')) return "vigilcast: there is no option " + printable(word) + "\n    hint: `vigilcast --help` lists what there is\n";
  return "vigilcast: there is no verb '" + printable(word) + "'\n    hint: " + hint_for(word) + "\n";
}

}  // namespace

int tell_usage(const CLI::App& app, const CLI::ParseError& problem, int argc, char** argv) {
  if (problem.get_exit_code() == 0) return app.exit(problem);
  std::fputs(told(app, problem, argc, argv).c_str(), stderr);
  return kUsageExit;
}

}  // namespace vigilcast::cmd
