// vigilcast convert exabgp: an exabgp.conf as the product's YAML.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <filesystem>

#include "cmd/vigilcast/environment.h"
#include "cmd/vigilcast/verbs.h"
#include "pkg/exabgp/conf/loader.h"
#include "pkg/exabgp/convert/yaml.h"
#include "pkg/runtime/files.h"

namespace vigilcast::cmd {
namespace {

constexpr std::size_t kLargestFile = 512U << 20;

int convert_exabgp(const std::string& path, const app::RunOptions& options) {
  const auto text = runtime::read_file(path, kLargestFile);
  if (!text) {
    std::fprintf(stderr, "%s: error: %s\n", path.c_str(), text.error().to_string().c_str());
    return 1;
  }
  exabgp::conf::Places places;
  const model::Loaded loaded = exabgp::load_conf(path, *text, options.settings, options.compat, places);
  std::fputs(loaded.diagnostics.to_string().c_str(), stderr);
  if (loaded.diagnostics.has_errors()) return 1;
  const auto converted = exabgp::convert::to_yaml(loaded.config, places, path, [](const std::string& name) {
    return runtime::read_file(std::filesystem::path("/") / name, kLargestFile);  // helpers run there
  });
  std::fputs(converted.yaml.c_str(), stdout);
  if (!converted.notes.empty()) std::fprintf(stderr, "%s: %zu notes, at the top of the YAML\n", path.c_str(), converted.notes.size());
  return 0;
}

}  // namespace

void add_convert(CLI::App& verb, int& exit_code) {
  CLI::App& exabgp = *verb.add_subcommand("exabgp", "an exabgp.conf as YAML, with a note for each thing that YAML has no word for");
  verb.require_subcommand(1);
  auto file = std::make_shared<std::string>();
  auto compat = std::make_shared<std::string>();
  exabgp.add_option("file", *file, "the exabgp.conf")->required();
  exabgp.add_option("--compat", *compat, "which ExaBGP it is read as: auto, 3.4, 4.2, 5.0 or 6");
  exabgp.callback([file, compat, &exit_code] {
    app::RunOptions options;
    exit_code = read_exabgp_settings(options, *compat) ? convert_exabgp(*file, options) : 1;
  });
}

}  // namespace vigilcast::cmd
