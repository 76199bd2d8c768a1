#include "cmd/vigilcast/environment.h"

#include <unistd.h>
#include <cstdio>
#include <cstdlib>
#include <map>

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

}  // namespace

bool read_exabgp_settings(app::RunOptions& options, const std::string& compat) {
  const auto variables = environment();
  const auto named = variables.find("EXABGP_ENVFILE");
  const std::string ini = named == variables.end() ? "/etc/exabgp/exabgp.env" : named->second;
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
