// Where the program of a `run` line may be. Pure: what exists and may be executed is found out by whoever starts it.
#pragma once

#include <string>
#include <vector>

#include "pkg/model/process.h"

namespace vigilcast::exabgp {

// The folders that a relative program name is looked for in.
struct ProgramPath {
  std::string etc = "/etc/exabgp";   // $EXABGP_ETC, when that is set
  std::string working_directory;     // where the daemon was started
  std::vector<std::string> path;     // the entries of $PATH, in order
};

// Best first: the first one that exists is meant. They are absolute when the working directory is. An absolute name is its only candidate. ExaBGP looks in its
// folder, beside the configuration file and in every entry of PATH, and the last match wins; a name that begins with etc/exabgp/ is looked for in the folders
// of that name only.
std::vector<std::string> program_candidates(const model::ProcessSpec& process, const ProgramPath& folders = {});

}  // namespace vigilcast::exabgp
