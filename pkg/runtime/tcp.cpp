#include "pkg/runtime/asio_headers.h"

#include "pkg/runtime/tcp.h"

#include <netinet/in.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <algorithm>
#include <optional>
#include <vector>

#include "pkg/runtime/errno_text.h"
#include "pkg/runtime/gather_queue.h"
#include "pkg/runtime/socket_address.h"

namespace vigilcast::runtime {

namespace {

constexpr Duration flush_limit = std::chrono::seconds(5);     // for a peer that does not read our last words
constexpr Duration goodbye_limit = std::chrono::seconds(1);   // for its FIN
constexpr std::size_t read_size = 64 * 1024;                  // of one turn: others want theirs too

std::string seconds_text(Duration value) {
  const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(value).count();
  return ms % 1000 == 0 ? std::to_string(ms / 1000) + " s" : std::to_string(ms) + " ms";
}

std::string connect_error_text(int error) {
  switch (error) {
    case EACCES:
    case EPERM: return "permission denied: a firewall or policy of this host forbids this connection";
    case EADDRNOTAVAIL: return "this host has no usable address or free port for it";
    default: return errno_text(error);
  }
}

// The source address, with its port left to connect(), which may then share it between destinations.
Result<void> bind_source(int socket, const IpAddress& source, const Endpoint& remote, const std::string& interface) {
  if (source.is_v6() != remote.address.is_v6())
    return fail("local-address " + source.to_string() + " and peer " + remote.address.to_string() + " are of different families");
  const int on = 1;
  ::setsockopt(socket, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
  const SocketAddress address({source, 0}, interface);
  if (::bind(socket, address.raw(), address.length) == 0) return {};
  if (errno == EADDRNOTAVAIL) return fail("local-address " + source.to_string() + " is not on any interface of this host");
  return fail("cannot use local-address " + source.to_string() + ": " + errno_text(errno));
}

// A socket with its options, on its way to `remote`.
Result<Descriptor> start_connecting(const Endpoint& remote, const TcpOptions& options) {
  Descriptor socket(::socket(remote.address.is_v6() ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!socket) return fail(connect_error_text(errno));
  if (const auto set = set_tcp_options(socket.get(), remote.address, options); !set) return std::unexpected(set.error());
  if (options.local_address) {
    if (const auto bound = bind_source(socket.get(), *options.local_address, remote, options.interface); !bound) return std::unexpected(bound.error());
  }
  const SocketAddress address(remote, options.interface);
  if (::connect(socket.get(), address.raw(), address.length) != 0 && errno != EINPROGRESS) return fail(connect_error_text(errno));
  return socket;
}

int pending_error(int socket) {
  int error = 0;
  socklen_t length = sizeof error;
  return ::getsockopt(socket, SOL_SOCKET, SO_ERROR, &error, &length) == 0 ? error : errno;
}

bool would_block(int error) { return error == EAGAIN || error == EWOULDBLOCK || error == EINTR; }

}  // namespace

// The handlers of waits hold a reference, so a connection that says goodbye outlives its owner.
struct TcpConnection::State : std::enable_shared_from_this<TcpConnection::State> {
  enum class Phase { idle, connecting, open, flushing, goodbye, over };
  using Wait = boost::asio::posix::stream_descriptor::wait_type;

  State(Loop& owner, Callbacks calls, ReadTurns* read_turns)
      : loop(owner), callbacks(std::move(calls)), turns(read_turns ? std::optional(*read_turns) : std::nullopt), socket(owner.context()), limit(owner, [this] {
          limit_reached();
        }) {}

  void wait(Wait what, bool& waiting, void (State::*ready)()) {
    if (std::exchange(waiting, true)) return;
    socket.async_wait(what, [self = shared_from_this(), &waiting, ready](const boost::system::error_code& error) {
      waiting = false;
      if (!error) (self.get()->*ready)();
    });
  }
  void wait_readable() { wait(Wait::wait_read, reading, &State::readable); }
  void wait_writable() { wait(Wait::wait_write, writing, &State::writable); }

  // --- the way up ---
  Result<void> own(Descriptor descriptor) {
    boost::system::error_code error;
    socket.assign(descriptor.get(), error);
    if (error) return fail("cannot watch a socket: " + errno_text(error.value()));
    std::ignore = descriptor.release();
    return {};
  }

  void start(Result<Descriptor> connecting, Duration timeout) {
    phase = Phase::connecting;
    const Result<void> owned = connecting ? own(std::move(*connecting)) : std::unexpected(connecting.error());
    if (!owned) return later([reason = owned.error().text](State& self) { self.connect_failed(reason); });
    connect_timeout = timeout;
    limit.arm(loop.now() + timeout);
    wait_writable();
  }

  void connected_or_not() {
    limit.disarm();
    if (const int error = pending_error(socket.native_handle()); error != 0) return connect_failed(connect_error_text(error));
    phase = Phase::open;
    wait_readable();
    callbacks.on_connected(local_endpoint(socket.native_handle()), remote_endpoint(socket.native_handle()));
  }

  void connect_failed(const std::string& reason) {
    finish();
    callbacks.on_failed(reason);
  }

  // --- reading ---
  void readable() {
    if (phase != Phase::open || !turns) {
      read();
    } else if (!std::exchange(in_line, true)) {
      turns->enter([weak = weak_from_this()]() -> std::size_t {
        const auto self = weak.lock();
        if (!self) return 0;
        self->in_line = false;
        return self->read();
      });
    }
  }

  // How many bytes there were.
  std::size_t read() {
    if (phase != Phase::open && phase != Phase::flushing && phase != Phase::goodbye) return 0;
    if (paused && phase == Phase::open) return 0;
    static thread_local std::vector<std::uint8_t> buffer(read_size);  // no array: each new thread would begin with clearing it
    const ssize_t count = ::recv(socket.native_handle(), buffer.data(), buffer.size(), 0);
    if (count == 0 || (count < 0 && !would_block(errno))) {
      read_ended(count == 0 ? "closed by the peer" : errno_text(errno));
      return 0;
    }
    wait_readable();
    const auto size = static_cast<std::size_t>(std::max<ssize_t>(count, 0));
    if (size > 0 && phase == Phase::open) callbacks.on_data(ByteView(buffer).first(size));
    return size;
  }

  [[nodiscard]] bool input_waits() {
    int waiting = 0;
    return phase == Phase::open && (paused || in_line) && ::ioctl(socket.native_handle(), FIONREAD, &waiting) == 0 && waiting > 0;
  }

  // After a failed write the reason of that is the true one.
  void read_ended(const std::string& reason) {
    if (phase != Phase::open) return finish();
    lost(write_failure.empty() ? reason : write_failure);
  }

  void lost(const std::string& reason) {
    finish();
    callbacks.on_closed(reason);
  }

  // --- writing ---
  // As much of the queue as the kernel takes.
  void give() {
    for (bool more = true; more && !queue.empty();) {
      const auto& parts = queue.front();
      msghdr message{};
      message.msg_iov = const_cast<iovec*>(parts.data());
      message.msg_iovlen = parts.size();
      const ssize_t count = ::sendmsg(socket.native_handle(), &message, MSG_NOSIGNAL);
      more = count > 0;
      if (more) queue.pop(static_cast<std::size_t>(count));
      if (count < 0 && !would_block(errno)) return write_failed(errno_text(errno));
    }
    if (!queue.empty()) wait_writable();
  }

  // What the peer said last (a NOTIFICATION) may still wait to be read, so the end is told by the reader.
  void write_failed(const std::string& reason) {
    write_failure = reason;
    queue.clear();
    if (phase != Phase::open) return finish();
    if (paused) later([reason](State& self) { self.lost(reason); });
  }

  std::size_t send(std::span<const SharedBytes> parts) {
    if (phase != Phase::open || !write_failure.empty()) return 0;
    spoke = true;
    const bool waits = !queue.empty();
    for (const SharedBytes& part : parts) queue.push(part);
    if (!waits) give();
    return queue.size();
  }

  void writable() {
    if (phase == Phase::connecting) return connected_or_not();
    if ((phase != Phase::open && phase != Phase::flushing) || queue.empty()) return;
    const std::size_t before = queue.size();
    give();
    if (phase == Phase::flushing && queue.empty()) return say_goodbye();
    if (phase == Phase::open && queue.size() != before && write_failure.empty()) callbacks.on_queue(queue.size());
  }

  // --- the way down ---
  void close() {
    if (phase != Phase::open || !write_failure.empty() || !spoke) return finish();
    phase = Phase::flushing;
    wait_readable();
    if (queue.empty()) return say_goodbye();
    limit.arm(loop.now() + flush_limit);
  }

  void say_goodbye() {
    phase = Phase::goodbye;
    ::shutdown(socket.native_handle(), SHUT_WR);
    limit.arm(loop.now() + goodbye_limit);
  }

  void limit_reached() {
    const auto keep = shared_from_this();
    if (phase == Phase::connecting) return connect_failed("no answer within " + seconds_text(connect_timeout));
    finish();
  }

  void finish() {
    phase = Phase::over;
    limit.disarm();
    queue.clear();
    boost::system::error_code ignored;
    socket.close(ignored);
    if (when_done) loop.post(std::exchange(when_done, nullptr));
  }

  // Runs in the next turn unless the connection is over by then.
  void later(std::function<void(State&)> task) {
    loop.post([self = shared_from_this(), task = std::move(task)] {
      if (self->phase == Phase::connecting || self->phase == Phase::open) task(*self);
    });
  }

  Loop& loop;
  Callbacks callbacks;
  std::optional<ReadTurns> turns;
  boost::asio::posix::stream_descriptor socket;
  Timer limit;
  Phase phase = Phase::idle;
  Duration connect_timeout{};
  GatherQueue queue;
  bool reading = false, writing = false;  // a wait is under way
  bool paused = false;
  bool in_line = false;  // for its turn to be read
  bool spoke = false;
  std::string write_failure;
  std::function<void()> when_done;
};

TcpConnection::TcpConnection(Loop& loop, Callbacks callbacks, ReadTurns* turns) : state_(std::make_shared<State>(loop, std::move(callbacks), turns)) {}

TcpConnection::~TcpConnection() {
  if (state_->phase == State::Phase::connecting || state_->phase == State::Phase::open) abort();
}

void TcpConnection::connect(const Endpoint& remote, const TcpOptions& options, Duration timeout) { state_->start(start_connecting(remote, options), timeout); }

Result<void> TcpConnection::adopt(Descriptor socket, const TcpOptions& options) {
  if (auto set = set_tcp_options(socket.get(), remote_endpoint(socket.get()).address, options); !set) return set;
  if (auto owned = state_->own(std::move(socket)); !owned) return owned;
  state_->phase = State::Phase::open;
  state_->wait_readable();
  return {};
}

Result<void> TcpConnection::set_md5_key(std::string_view key) {
  const int socket = state_->socket.native_handle();
  return runtime::set_md5_key(socket, remote_endpoint(socket).address, key);
}

Result<void> TcpConnection::set_ao_keys(std::span<const TcpAoKey> present, std::span<const TcpAoKey> wanted) {
  const int socket = state_->socket.native_handle();
  return runtime::set_ao_keys(socket, Prefix::host(remote_endpoint(socket).address), present, wanted);
}

std::string TcpConnection::interface() const { return interface_of(state_->socket.native_handle()); }

bool TcpConnection::connected() const { return state_->phase == State::Phase::open; }

std::size_t TcpConnection::send(ByteView data) {
  const SharedBytes part = share(Bytes(data.begin(), data.end()));
  return state_->send(std::span(&part, 1));
}

std::size_t TcpConnection::send(std::span<const SharedBytes> parts) { return state_->send(parts); }

std::size_t TcpConnection::queued() const { return state_->queue.size(); }

void TcpConnection::pause_reading() { state_->paused = true; }

void TcpConnection::resume_reading() {
  state_->paused = false;
  if (state_->phase == State::Phase::open) state_->wait_readable();
}

bool TcpConnection::input_waits() const { return state_->input_waits(); }

void TcpConnection::close(std::function<void()> done) {
  state_->when_done = std::move(done);
  state_->close();
}

// Without linger, close() after unread data would do the same; this makes it certain.
void TcpConnection::abort() {
  if (state_->phase == State::Phase::open) {
    const linger reset{.l_onoff = 1, .l_linger = 0};
    ::setsockopt(state_->socket.native_handle(), SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
  }
  state_->finish();
}

}  // namespace vigilcast::runtime
