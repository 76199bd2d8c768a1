#include "pkg/exabgp/conf/program.h"

#include <algorithm>

namespace vigilcast::exabgp {
namespace {

constexpr std::string_view kEtc = "etc/exabgp/";

std::string inside(const std::string& folder, std::string_view name) {
  if (folder.empty()) return std::string(name);
  return folder + (folder.ends_with('/') ? "" : "/") + std::string(name);
}

}  // namespace

std::vector<std::string> program_candidates(const model::ProcessSpec& process, const ProgramPath& folders) {
  if (process.run.empty() || process.run.front().empty()) return {};
  const std::string& name = process.run.front();
  if (name.starts_with('/')) return {name};
  std::vector<std::string> out;
  if (name.starts_with(kEtc)) {
    const std::string_view rest = std::string_view(name).substr(kEtc.size());
    out = {inside(folders.etc, rest), inside("/etc/exabgp", rest), name};
  } else {
    std::ranges::transform(folders.path.rbegin(), folders.path.rend(), std::back_inserter(out),
                           [&](const std::string& folder) { return inside(folder, name); });
    out.push_back(inside(process.directory, name));
    out.push_back(inside(folders.etc, name));
  }
  // The same file may be reached twice; it is tried once.
  std::vector<std::string> unique;
  for (std::string& candidate : out) {
    if (!candidate.starts_with('/')) candidate = inside(folders.working_directory, candidate);
    if (std::ranges::find(unique, candidate) == unique.end()) unique.push_back(std::move(candidate));
  }
  return unique;
}

}  // namespace vigilcast::exabgp
