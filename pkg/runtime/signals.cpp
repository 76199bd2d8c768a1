#include "pkg/runtime/asio_headers.h"

#include "pkg/runtime/signals.h"

namespace vigilcast::runtime {

struct Signals::State : std::enable_shared_from_this<Signals::State> {
  State(Loop& loop, std::function<void(int)> call) : signals(loop.context()), callback(std::move(call)) {}

  void wait() {
    signals.async_wait([self = shared_from_this()](const boost::system::error_code& error, int number) {
      if (error || self->silent) return;
      self->wait();
      self->callback(number);
    });
  }

  boost::asio::signal_set signals;
  std::function<void(int)> callback;
  bool silent = false;
};

Signals::Signals(Loop& loop, std::initializer_list<int> numbers, std::function<void(int number)> callback)
    : state_(std::make_shared<State>(loop, std::move(callback))) {
  for (const int number : numbers) state_->signals.add(number);
  state_->wait();
}

Signals::~Signals() {
  state_->silent = true;
  boost::system::error_code ignored;
  state_->signals.clear(ignored);
  state_->signals.cancel(ignored);
}

}  // namespace vigilcast::runtime
