#include "pkg/runtime/asio_headers.h"

#include "pkg/runtime/loop.h"

#include <csignal>
#include <mutex>

#include "pkg/runtime/loop_state.h"

namespace vigilcast::runtime {

namespace {

// A peer or a helper that goes away must be an error of write(), not the end of the program.
void ignore_sigpipe() {
  static std::once_flag once;
  std::call_once(once, [] { std::signal(SIGPIPE, SIG_IGN); });
}

}  // namespace

Loop::Loop() : state_(std::make_unique<State>()) { ignore_sigpipe(); }

Loop::~Loop() = default;

// Outside of a turn (set-up, tests) nothing would ever refresh a kept time.
Instant Loop::now() const {
  if (!state_->in_turn) return monotonic_now();
  if (!state_->turn_time) state_->turn_time = monotonic_now();
  return *state_->turn_time;
}

void Loop::post(std::function<void()> task) { boost::asio::post(state_->context, std::move(task)); }

// run_one() waits and then runs one handler: the time is forgotten before it and read by the handler that asks first, so it is never from before the wait.
void Loop::run() {
  state_->in_turn = true;
  do { state_->turn_time.reset(); } while (state_->context.run_one() != 0);
  state_->in_turn = false;
  state_->context.restart();
}

void Loop::stop() { state_->context.stop(); }

Duration Loop::lag() const { return state_->lag; }

boost::asio::io_context& Loop::context() { return state_->context; }

}  // namespace vigilcast::runtime
