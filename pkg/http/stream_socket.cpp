#include "pkg/http/stream_socket.h"

#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <memory>
#include <mutex>

#include "pkg/http/server_name.h"
#include "pkg/http/wait.h"
#include "pkg/runtime/errno_text.h"
#include "pkg/runtime/loop.h"

namespace vigilcast::http {
namespace {

using Kind = Failure::Kind;

constexpr int kIdleBeforeProbe = 30;        // seconds
constexpr int kBetweenProbes = 10;          // seconds
constexpr int kUnacknowledged = 30'000;     // milliseconds, of data and of probes

std::unexpected<Failure> failure(Kind kind, std::string text) { return std::unexpected(Failure{kind, std::move(text)}); }

struct FreeAddresses {
  void operator()(addrinfo* all) const { ::freeaddrinfo(all); }
};
using Addresses = std::unique_ptr<addrinfo, FreeAddresses>;

Outcome<Addresses> resolve(const std::string& host, std::uint16_t port) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  const int error = ::getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &found);
  if (error != 0) return failure(Kind::unreachable, "the name " + host + " is not resolved: " + ::gai_strerror(error));
  return Addresses(found);
}

void set_option(int socket, int level, int name, int value) { ::setsockopt(socket, level, name, &value, sizeof value); }

void notice_a_lost_peer(int socket) {
  set_option(socket, SOL_SOCKET, SO_KEEPALIVE, 1);
  set_option(socket, IPPROTO_TCP, TCP_KEEPIDLE, kIdleBeforeProbe);
  set_option(socket, IPPROTO_TCP, TCP_KEEPINTVL, kBetweenProbes);
  set_option(socket, IPPROTO_TCP, TCP_USER_TIMEOUT, kUnacknowledged);
  set_option(socket, IPPROTO_TCP, TCP_NODELAY, 1);
}

int pending_error(int socket) {
  int error = 0;
  socklen_t length = sizeof error;
  return ::getsockopt(socket, SOL_SOCKET, SO_ERROR, &error, &length) == 0 ? error : errno;
}

// OpenSSL writes without MSG_NOSIGNAL. Every program with a Loop ignores the signal already.
void ignore_broken_pipes() {
  static std::once_flag once;
  std::call_once(once, [] { std::signal(SIGPIPE, SIG_IGN); });
}

// In TLS 1.3 the server judges our certificate after the handshake: its refusal is an alert in the place of the answer.
std::unexpected<Failure> broken(int error) {
  const unsigned long code = ERR_peek_last_error();
  const char* reason = error == EPROTO && code != 0 ? ERR_reason_error_string(code) : nullptr;
  if (reason != nullptr) return failure(Kind::tls, std::string("TLS: ") + reason);
  return failure(Kind::broken, runtime::errno_text(error));
}

}  // namespace

// One non-blocking try: `count` bytes moved (0: the server closed its side), or wait for `events` and try again, or an errno.
struct StreamSocket::Step {
  std::size_t count = 0;
  short events = 0;
  int error = 0;
};

Outcome<void> StreamSocket::ready(short events, Instant deadline) {
  switch (wait_for(socket_.get(), events, stopper_, deadline)) {
    case Waited::ready: return {};
    case Waited::late: return failure(Kind::silent, "no answer in time");
    case Waited::stopped: break;
  }
  return failure(Kind::stopped, "stopped");
}

Outcome<void> StreamSocket::connect_to(const addrinfo& address, Instant deadline) {
  socket_.reset(::socket(address.ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!socket_) return failure(Kind::unreachable, runtime::errno_text(errno));
  notice_a_lost_peer(socket_.get());
  if (::connect(socket_.get(), address.ai_addr, address.ai_addrlen) == 0) return {};
  if (errno != EINPROGRESS) return failure(Kind::unreachable, runtime::errno_text(errno));
  if (auto writable = ready(POLLOUT, deadline); !writable) {
    if (writable.error().kind == Kind::stopped) return writable;
    return failure(Kind::unreachable, "no answer to the attempt to connect");
  }
  const int error = pending_error(socket_.get());
  if (error != 0) return failure(Kind::unreachable, runtime::errno_text(error));
  return {};
}

Outcome<void> StreamSocket::connect(const std::string& host, std::uint16_t port, Duration timeout) {
  close();
  const auto addresses = resolve(host, port);
  if (!addresses) return std::unexpected(addresses.error());
  Outcome<void> outcome = failure(Kind::unreachable, "the name " + host + " has no address");
  for (const addrinfo* address = addresses->get(); address != nullptr; address = address->ai_next) {
    outcome = connect_to(*address, runtime::monotonic_now() + timeout);
    if (outcome || outcome.error().kind == Kind::stopped) break;
  }
  if (!outcome) close();
  return outcome;
}

Outcome<void> StreamSocket::handshake(SSL_CTX* context, const std::string& name, Instant deadline) {
  ignore_broken_pipes();
  tls_.reset(SSL_new(context));
  if (!tls_ || SSL_set_fd(tls_.get(), socket_.get()) != 1) return failure(Kind::tls, "OpenSSL is out of memory");
  expect_server_name(tls_.get(), name);
  for (;;) {
    ERR_clear_error();
    const int result = SSL_connect(tls_.get());
    if (result == 1) return {};
    const Step step = tls_step(result);
    if (step.events == 0) return failure(Kind::tls, handshake_problem(tls_.get(), name, step.error));
    if (auto waited = ready(step.events, deadline); !waited) return waited;
  }
}

StreamSocket::Step StreamSocket::tls_step(int result) const {
  const int saved = errno;
  if (result > 0) return {.count = static_cast<std::size_t>(result)};
  switch (SSL_get_error(tls_.get(), result)) {
    case SSL_ERROR_WANT_READ: return {.events = POLLIN};
    case SSL_ERROR_WANT_WRITE: return {.events = POLLOUT};
    case SSL_ERROR_ZERO_RETURN: return {};
    case SSL_ERROR_SYSCALL: return {.error = saved};
    default: return {.error = EPROTO};
  }
}

StreamSocket::Step StreamSocket::try_send(std::string_view bytes) {
  if (tls_) {
    ERR_clear_error();
    return tls_step(SSL_write(tls_.get(), bytes.data(), static_cast<int>(std::min(bytes.size(), std::size_t{1} << 20U))));
  }
  const ssize_t count = ::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
  if (count >= 0) return {.count = static_cast<std::size_t>(count)};
  return errno == EAGAIN || errno == EINTR ? Step{.events = POLLOUT} : Step{.error = errno};
}

StreamSocket::Step StreamSocket::try_receive(std::span<char> buffer) {
  if (tls_) {
    ERR_clear_error();
    return tls_step(SSL_read(tls_.get(), buffer.data(), static_cast<int>(buffer.size())));
  }
  const ssize_t count = ::recv(socket_.get(), buffer.data(), buffer.size(), 0);
  if (count >= 0) return {.count = static_cast<std::size_t>(count)};
  return errno == EAGAIN || errno == EINTR ? Step{.events = POLLIN} : Step{.error = errno};
}

Outcome<void> StreamSocket::send(std::string_view all, Instant deadline) {
  while (!all.empty()) {
    const Step step = try_send(all);
    if (step.error != 0) return broken(step.error);
    if (step.events == 0 && step.count == 0) return failure(Kind::broken, "closed by the server");
    all.remove_prefix(step.count);
    if (step.events == 0) continue;
    if (auto waited = ready(step.events, deadline); !waited) return waited;
  }
  return {};
}

Outcome<std::size_t> StreamSocket::receive(std::span<char> buffer, Instant deadline) {
  if (stopper_.stopped()) return failure(Kind::stopped, "stopped");  // also while bytes come without a pause
  for (;;) {
    const Step step = try_receive(buffer);
    if (step.error != 0) return broken(step.error);
    if (step.events == 0) return step.count;
    if (auto waited = ready(step.events, deadline); !waited) return std::unexpected(waited.error());
  }
}

bool StreamSocket::quiet() const {
  if (!socket_) return false;
  pollfd watched{socket_.get(), POLLIN, 0};
  return ::poll(&watched, 1, 0) == 0;
}

void StreamSocket::close() {
  if (tls_ && socket_) {
    ERR_clear_error();
    SSL_shutdown(tls_.get());  // our goodbye; nobody waits for the answer
  }
  tls_.reset();
  socket_.reset();
}

}  // namespace vigilcast::http
