#include "pkg/runtime/read_turns.h"

#include <deque>
#include <utility>

namespace vigilcast::runtime {

struct ReadTurns::State : std::enable_shared_from_this<ReadTurns::State> {
  explicit State(Loop& owner) : loop(owner) {}

  // Behind the loop's look at timers and sockets.
  void call() {
    if (std::exchange(called, true)) return;
    loop.post([self = shared_from_this()] { self->run(); });
  }

  void run() {
    called = false;
    for (std::size_t count = 0; !line.empty() && count < kPerTurn;) {
      const auto read = std::move(line.front());
      line.pop_front();
      count += read();
    }
    if (!line.empty()) call();
  }

  Loop& loop;
  std::deque<std::function<std::size_t()>> line;
  bool called = false;
};

ReadTurns::ReadTurns(Loop& loop) : state_(std::make_shared<State>(loop)) {}

void ReadTurns::enter(std::function<std::size_t()> read) {
  state_->line.push_back(std::move(read));
  state_->call();
}

}  // namespace vigilcast::runtime
