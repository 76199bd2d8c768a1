#include "pkg/kube/api/watcher.h"

#include "pkg/runtime/chance.h"
#include "pkg/runtime/loop.h"

namespace vigilcast::kube {

Watcher::Watcher(ClientOptions options, Collection collection, Callbacks callbacks)
    : callbacks_(std::move(callbacks)),
      client_(std::move(options), stopper_),
      reflector_(std::move(collection), runtime::random_seed()),
      told_(reflector_.state()),
      thread_([this] { run(); }) {}

Watcher::~Watcher() {
  stopper_.stop();
  thread_.join();
}

void Watcher::run() {
  while (!stopper_.stopped()) {
    if (const auto target = reflector_.ask(runtime::monotonic_now())) {
      request(*target);
    } else {
      stopper_.wait_until(reflector_.next_deadline());
    }
  }
}

void Watcher::request(const std::string& target) {
  const http::Receiver receiver{
      .opened =
          [this] {
            reflector_.opened(runtime::monotonic_now());
            report();
          },
      .piece =
          [this](std::string_view piece) {
            const bool more = reflector_.read(piece, runtime::monotonic_now());
            report();
            return more;
          },
      .deadline = [this] { return reflector_.next_deadline(); },
  };
  const auto outcome = client_.stream(target, receiver);
  if (stopper_.stopped()) return;
  const Instant now = runtime::monotonic_now();
  reflector_.on_time(now);  // knows better than the client why it was too silent
  if (outcome) {
    reflector_.ended(now);
  } else {
    reflector_.failed(outcome.error(), now);
  }
  report();
}

void Watcher::report() {
  if (stopper_.stopped()) return;
  if (Delta delta = reflector_.take(); !delta.empty()) callbacks_.on_delta(std::move(delta));
  const WatchState& state = reflector_.state();
  if (state.current == told_.current && state.problem == told_.problem) return;
  told_ = state;
  callbacks_.on_state(state);
}

}  // namespace vigilcast::kube
