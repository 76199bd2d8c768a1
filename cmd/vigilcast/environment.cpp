#include "cmd/vigilcast/environment.h"

#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <map>

#include "pkg/base/text.h"
#include "pkg/runtime/files.h"

namespace vigilcast::cmd {
namespace {

std::map<std::string, std::string> environment() {
  std::map<std::string, std::string> out;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string text = *entry;
    const auto equals = text.find('=');
    if (equals != std::string::npos) out[text.substr(0, equals)] = text.substr(equals + 1);
  }
  return out;
}

using Variables = std::map<std::string, std::string>;

// How the program was called, as a path: links are not followed, so that a link among ExaBGP's files finds ExaBGP's settings.
std::filesystem::path called_as(const Variables& variables) {
  const std::filesystem::path name = program_invocation_name;
  if (name.has_parent_path()) return std::filesystem::absolute(name).lexically_normal();
  const auto path = variables.find("PATH");
  for (const std::string_view folder : split(path == variables.end() ? std::string_view{} : path->second, ':')) {
    const auto candidate = std::filesystem::path(folder) / name;
    if (access(candidate.c_str(), X_OK) == 0) return candidate;
  }
  return "/usr/bin" / name;
}

// ExaBGP's rule: beside the folder of programs; for the system's own, the system's root.
std::filesystem::path installation(const Variables& variables) {
  if (const auto given = variables.find("EXABGP_ROOT"); given != variables.end()) return given->second;
  std::filesystem::path root = called_as(variables).parent_path();
  if (root.filename() == "bin" || root.filename() == "sbin") root = root.parent_path();
  return root;
}

std::string settings_file(const Variables& variables, const std::filesystem::path& root) {
  if (const auto named = variables.find("EXABGP_ENVFILE"); named != variables.end()) return named->second;
  return (root == "/usr" ? "/" : root) / "etc/exabgp/exabgp.env";
}

}  // namespace

bool read_exabgp_settings(app::RunOptions& options, const std::string& compat) {
  const auto variables = environment();
  const std::filesystem::path root = installation(variables);
  options.exabgp_root = root.string();
  const std::string ini = settings_file(variables, root);
  const auto text = runtime::read_file(ini, 1 << 20);  // a missing one is nothing to speak of: the defaults hold
  auto loaded = exabgp::load_settings(variables, {ini, text ? std::string_view(*text) : std::string_view{}});
  options.settings_told = std::move(loaded.diagnostics);
  options.settings = loaded.settings;
  options.compat = loaded.settings.compat();
  if (!compat.empty()) {
    const auto parsed = exabgp::parse_compat(compat);
    if (!parsed) {
      std::fprintf(stderr, "--compat %s: not a version; write auto, 3.4, 4.2, 5.0 or 6\n", compat.c_str());
      return false;
    }
    options.compat = *parsed;
  }
  return true;
}

}  // namespace vigilcast::cmd
