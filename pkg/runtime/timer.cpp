#include "pkg/runtime/asio_headers.h"

#include "pkg/runtime/loop_state.h"

namespace vigilcast::runtime {

// Moving a deadline later is what protocols do with every message, so it costs nothing: the wait under way stays, and what wakes too early waits again.
struct Timer::State : std::enable_shared_from_this<Timer::State> {
  State(Loop& owner, Loop::State& shared, std::function<void()> call) : loop(owner), loop_state(shared), timer(shared.context), callback(std::move(call)) {}

  void wait_until(Instant when) {
    waiting_for = when;
    timer.expires_at(std::chrono::steady_clock::time_point(std::chrono::duration_cast<std::chrono::steady_clock::duration>(when.time_since_epoch())));
    timer.async_wait([self = shared_from_this(), wait = ++latest_wait](const boost::system::error_code&) {
      if (wait == self->latest_wait) self->woke();
    });
  }

  void woke() {
    waiting_for.reset();
    if (!deadline) return;
    const Instant now = loop.now();
    if (now < *deadline) return wait_until(*deadline);
    loop_state.lag = now - *deadline;
    deadline.reset();
    callback();
  }

  void cancel() {
    deadline.reset();
    if (!waiting_for) return;
    waiting_for.reset();
    ++latest_wait;
    timer.cancel();
  }

  Loop& loop;
  Loop::State& loop_state;
  boost::asio::steady_timer timer;
  std::function<void()> callback;
  std::optional<Instant> deadline;
  std::optional<Instant> waiting_for;
  std::uint64_t latest_wait = 0;
};

Timer::Timer(Loop& loop, std::function<void()> callback) : state_(std::make_shared<State>(loop, *loop.state_, std::move(callback))) {}

Timer::~Timer() { state_->cancel(); }

void Timer::arm(std::optional<Instant> deadline) {
  if (!deadline) return state_->cancel();
  state_->deadline = deadline;
  if (!state_->waiting_for || *deadline < *state_->waiting_for) state_->wait_until(*deadline);
}

void Timer::disarm() { state_->cancel(); }

}  // namespace vigilcast::runtime
