// A command that is run once, for its exit code and what it prints. It reads nothing, leads a process group of its own, and blocks nobody.
//
// It is over when its process has ended; what that leaves behind may go on. Thread: the loop's; the callback runs from the loop, not after destruction.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "pkg/base/result.h"
#include "pkg/runtime/account.h"
#include "pkg/runtime/loop.h"

namespace vigilcast::runtime {

struct CommandSpec {
  std::vector<std::string> argv = {};                                 // argv[0] is the program: PATH is not searched
  std::vector<std::pair<std::string, std::string>> environment = {};  // added to ours, or replacing
  bool keep_output = true;                                            // else it goes to /dev/null
  std::string directory = {};                                         // where it runs; empty: where we do
  std::optional<Account> account = {};                                // whom it runs as; none: as we do
};

struct CommandResult {
  int code = 0;        // the exit code; the number of the signal that ended it, below zero
  std::string output;  // standard output and error, at most Command::kOutputKept bytes of it
};

class Command {
 public:
  static constexpr std::size_t kOutputKept = 64 * 1024;

  Command(Loop& loop, std::function<void(const CommandResult&)> on_end);
  ~Command();  // kills the group, when it has not ended
  Command(const Command&) = delete;
  Command& operator=(const Command&) = delete;

  Result<void> start(const CommandSpec& spec);  // once only

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace vigilcast::runtime
