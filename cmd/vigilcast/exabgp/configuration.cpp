// exabgp configuration validate|export|example: files judged, written again, and one to begin with.
#include <CLI/CLI.hpp>
#include <cstdio>

#include "cmd/vigilcast/exabgp/verbs.h"
#include "cmd/vigilcast/usage_error.h"
#include "pkg/app/load.h"
#include "pkg/exabgp/print/conf.h"
#include "pkg/exabgp/print/example.h"

namespace vigilcast::cmd {
namespace {

int export_files(const Words& words, app::RunOptions options) {
  CLI::App verb("what was read, templates and older words resolved; passwords are left out of the JSON", "exabgp configuration export");
  bool text = false;
  verb.add_flag("-t,--text", text, "as an exabgp.conf, with its passwords; JSON else");
  verb.add_option("files", options.exabgp_files, "the files")->required();
  if (const auto code = read_words(verb, words)) return *code;
  const model::Loaded loaded = app::load(options);
  std::fputs(loaded.diagnostics.to_string().c_str(), stderr);
  if (loaded.diagnostics.has_errors()) return 1;
  const auto lines = exabgp::print::conf_lines(loaded.config, options.compat);
  std::fputs((text ? exabgp::print::as_text(lines) : exabgp::print::as_json(lines)).c_str(), stdout);
  return 0;
}

int print_example(const Words& words, const app::RunOptions& options) {
  CLI::App verb("a file to begin with: every keyword and what it means", "exabgp configuration example");
  if (const auto code = read_words(verb, words)) return *code;
  std::fputs(exabgp::print::example(options.compat).c_str(), stdout);
  return 0;
}

}  // namespace

int exabgp_configuration(const Words& words, const app::RunOptions& options) {
  const Words rest(words.begin() + (words.empty() ? 0 : 1), words.end());
  if (!words.empty() && words.front() == "validate") return exabgp_validate(rest, options);
  if (!words.empty() && words.front() == "export") return export_files(rest, options);
  if (!words.empty() && words.front() == "example") return print_example(rest, options);
  std::fputs("exabgp configuration: write `exabgp configuration validate FILE...`, `… export [-t] FILE...` or `… example`\n", stderr);
  return kUsageExit;
}

}  // namespace vigilcast::cmd
