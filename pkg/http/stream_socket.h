// One TCP connection, plain or with TLS on top, for a thread that may wait: every wait has a deadline and ends when the Stopper says so.
//
// A peer that is gone without a word is noticed by the kernel as well: keep-alive probes after 30 s, and no more than 30 s without an acknowledgement.
// For the .cpp files of this folder. One thread at a time.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "pkg/base/time.h"
#include "pkg/http/failure.h"
#include "pkg/http/stopper.h"
#include "pkg/http/tls_client.h"
#include "pkg/runtime/descriptor.h"

struct addrinfo;

namespace vigilcast::http {

class StreamSocket {
 public:
  explicit StreamSocket(const Stopper& stopper) : stopper_(stopper) {}

  // Tries every address of `host` in turn, each for `timeout`. Looking a name up cannot be stopped.
  Outcome<void> connect(const std::string& host, std::uint16_t port, Duration timeout);
  Outcome<void> handshake(SSL_CTX* context, const std::string& name, Instant deadline);
  Outcome<void> send(std::string_view all, Instant deadline);
  Outcome<std::size_t> receive(std::span<char> buffer, Instant deadline);  // 0: the server closed its side

  // Connected, and the server neither sent nor closed since: a kept connection can be used again.
  [[nodiscard]] bool quiet() const;
  void close();

 private:
  struct Step;

  Outcome<void> connect_to(const addrinfo& address, Instant deadline);
  Outcome<void> ready(short events, Instant deadline);
  Step tls_step(int result) const;
  Step try_send(std::string_view bytes);
  Step try_receive(std::span<char> buffer);

  const Stopper& stopper_;
  runtime::Descriptor socket_;
  TlsConnection tls_;
};

}  // namespace vigilcast::http
