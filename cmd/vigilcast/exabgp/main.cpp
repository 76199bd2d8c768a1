#include "cmd/vigilcast/exabgp/main.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "cmd/vigilcast/environment.h"
#include "cmd/vigilcast/exabgp/verbs.h"
#include "pkg/base/text.h"

namespace vigilcast::cmd {
namespace {

// "--root=DIR" as two words, as the other form of it.
void split_at_equals(Words& words, std::initializer_list<std::string_view> options) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::size_t equals = words[i].find('=');
    if (equals == std::string::npos || std::ranges::find(options, std::string_view(words[i]).substr(0, equals)) == options.end()) continue;
    words.insert(words.begin() + static_cast<std::ptrdiff_t>(i) + 1, words[i].substr(equals + 1));
    words[i].resize(equals);
  }
}

// 4.2's `--root DIR` (`-f DIR`): where its files are.
void take_root(Words& words) {
  if (!words.empty() && find_exabgp_verb(words.front()) != nullptr) return;
  split_at_equals(words, {"--root"});
  const auto named = std::ranges::find_if(words, [](const std::string& word) { return word == "-f" || word == "--root"; });
  if (named == words.end() || named + 1 == words.end()) return;
  setenv("EXABGP_ROOT", (named + 1)->c_str(), 1);
  words.erase(named, named + 2);
}

// Takes `--env-file FILE` (`-e FILE`, `--env FILE` in 4.2) out of the words. What stands behind a verb is the verb's.
void take_env_file(Words& words) {
  if (!words.empty() && words.front() != "server" && find_exabgp_verb(words.front()) != nullptr) return;
  split_at_equals(words, {"--env", "--env-file"});
  const auto named = std::ranges::find_if(words, [](const std::string& word) { return word == "-e" || word == "--env" || word == "--env-file"; });
  if (named == words.end() || named + 1 == words.end()) return;
  const std::string file = *(named + 1);
  words.erase(named, named + 2);
  setenv("EXABGP_ENVFILE", file.c_str(), 1);
  if (access(file.c_str(), R_OK) != 0) {
    std::fprintf(stderr, "%s: warning: the environment file cannot be read: %s; the defaults hold\n", file.c_str(), std::strerror(errno));
  }
}

// 4.2 had options where later versions have verbs.
Words with_verb(Words words) {
  static constexpr std::pair<std::string_view, std::string_view> kOld[] = {
      {"--version", "version"}, {"--full-ini", "env"},       {"--fi", "env"},       {"--diff-ini", "env -d"}, {"--di", "env -d"}, {"--full-env", "env -e"},
      {"--fe", "env -e"},       {"--diff-env", "env -d -e"}, {"--de", "env -d -e"},
  };
  if (find_exabgp_verb(words.front()) != nullptr) return words;
  if (words.size() == 1 && words.front() == "-v") return {"version"};
  if (words.front() == "--run" && words.size() > 1) return with_verb({words.begin() + 1, words.end()});
  for (const auto& [option, verb] : kOld) {
    if (words.front() == option) {
      Words out;
      for (const std::string_view word : vigilcast::words(verb)) out.emplace_back(word);
      return out;
    }
  }
  const auto payload = std::ranges::find_if(words, [](const std::string& word) { return word == "-x" || word == "--decode"; });
  if (payload != words.end() && payload + 1 != words.end()) {
    Words out{"decode", *(payload + 1)};
    words.erase(payload, payload + 2);
    for (const std::string& file : words) out.insert(out.end(), {"-c", file});
    return out;
  }
  words.insert(words.begin(), "server");
  return words;
}

// What changes nothing matters to those who run the program, not to those who ask it something.
bool read_settings(app::RunOptions& options, bool serves) {
  options.personality = app::Personality::exabgp;
  read_exabgp_settings(options, "");
  const Diagnostics told = std::exchange(options.settings_told, {});
  if (serves || told.has_errors()) std::fputs(told.to_string().c_str(), stderr);
  return !told.has_errors();
}

}  // namespace

int exabgp_main(const std::vector<std::string>& arguments) {
  Words words = arguments;
  take_env_file(words);
  take_root(words);
  if (words.empty() || words.front() == "-h" || words.front() == "--help" || words.front() == "help") {
    std::fputs(exabgp_usage().c_str(), words.empty() ? stderr : stdout);
    return words.empty() ? 1 : 0;
  }
  words = with_verb(std::move(words));
  const ExabgpVerb* verb = find_exabgp_verb(words.front());
  app::RunOptions options;
  if (!read_settings(options, verb->run == exabgp_server) && verb->run != exabgp_healthcheck) return 1;  // that one has none of its own
  words.erase(words.begin());
  return verb->run(words, options);
}

}  // namespace vigilcast::cmd
