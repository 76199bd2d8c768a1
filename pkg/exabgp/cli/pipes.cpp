#include "pkg/exabgp/cli/pipes.h"

namespace vigilcast::exabgp {

std::vector<CommandPipes> command_pipes(std::string_view name, unsigned uid, std::string_view root) {
  if (root.ends_with('/')) root.remove_suffix(1);
  std::vector<CommandPipes> out;
  for (const std::string_view base : {std::string_view{}, root}) {
    for (const char* run : {"/run/", "/var/run/"}) {
      for (const std::string& folder : {std::string("exabgp/"), std::to_string(uid) + "/", std::string()}) {
        const std::string path = std::string(base) + run + folder + std::string(name);
        out.push_back({path + ".in", path + ".out"});
      }
    }
    if (root.empty()) break;
  }
  return out;
}

}  // namespace vigilcast::exabgp
