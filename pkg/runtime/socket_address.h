// Endpoint <-> sockaddr, for the system calls in this folder.
#pragma once

#include <sys/socket.h>

#include <string>

#include "pkg/base/ip.h"

namespace vigilcast::runtime {

struct SocketAddress {
  SocketAddress() = default;
  // `interface` gives a link-local address its scope.
  explicit SocketAddress(const Endpoint& endpoint, const std::string& interface = {});

  [[nodiscard]] sockaddr* raw() { return reinterpret_cast<sockaddr*>(&storage); }
  [[nodiscard]] const sockaddr* raw() const { return reinterpret_cast<const sockaddr*>(&storage); }
  [[nodiscard]] Endpoint endpoint() const;
  [[nodiscard]] unsigned scope() const;  // the interface of a link-local address; 0: none

  sockaddr_storage storage{};
  socklen_t length = sizeof(sockaddr_storage);
};

Endpoint local_endpoint(int socket);
Endpoint remote_endpoint(int socket);

}  // namespace vigilcast::runtime
