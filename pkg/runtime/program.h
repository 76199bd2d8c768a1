// A helper program that was looked at and is held open, so that what runs is what was checked, whatever happens to its name meanwhile.
//
// A binary is executed by its descriptor. A script is text for its interpreter: its first line is read from the descriptor, and the interpreter is
// executed with the script's name, so that the script sees its own path ($0, __file__), which /dev/fd/N would take from it. Nobody gains by a swap of
// that name: the kernel never executes it, so no other program runs and no setuid bit counts.
#pragma once

#include <string>
#include <vector>

#include "pkg/base/result.h"
#include "pkg/runtime/descriptor.h"

namespace vigilcast::runtime {

struct Program {
  std::string path;         // as given
  Descriptor file;
  std::string interpreter;  // of a script; empty for a binary
  std::string argument;     // of the interpreter, as the #! line has it

  // Refused: what is missing, not a regular file, setuid or setgid, or not executable by us. `directory` is a descriptor for relative paths, or AT_FDCWD.
  static Result<Program> open(const std::string& path, int directory);

  // The argument vector that really starts it.
  [[nodiscard]] std::vector<std::string> command(const std::vector<std::string>& argv) const;
  // Why executing it failed with this errno.
  [[nodiscard]] Error exec_error(int error) const;
};

}  // namespace vigilcast::runtime
