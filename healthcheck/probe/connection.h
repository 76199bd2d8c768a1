// One TCP connection of a probe, plain or with TLS on top: non-blocking, awaited on the probe loop, closed by reset.
//
// A reset leaves no TIME_WAIT behind, which would cap fresh probes of one target at 470 a second (28,232 local ports, 60 s each).
// For the .cpp files of this folder, after asio_headers.h. close() ends every wait with ECANCELED.
#pragma once

#include <openssl/ssl.h>

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "healthcheck/data_path.h"
#include "healthcheck/probe/answer.h"
#include "pkg/base/result.h"
#include "pkg/runtime/asio_headers.h"

namespace vigilcast::health {

class Trace;

template <class T>
using Task = boost::asio::awaitable<T>;
using TcpEndpoint = boost::asio::ip::tcp::endpoint;

struct Received {
  int error = 0;          // errno
  std::size_t count = 0;  // 0 without an error: the peer closed its side
};

struct FreeSsl {
  void operator()(SSL* ssl) const { SSL_free(ssl); }
};
using SslPointer = std::unique_ptr<SSL, FreeSsl>;

class Connection {
 public:
  explicit Connection(boost::asio::io_context& context, Trace* trace = nullptr) : descriptor_(context), trace_(trace) {}
  ~Connection() { close(); }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  Task<std::optional<Answer>> connect(TcpEndpoint to, const DataPath& path);  // nothing: connected
  // TLS by `tls`, which is told all it needs but its socket. Nothing: done; else an errno, 0 where OpenSSL or the peer did not want to.
  Task<std::optional<int>> handshake(SslPointer tls);
  Task<int> send(std::string_view all);  // errno; 0: sent
  Task<Received> receive(std::span<char> buffer);

  // Whether the peer sent or closed since: then a kept connection is of no use.
  [[nodiscard]] bool quiet();
  [[nodiscard]] std::string peer() const;  // "127.0.0.1:80", "[::1]:80"
  [[nodiscard]] TcpEndpoint local() const;
  [[nodiscard]] const TcpEndpoint& remote() const { return peer_; }
  [[nodiscard]] SSL* tls() { return tls_.get(); }  // none: plain
  void trace_into(Trace* trace) { trace_ = trace; }
  void close();

 private:
  using Wait = boost::asio::posix::stream_descriptor::wait_type;

  // One non-blocking try: `count` bytes moved, or wait for `wait` and try again, or an errno. 0 bytes: the peer closed its side.
  struct Step {
    std::size_t count = 0;
    std::optional<Wait> wait;
    int error = 0;
  };
  Step plain_step(std::ptrdiff_t result, Wait wait) const;
  Step tls_step(int result) const;
  Step try_send(std::string_view bytes);
  Step try_receive(std::span<char> buffer);

  Result<void> open(int family, const DataPath& path);
  Task<int> ready(Wait what);

  boost::asio::posix::stream_descriptor descriptor_;
  TcpEndpoint peer_;
  SslPointer tls_;
  bool peer_closed_ = false;
  Trace* trace_;
};

}  // namespace vigilcast::health
