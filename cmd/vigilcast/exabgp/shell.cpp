// exabgp shell: a conversation with the running program; completion|install|uninstall: this command line in bash.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "cmd/vigilcast/completion.h"
#include "cmd/vigilcast/exabgp/verbs.h"
#include "pkg/base/text.h"
#include "pkg/exabgp/cli/completion.h"
#include "pkg/exabgp/healthcheck/option_table.h"
#include "pkg/runtime/files.h"

namespace vigilcast::cmd {
namespace {

constexpr std::string_view kProgram = "exabgp", kAsk = "shell complete";

// Where bash looks for what a user has installed.
std::filesystem::path completion_file() {
  const char* data = std::getenv("XDG_DATA_HOME");
  const char* home = std::getenv("HOME");
  const std::filesystem::path base = data != nullptr && *data != '\0' ? data : std::filesystem::path(home == nullptr ? "/root" : home) / ".local/share";
  return base / "bash-completion/completions" / kProgram;
}

int install(const CLI::App& verb) {
  const auto file = completion_file();
  std::error_code error;
  std::filesystem::create_directories(file.parent_path(), error);
  if (error) return tell_failure(verb, {error.message(), file.parent_path(), ""});
  constexpr unsigned kReadable = 0644;
  if (const auto written = runtime::write_file_atomically(file, bash_completion(kProgram, kAsk), kReadable); !written) {
    return tell_failure(verb, written.error());
  }
  std::printf("%s\nnew shells of bash complete exabgp\n", file.c_str());
  return 0;
}

int uninstall(const CLI::App& verb) {
  std::error_code error;
  const bool removed = std::filesystem::remove(completion_file(), error);
  if (error) return tell_failure(verb, {error.message(), completion_file(), ""});
  std::printf("%s %s\n", completion_file().c_str(), removed ? "is removed" : "is not there");
  return 0;
}

}  // namespace

std::vector<std::string> exabgp_candidates(std::span<const std::string> words) {
  std::vector<std::string> out;
  if (words.size() < 2) {
    for (const ExabgpVerb& verb : exabgp_verbs()) out.emplace_back(verb.name);
    return out;
  }
  const ExabgpVerb* verb = find_exabgp_verb(words.front());
  if (verb == nullptr) return out;
  if (verb->run == exabgp_cli || verb->run == exabgp_run) {
    const Words typed(words.begin() + 1, words.end());
    out = exabgp::next_words(join(typed, " "), exabgp::Compat::auto_);
  } else if (words.size() == 2) {
    out = exabgp::literal_words(verb->usage);
  }
  if (!words.back().starts_with('-')) return out;
  if (verb->run == exabgp_healthcheck) {
    for (const exabgp::HealthcheckOption& option : exabgp::healthcheck_options()) out.push_back("--" + std::string(option.name));
    return out;
  }
  std::fflush(stdout);
  Words asked{std::string(kListOptions)};
  if (words.size() > 2 && !exabgp::literal_words(verb->usage).empty() && !words[1].starts_with('-')) asked.insert(asked.begin(), words[1]);
  verb->run(asked, {});  // it prints them itself
  return out;
}

int exabgp_shell(const Words& words, const app::RunOptions& options) {
  const CLI::App verb("completion of this command line in bash", "exabgp shell");
  const std::string_view what = words.empty() ? std::string_view() : std::string_view(words.front());
  if (std::ranges::find(words, kListOptions) != words.end()) return 0;  // there are none, and who asks wants nothing done
  if (what == "install") return install(verb);
  if (what == "uninstall") return uninstall(verb);
  if (what == "completion") return std::fputs(bash_completion(kProgram, kAsk).c_str(), stdout) < 0 ? 1 : 0;
  if (what != "complete") return exabgp_talk(words, options);
  Words typed(words.begin() + 1, words.end());
  if (!typed.empty() && typed.front() == "--") typed.erase(typed.begin());
  if (typed.empty()) typed.emplace_back();
  print_candidates(exabgp_candidates(typed), typed.back());
  return 0;
}

}  // namespace vigilcast::cmd
