#include "pkg/runtime/asio_headers.h"

#include "pkg/runtime/local_listener.h"

#include <sys/socket.h>

#include <cerrno>
#include <utility>

namespace vigilcast::runtime {

namespace {

constexpr Duration kWithoutDescriptors = std::chrono::milliseconds(100);  // the wait where the process has no more of them

}  // namespace

struct LocalListener::State : std::enable_shared_from_this<LocalListener::State> {
  State(Loop& loop, Descriptor socket, std::function<void(Descriptor)> call)
      : listening(loop.context(), socket.release()), on_client(std::move(call)), later(loop, [this] { wait(); }) {}

  void wait() {
    listening.async_wait(boost::asio::posix::stream_descriptor::wait_read, [self = shared_from_this()](const boost::system::error_code& error) {
      if (!error && !self->stopped) self->take();
    });
  }

  // One at a time: a crowd of them is no reason to hold up the loop.
  void take() {
    Descriptor client(::accept4(listening.native_handle(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
    if (!client && (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM)) return later.arm(monotonic_now() + kWithoutDescriptors);
    if (client) on_client(std::move(client));
    if (!stopped) wait();
  }

  boost::asio::posix::stream_descriptor listening;
  std::function<void(Descriptor)> on_client;
  Timer later;
  bool stopped = false;
};

LocalListener::LocalListener(Loop& loop, Descriptor listening, std::function<void(Descriptor)> on_client)
    : state_(std::make_shared<State>(loop, std::move(listening), std::move(on_client))) {
  state_->wait();
}

LocalListener::~LocalListener() {
  state_->stopped = true;
  boost::system::error_code ignored;
  state_->listening.close(ignored);
}

}  // namespace vigilcast::runtime
