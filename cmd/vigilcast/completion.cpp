// vigilcast completion: a script for bash. vigilcast complete -- WORD…: what that script asks.
#include "cmd/vigilcast/completion.h"

#include <CLI/CLI.hpp>
#include <cstdio>

#include "cmd/vigilcast/verbs.h"

namespace vigilcast::cmd {

std::vector<std::string> option_names(const CLI::App& verb) {
  std::vector<std::string> out;
  for (const CLI::Option* option : verb.get_options()) {
    for (const std::string& name : option->get_lnames()) out.push_back("--" + name);
    for (const std::string& name : option->get_snames()) out.push_back("-" + name);
  }
  return out;
}

std::string bash_completion(std::string_view program, std::string_view ask) {
  const std::string name(program), function = "_" + name + "_complete";
  return "# bash completion of " + name + ": what may follow, the program itself says\n" + function + "() {\n  local IFS=$'\\n'\n" +
         "  COMPREPLY=($(compgen -W \"$(\"${COMP_WORDS[0]}\" " + std::string(ask) +
         " -- \"${COMP_WORDS[@]:1:COMP_CWORD}\" 2>/dev/null)\" -- \"${COMP_WORDS[COMP_CWORD]}\"))\n}\ncomplete -o default -F " + function + " " + name + "\n";
}

std::vector<std::string> vigilcast_candidates(const CLI::App& app, std::span<const std::string> words) {
  if (words.size() > 1 && words.front() == "exabgp") return exabgp_candidates(words.subspan(1));
  std::vector<std::string> out;
  if (words.size() > 1) {
    const auto verbs = app.get_subcommands([&](const CLI::App* one) { return one->get_name() == words.front(); });
    return verbs.empty() ? out : option_names(*verbs.front());
  }
  for (const CLI::App* verb : app.get_subcommands([](const CLI::App* one) { return !one->get_group().empty(); })) out.push_back(verb->get_name());
  for (std::string& option : option_names(app)) out.push_back(std::move(option));
  return out;
}

void print_candidates(const std::vector<std::string>& all, std::string_view begun) {
  for (const std::string& one : all) {
    if (one.starts_with(begun) && (begun.starts_with('-') || !one.starts_with('-'))) std::puts(one.c_str());
  }
}

void add_completion(CLI::App& verb, int& exit_code) {
  auto shell = std::make_shared<std::string>("bash");
  verb.add_option("shell", *shell, "bash")->check(CLI::IsMember({"bash"}));
  verb.callback([shell, &exit_code] { exit_code = std::fputs(bash_completion("vigilcast", "complete").c_str(), stdout) < 0 ? 1 : 0; });
}

int complete(const CLI::App& app, std::span<const std::string> words) {
  if (!words.empty() && words.front() == "--") words = words.subspan(1);
  const std::string nothing;
  if (words.empty()) words = {&nothing, 1};
  print_candidates(vigilcast_candidates(app, words), words.back());
  return 0;
}

}  // namespace vigilcast::cmd
