// exabgp migrate conf|api: files and lines of an older version as those of a newer one.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <filesystem>
#include <iostream>

#include "cmd/vigilcast/exabgp/verbs.h"
#include "cmd/vigilcast/usage_error.h"
#include "pkg/exabgp/conf/loader.h"
#include "pkg/exabgp/migrate/api.h"
#include "pkg/exabgp/migrate/conf.h"
#include "pkg/runtime/files.h"

namespace vigilcast::cmd {
namespace {

using exabgp::Compat;

constexpr std::size_t kLargestFile = 512U << 20;

// ExaBGP's words for its versions; nothing for others.
std::optional<Compat> version_word(const std::string& word) {
  if (word == "4") return Compat::v4_2;
  if (word == "5") return Compat::v5_0;
  if (word == "main") return Compat::v6;
  return exabgp::parse_compat(word);
}

struct Versions {
  std::string from = "auto", to;

  void add_to(CLI::App& verb) {
    const auto known = [](const std::string& word) { return version_word(word) ? "" : "'" + word + "' is none of 3.4, 4, 5, 6 and main"; };
    verb.add_option("-f,--from", from, "the version that it was written for: 3.4, 4 or 5; without: any")->check(known);
    verb.add_option("-t,--to", to, "the version that shall read it: 4, 5, 6 or main")->required()->check(known);
  }
  // Nothing: the exit code was told.
  [[nodiscard]] std::optional<std::pair<Compat, Compat>> read(const CLI::App& verb) const {
    const std::pair out{*version_word(from), *version_word(to)};
    if (out.second > out.first && out.second != Compat::v3_4) return out;
    std::fprintf(stderr, "%s: from %s to %s there is nothing to migrate: the second one has to be newer\n", verb.get_name().c_str(), from.c_str(), to.c_str());
    return std::nullopt;
  }
};

struct ConfWords {
  Versions versions;
  std::string file, output;
  bool in_place = false, dry = false, verbose = false;
};

int write(const ConfWords& words, const std::string& text) {
  if (words.dry) return 0;
  const std::string path = words.in_place ? words.file : words.output;
  if (path.empty()) return std::fputs(text.c_str(), stdout) < 0 ? 1 : 0;
  std::error_code none;
  const auto mode = static_cast<unsigned>(std::filesystem::status(words.file).permissions());  // there may be passwords in it
  const std::filesystem::path target = std::filesystem::weakly_canonical(path, none);          // a link stays one
  const auto written = runtime::write_file_atomically(target.empty() ? path : target.string(), text, mode);
  if (written) return 0;
  std::fprintf(stderr, "%s: error: %s\n", path.c_str(), written.error().to_string().c_str());
  return 1;
}

int migrate(const ConfWords& words, Compat from, Compat to, const app::RunOptions& options) {
  const auto text = runtime::read_file(words.file, kLargestFile);
  if (!text) {
    std::fprintf(stderr, "%s: error: %s\n", words.file.c_str(), text.error().to_string().c_str());
    return 1;
  }
  const Diagnostics before = exabgp::load_conf(words.file, *text, options.settings, from).diagnostics;
  if (before.has_errors()) {
    std::fputs(before.to_string().c_str(), stderr);
    return 1;
  }
  const auto migrated = exabgp::migrate::migrate_conf(*text, from, to);
  if (words.dry || words.verbose) {
    for (const auto& change : migrated.changes) std::fprintf(stderr, "%s:%u: %s\n", words.file.c_str(), change.line, change.text.c_str());
  }
  // What only a person can decide.
  const Diagnostics after = exabgp::load_conf(words.file + " (migrated)", migrated.text, options.settings, to).diagnostics;
  if (after.has_errors()) std::fputs(after.to_string().c_str(), stderr);
  const int code = write(words, migrated.text);
  return after.has_errors() ? 1 : code;
}

int migrate_file(const Words& words, const app::RunOptions& options) {
  CLI::App verb("a file of an older version as one of a newer; comments and all that needs no change stay as they are", "exabgp migrate conf");
  ConfWords read;
  read.versions.add_to(verb);
  auto* output = verb.add_option("-o,--output", read.output, "the file that is written; standard output else");
  verb.add_flag("-i,--in-place", read.in_place, "the file itself is replaced")->excludes(output);
  verb.add_flag("-n,--dry-run", read.dry, "say what would change, write nothing");
  verb.add_flag("-v,--verbose", read.verbose, "say what changes");
  verb.add_option("file", read.file, "the file")->required();
  if (const auto code = read_words(verb, words)) return *code;
  const auto versions = read.versions.read(verb);
  return versions ? migrate(read, versions->first, versions->second, options) : kUsageExit;
}

int migrate_lines(const Words& words) {
  CLI::App verb("the lines of a helper for an older version as those for a newer: from standard input to standard output", "exabgp migrate api");
  Versions versions;
  versions.add_to(verb);
  if (const auto code = read_words(verb, words)) return *code;
  const auto read = versions.read(verb);
  if (!read) return kUsageExit;
  std::string line;
  for (unsigned number = 1; std::getline(std::cin, line); ++number) {
    const auto migrated = exabgp::migrate::migrate_command(line, read->first, read->second);
    if (!migrated.note.empty()) std::fprintf(stderr, "line %u: %s\n", number, migrated.note.c_str());
    std::printf("%s\n", migrated.text.c_str());
    std::fflush(stdout);  // a daemon waits for it
  }
  return 0;
}

}  // namespace

int exabgp_migrate(const Words& words, const app::RunOptions& options) {
  const Words rest(words.begin() + (words.empty() ? 0 : 1), words.end());
  if (!words.empty() && words.front() == "conf") return migrate_file(rest, options);
  if (!words.empty() && words.front() == "api") return migrate_lines(rest);
  std::fputs("exabgp migrate: write `exabgp migrate conf -f 3.4 -t 5 FILE` or `exabgp migrate api -f 4 -t 6`\n", stderr);
  return kUsageExit;
}

}  // namespace vigilcast::cmd
