#include "pkg/app/load.h"

#include <algorithm>

#include "pkg/app/process_command.h"
#include "pkg/config/loader.h"
#include "pkg/exabgp/conf/loader.h"
#include "pkg/model/merge.h"
#include "pkg/runtime/files.h"
#include "pkg/runtime/text_file.h"

namespace vigilcast::app {
namespace {

constexpr std::size_t kLargestFile = 512U << 20;  // a million static routes are 40 MB

Result<std::string> read(const std::string& path) { return runtime::read_file(path, kLargestFile); }

std::optional<std::string> read_or_report(const std::string& path, Diagnostics& diagnostics) {
  auto text = read(path);
  if (text) return std::move(*text);
  diagnostics.error({path, 0, 0}, text.error().text, text.error().hint);
  return std::nullopt;
}

void append(Diagnostics& to, const Diagnostics& from) {
  for (const Diagnostic& diagnostic : from.all()) to.add(diagnostic);
}

model::Config load_yaml(const std::string& path, Diagnostics& diagnostics) {
  const auto text = read_or_report(path, diagnostics);
  if (!text) return {};
  auto loaded = config::load_yaml(path, *text, read);
  append(diagnostics, loaded.diagnostics);
  return std::move(loaded.config);
}

model::Config load_conf(const std::string& path, const RunOptions& options, Diagnostics& diagnostics) {
  auto file = runtime::TextFile::open(path, kLargestFile);
  if (!file) {
    diagnostics.error({path, 0, 0}, file.error().text, file.error().hint);
    return {};
  }
  const exabgp::conf::SourceText text{.text = file->text(),
                                      .release = [&](std::size_t from, std::size_t to) { file->release(from, to); },
                                      .restore = [&](std::size_t from, std::size_t to) { file->restore(from, to); }};
  auto loaded = exabgp::load_conf(path, text, options.settings, options.compat, judge_program);
  append(diagnostics, loaded.diagnostics);
  return std::move(loaded.config);
}

bool looks_like_conf(const std::string& path) { return path.ends_with(".conf"); }

}  // namespace

model::Loaded load(const RunOptions& options) {
  model::Loaded out;
  model::FileConfig yaml{options.yaml, {}};
  if (!options.yaml.empty()) yaml.config = load_yaml(options.yaml, out.diagnostics);
  std::vector<std::string> files = options.exabgp_files;
  if (options.settings.rotate_files() && files.size() > 1) files.resize(1);  // a reload puts the next one in front
  for (const std::string& file : yaml.config.exabgp_files) {
    if (std::ranges::find(files, file) == files.end()) files.push_back(file);
  }
  if (!files.empty()) append(out.diagnostics, options.settings_told);
  std::vector<model::FileConfig> confs;
  for (const std::string& file : files) confs.push_back({file, load_conf(file, options, out.diagnostics)});
  out.config = model::merge(std::move(yaml), std::move(confs), out.diagnostics);
  return out;
}

model::Loaded check_file(const std::string& path, const RunOptions& options) {
  RunOptions one = options;
  one.yaml.clear();
  one.exabgp_files.clear();
  if (looks_like_conf(path)) {
    one.exabgp_files.push_back(path);
  } else {
    one.yaml = path;
  }
  return load(one);
}

}  // namespace vigilcast::app
