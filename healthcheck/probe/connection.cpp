#include "pkg/runtime/asio_headers.h"

#include "healthcheck/probe/connection.h"

#include <sys/socket.h>

#include <cerrno>

#include "healthcheck/probe/socket.h"
#include "healthcheck/probe/trace.h"

namespace vigilcast::health {
namespace {

int pending_error(int socket) {
  int error = 0;
  socklen_t length = sizeof error;
  return ::getsockopt(socket, SOL_SOCKET, SO_ERROR, &error, &length) == 0 ? error : errno;
}

}  // namespace

Result<void> Connection::open(int family, const DataPath& path) {
  auto socket = open_socket(path, family, SOCK_STREAM);
  if (!socket) return std::unexpected(socket.error());
  boost::system::error_code error;
  descriptor_.assign(socket->get(), error);
  if (error) return fail("cannot wait for a socket: " + error.message());
  std::ignore = socket->release();
  return {};
}

Task<std::optional<Answer>> Connection::connect(TcpEndpoint to, const DataPath& path) {
  close();
  peer_ = to;
  if (trace_ != nullptr) trace_->note("connect to " + peer());
  if (const auto opened = open(to.protocol().family(), path); !opened) co_return Answer::inconclusive(opened.error().to_string());
  int error = ::connect(descriptor_.native_handle(), to.data(), static_cast<socklen_t>(to.size())) == 0 ? 0 : errno;
  if (error == EINPROGRESS) {
    error = co_await ready(Wait::wait_write);
    if (error == 0) error = pending_error(descriptor_.native_handle());
  }
  if (error != 0) co_return connect_failure(error, peer());
  if (trace_ != nullptr) trace_->note("connected");
  co_return std::nullopt;
}

Task<std::optional<int>> Connection::handshake(SslPointer tls) {
  tls_ = std::move(tls);
  if (SSL_set_fd(tls_.get(), descriptor_.native_handle()) != 1) co_return ENOMEM;
  for (;;) {
    ERR_clear_error();
    const int result = SSL_connect(tls_.get());
    if (result == 1) co_return std::nullopt;
    const Step step = tls_step(result);
    if (!step.wait) co_return step.error == EPROTO ? 0 : step.error;
    if (const int error = co_await ready(*step.wait); error != 0) co_return error;
  }
}

Connection::Step Connection::plain_step(std::ptrdiff_t result, Wait wait) const {
  if (result >= 0) return {.count = static_cast<std::size_t>(result), .wait = std::nullopt};
  if (errno == EAGAIN || errno == EINTR) return {.wait = wait};
  return {.wait = std::nullopt, .error = errno};
}

Connection::Step Connection::tls_step(int result) const {
  if (result > 0) return {.count = static_cast<std::size_t>(result), .wait = std::nullopt};
  const int saved = errno;
  switch (SSL_get_error(tls_.get(), result)) {
    case SSL_ERROR_WANT_READ: return {.wait = Wait::wait_read};
    case SSL_ERROR_WANT_WRITE: return {.wait = Wait::wait_write};
    case SSL_ERROR_ZERO_RETURN: return {.wait = std::nullopt};
    case SSL_ERROR_SYSCALL: return {.wait = std::nullopt, .error = saved};
    default: return {.wait = std::nullopt, .error = EPROTO};
  }
}

Connection::Step Connection::try_send(std::string_view bytes) {
  if (!tls_) return plain_step(::send(descriptor_.native_handle(), bytes.data(), bytes.size(), MSG_NOSIGNAL), Wait::wait_write);
  ERR_clear_error();
  return tls_step(SSL_write(tls_.get(), bytes.data(), static_cast<int>(bytes.size())));
}

Connection::Step Connection::try_receive(std::span<char> buffer) {
  if (!tls_) return plain_step(::recv(descriptor_.native_handle(), buffer.data(), buffer.size(), 0), Wait::wait_read);
  ERR_clear_error();
  return tls_step(SSL_read(tls_.get(), buffer.data(), static_cast<int>(buffer.size())));
}

Task<int> Connection::send(std::string_view all) {
  while (!all.empty()) {
    const Step step = try_send(all);
    if (trace_ != nullptr && step.count > 0) trace_->sent(all.substr(0, step.count));
    if (step.error != 0) co_return step.error;
    if (!step.wait && step.count == 0) co_return EPIPE;
    all.remove_prefix(step.count);
    if (!step.wait) continue;
    if (const int error = co_await ready(*step.wait); error != 0) co_return error;
  }
  co_return 0;
}

// Without TLS a look before the wait would nearly always be in vain; with TLS the bytes may be in OpenSSL's buffer already.
Task<Received> Connection::receive(std::span<char> buffer) {
  std::optional<Wait> wait;
  if (!tls_) wait = Wait::wait_read;
  for (;;) {
    if (wait) {
      if (const int error = co_await ready(*wait); error != 0) co_return Received{error, 0};
    }
    const Step step = try_receive(buffer);
    wait = step.wait;
    if (wait) continue;
    peer_closed_ = step.error == 0 && step.count == 0;
    if (trace_ != nullptr && step.count > 0) trace_->received({buffer.data(), step.count});
    if (trace_ != nullptr && peer_closed_) trace_->note("closed by the peer");
    co_return Received{step.error, step.count};
  }
}

// The wait may have ended well just before close() was called.
Task<int> Connection::ready(Wait what) {
  boost::system::error_code error;
  co_await descriptor_.async_wait(what, boost::asio::redirect_error(boost::asio::use_awaitable, error));
  co_return descriptor_.is_open() ? error.value() : ECANCELED;
}

bool Connection::quiet() {
  char byte = 0;
  return ::recv(descriptor_.native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT) < 0 && errno == EAGAIN;
}

TcpEndpoint Connection::local() const {
  TcpEndpoint out;
  socklen_t length = static_cast<socklen_t>(out.capacity());
  const int socket = const_cast<boost::asio::posix::stream_descriptor&>(descriptor_).native_handle();
  if (::getsockname(socket, out.data(), &length) == 0) out.resize(length);
  return out;
}

std::string Connection::peer() const {
  const std::string address = peer_.address().to_string();
  return (peer_.address().is_v6() ? "[" + address + "]" : address) + ":" + std::to_string(peer_.port());
}

// OpenSSL forgets the session of a connection that was not shut down, so that it could not be resumed; a quiet shutdown sends nothing.
void Connection::close() {
  if (tls_ && SSL_is_init_finished(tls_.get()) != 0) {
    SSL_set_quiet_shutdown(tls_.get(), 1);
    SSL_shutdown(tls_.get());
  }
  tls_.reset();
  if (!descriptor_.is_open()) return;
  const linger reset{.l_onoff = 1, .l_linger = 0};
  if (!peer_closed_) ::setsockopt(descriptor_.native_handle(), SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
  boost::system::error_code ignored;
  descriptor_.close(ignored);
}

}  // namespace vigilcast::health
