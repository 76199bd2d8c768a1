#include "pkg/runtime/asio_headers.h"

#include "healthcheck/probe/connection.h"

#include <sys/resource.h>
#include <sys/socket.h>

#include <cerrno>

#include "pkg/http/server_name.h"
#include "pkg/runtime/descriptor.h"
#include "pkg/runtime/errno_text.h"

namespace vigilcast::health {
namespace {

constexpr rlim_t kReserved = 64;  // descriptors that probes leave to BGP sessions, helpers and the admin API

// Descriptors are given out from the lowest, so a high number means that few are left.
bool is_reserved(int descriptor) {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return false;
  return static_cast<rlim_t>(descriptor) + std::min(kReserved, limit.rlim_cur / 4) >= limit.rlim_cur;
}

int pending_error(int socket) {
  int error = 0;
  socklen_t length = sizeof error;
  return ::getsockopt(socket, SOL_SOCKET, SO_ERROR, &error, &length) == 0 ? error : errno;
}

std::string handshake_problem(const SSL* tls, const std::string& name, int error) {
  const long verdict = SSL_get_verify_result(tls);
  if (verdict != X509_V_OK && SSL_get_verify_mode(tls) != SSL_VERIFY_NONE) {
    if (verdict == X509_V_ERR_HOSTNAME_MISMATCH || verdict == X509_V_ERR_IP_ADDRESS_MISMATCH) return "the certificate is not for " + name;
    return std::string("the certificate is refused: ") + X509_verify_cert_error_string(verdict);
  }
  if (const unsigned long code = ERR_peek_last_error(); code != 0) {
    const char* reason = ERR_reason_error_string(code);
    return reason != nullptr ? reason : "OpenSSL error " + std::to_string(code);
  }
  return error == 0 ? "closed by the peer" : runtime::errno_text(error);
}

}  // namespace

int Connection::open(int family) {
  runtime::Descriptor socket(::socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!socket) return errno;
  if (is_reserved(socket.get())) return EMFILE;
  boost::system::error_code error;
  descriptor_.assign(socket.get(), error);
  if (error) return error.value();
  std::ignore = socket.release();
  return 0;
}

Task<int> Connection::connect(TcpEndpoint to) {
  close();
  peer_ = to;
  if (const int error = open(to.protocol().family()); error != 0) co_return error;
  if (::connect(descriptor_.native_handle(), to.data(), static_cast<socklen_t>(to.size())) == 0) co_return 0;
  if (errno != EINPROGRESS) co_return errno;
  if (const int error = co_await ready(Wait::wait_write); error != 0) co_return error;
  co_return pending_error(descriptor_.native_handle());
}

Task<std::string> Connection::handshake(SSL_CTX* context, const std::string& name) {
  tls_.reset(SSL_new(context));
  if (!tls_ || SSL_set_fd(tls_.get(), descriptor_.native_handle()) != 1) co_return "OpenSSL is out of memory";
  http::expect_server_name(tls_.get(), name);
  for (;;) {
    ERR_clear_error();
    const int result = SSL_connect(tls_.get());
    if (result == 1) co_return "";
    const Step step = tls_step(result);
    if (!step.wait) co_return handshake_problem(tls_.get(), name, step.error);
    if (const int error = co_await ready(*step.wait); error != 0) co_return runtime::errno_text(error);
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

std::string Connection::peer() const {
  const std::string address = peer_.address().to_string();
  return (peer_.address().is_v6() ? "[" + address + "]" : address) + ":" + std::to_string(peer_.port());
}

void Connection::close() {
  tls_.reset();
  if (!descriptor_.is_open()) return;
  const linger reset{.l_onoff = 1, .l_linger = 0};
  if (!peer_closed_) ::setsockopt(descriptor_.native_handle(), SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
  boost::system::error_code ignored;
  descriptor_.close(ignored);
}

}  // namespace vigilcast::health
