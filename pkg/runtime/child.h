// A child process whose standard input and output are pipes: lines come out, bytes go in, and nothing it does or does not do blocks us.
// It leads a process group of its own, which is ended as a whole. Thread: the loop's; callbacks run from the loop, none after destruction.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "pkg/base/result.h"
#include "pkg/runtime/account.h"
#include "pkg/runtime/loop.h"

namespace vigilcast::runtime {

struct ChildSpec {
  std::vector<std::string> argv = {};                                 // argv[0] is the program: absolute, or relative to `directory`; PATH is not searched
  std::string directory = {};                                         // where it runs; empty: here
  std::vector<std::pair<std::string, std::string>> environment = {};  // added to ours, or replacing
  std::vector<std::string> without_environment = {};                  // names taken from ours
  std::optional<Account> account = {};                                // whom it runs as; nothing: as we do
  std::optional<unsigned> umask = {};                                 // of the files that it makes; nothing: ours
  std::size_t input_limit = 4 * 1024 * 1024;                          // bytes that may wait for it to read
};

class Child {
 public:
  struct Callbacks {
    std::function<void(std::string_view line)> on_line = [](std::string_view) {};  // of its standard output, without the newline
    std::function<void(std::string_view line)> on_error_line = nullptr;            // of its standard error; nothing: that is ours
    std::function<void(std::size_t lines)> on_dropped = [](std::size_t) {};        // output lines longer than 1 MiB were dropped
    std::function<void(std::size_t queued)> on_queue = [](std::size_t) {};         // the input queue became shorter
    std::function<void(const std::string& status)> on_exit = [](const std::string&) {};  // "exit status 1", "killed by SIGKILL"; after its last line
  };

  Child(Loop& loop, Callbacks callbacks);
  ~Child();  // kills the whole group
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  // Checks and executes the program; see program.h for what is refused. Once only.
  Result<void> start(const ChildSpec& spec);
  [[nodiscard]] int pid() const;       // 0 before start
  [[nodiscard]] bool running() const;  // until on_exit

  // All or nothing; false when the queue is full or the child has closed its input.
  bool write(std::string_view bytes);
  [[nodiscard]] std::size_t queued() const;
  [[nodiscard]] std::size_t queued_lines() const;  // counted each time
  void pause_reading();
  void resume_reading();

  // SIGTERM to the group, SIGKILL two seconds later to what is left of it.
  void terminate();

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace vigilcast::runtime
