#include "pkg/exabgp/cli/pipes.h"

namespace vigilcast::exabgp {
namespace {

std::vector<std::string> command_folders(unsigned uid, std::string_view root) {
  if (root.ends_with('/')) root.remove_suffix(1);
  std::vector<std::string> out;
  for (const std::string_view base : {std::string_view{}, root}) {
    for (const char* run : {"/run/", "/var/run/"}) {
      for (const std::string& folder : {std::string("exabgp/"), std::to_string(uid) + "/", std::string()}) out.push_back(std::string(base) + run + folder);
    }
    if (root.empty()) break;
  }
  return out;
}

}  // namespace

std::vector<CommandPipes> command_pipes(std::string_view name, unsigned uid, std::string_view root) {
  std::vector<CommandPipes> out;
  for (const std::string& folder : command_folders(uid, root)) {
    const std::string path = folder + std::string(name);
    out.push_back({path + ".in", path + ".out"});
  }
  return out;
}

std::vector<std::string> command_sockets(std::string_view name, unsigned uid, std::string_view root) {
  std::vector<std::string> out;
  for (const std::string& folder : command_folders(uid, root)) out.push_back(folder + std::string(name) + ".sock");
  return out;
}

}  // namespace vigilcast::exabgp
