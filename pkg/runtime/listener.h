// A listening TCP socket. Accepted sockets are non-blocking and go to the callback, from the loop.
// IPv6 listeners take IPv6 only, so that both families can have the same port. Thread: the loop's.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "pkg/base/ip.h"
#include "pkg/base/result.h"
#include "pkg/base/tcp_ao_key.h"
#include "pkg/runtime/descriptor.h"
#include "pkg/runtime/loop.h"

namespace vigilcast::runtime {

class TcpListener {
 public:
  using OnAccept = std::function<void(Descriptor socket, const Endpoint& local, const Endpoint& remote)>;

  TcpListener(Loop& loop, OnAccept on_accept);
  ~TcpListener();  // stops listening; what was accepted stays
  TcpListener(const TcpListener&) = delete;
  TcpListener& operator=(const TcpListener&) = delete;

  Result<void> open(const Endpoint& endpoint);    // port 0: the kernel chooses
  Result<void> open(const Endpoint& endpoint, const std::string& interface, const std::string& vrf);  // only over this one, in this VRF; empty: any
  [[nodiscard]] const Endpoint& local() const;    // with the chosen port

  // RFC 2385: connections from `peers` must be signed with this key; an empty key removes it.
  Result<void> set_md5_key(const Prefix& peers, std::string_view key);
  // RFC 5925, the same with a keychain that was `present`.
  Result<void> set_ao_keys(const Prefix& peers, std::span<const TcpAoKey> present, std::span<const TcpAoKey> wanted);
  // The TTL of our side of the handshake; nothing: the system's default.
  Result<void> set_outgoing_ttl(std::optional<std::uint8_t> ttl);
  // Callers from farther away are not even answered (RFC 5082); 0: everybody is.
  Result<void> set_min_ttl(std::uint8_t ttl);

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace vigilcast::runtime
