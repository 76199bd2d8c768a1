// Connections of a loop take turns in being read: about kPerTurn bytes in one turn of the loop, whoever sends them, and then timers get theirs. So our own
// deadlines hold however many peers talk at once; what waits meanwhile waits in the sockets, where TCP slows the senders down.
// A copy shares the line. Thread: the loop's.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>

#include "pkg/runtime/loop.h"

namespace vigilcast::runtime {

class ReadTurns {
 public:
  static constexpr std::size_t kPerTurn = 64 * 1024;

  explicit ReadTurns(Loop& loop);

  // To the end of the line. `read` runs once, from the loop, and returns how many bytes it has dealt with.
  void enter(std::function<std::size_t()> read);

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace vigilcast::runtime
