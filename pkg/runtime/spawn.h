// Starts a program, which is looked at first, as the leader of a new process group. Safe in a program with threads.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

#include "pkg/base/result.h"
#include "pkg/runtime/account.h"

namespace vigilcast::runtime {

struct Spawn {
  const std::vector<std::string>& argv;
  std::vector<std::string> environment;  // NAME=value
  const std::string& directory;          // where it runs, and its program is looked for when that is a relative path; empty: ours
  int input, output, errors;             // become 0, 1 and 2; errors -1: ours
  std::optional<unsigned> umask;         // nothing: ours
  const Account* account = nullptr;      // whom it runs as; nullptr: as we do
};

// The process has begun to execute the program, or there is none.
Result<pid_t> spawn(const Spawn& what);

}  // namespace vigilcast::runtime
