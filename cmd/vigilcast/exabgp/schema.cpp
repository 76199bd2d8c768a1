// exabgp schema export: what an exabgp.conf may have.
#include <CLI/CLI.hpp>
#include <cstdio>

#include "cmd/vigilcast/exabgp/verbs.h"
#include "cmd/vigilcast/usage_error.h"
#include "pkg/exabgp/print/schema.h"

namespace vigilcast::cmd {
namespace {

int export_schema(const Words& words, const app::RunOptions& options) {
  CLI::App verb("a JSON Schema of what `exabgp configuration export` prints", "exabgp schema export");
  std::string section;
  bool compact = false;
  verb.add_option("section", section, "one section alone, such as neighbor; the whole file, else");
  verb.add_flag("--compact", compact, "on one line");
  if (const auto code = read_words(verb, words)) return *code;
  const auto text = exabgp::print::schema(section, options.compat, compact ? exabgp::print::SchemaForm::compact : exabgp::print::SchemaForm::indented);
  if (!text) return tell_failure(verb, text.error());
  return std::fputs(text->c_str(), stdout) < 0 ? 1 : 0;
}

}  // namespace

int exabgp_schema(const Words& words, const app::RunOptions& options) {
  if (!words.empty() && words.front() == "export") return export_schema({words.begin() + 1, words.end()}, options);
  std::fputs("exabgp schema: write `exabgp schema export [SECTION] [--compact]`; `exabgp validate FILE` checks a file\n", stderr);
  return kUsageExit;
}

}  // namespace vigilcast::cmd
