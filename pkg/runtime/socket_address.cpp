#include "pkg/runtime/socket_address.h"

#include <net/if.h>
#include <netinet/in.h>

#include <algorithm>
#include <cstring>

namespace vigilcast::runtime {

SocketAddress::SocketAddress(const Endpoint& endpoint, const std::string& interface) {
  const ByteView bytes = endpoint.address.bytes();
  if (endpoint.address.is_v4()) {
    sockaddr_in v4{};
    v4.sin_family = AF_INET;
    v4.sin_port = htons(endpoint.port);
    std::ranges::copy(bytes, reinterpret_cast<std::uint8_t*>(&v4.sin_addr));
    std::memcpy(&storage, &v4, length = sizeof v4);
  } else {
    sockaddr_in6 v6{};
    v6.sin6_family = AF_INET6;
    v6.sin6_port = htons(endpoint.port);
    std::ranges::copy(bytes, reinterpret_cast<std::uint8_t*>(&v6.sin6_addr));
    if (endpoint.address.is_link_local() && !interface.empty()) v6.sin6_scope_id = ::if_nametoindex(interface.c_str());
    std::memcpy(&storage, &v6, length = sizeof v6);
  }
}

Endpoint SocketAddress::endpoint() const {
  if (storage.ss_family == AF_INET) {
    sockaddr_in v4;
    std::memcpy(&v4, &storage, sizeof v4);
    return {IpAddress::v4(ntohl(v4.sin_addr.s_addr)), ntohs(v4.sin_port)};
  }
  if (storage.ss_family == AF_INET6) {
    sockaddr_in6 v6;
    std::memcpy(&v6, &storage, sizeof v6);
    return {IpAddress::v6(ByteView(reinterpret_cast<const std::uint8_t*>(&v6.sin6_addr), 16)), ntohs(v6.sin6_port)};
  }
  return {};
}

unsigned SocketAddress::scope() const {
  if (storage.ss_family != AF_INET6) return 0;
  sockaddr_in6 v6;
  std::memcpy(&v6, &storage, sizeof v6);
  return v6.sin6_scope_id;
}

Endpoint local_endpoint(int socket) {
  SocketAddress address;
  return ::getsockname(socket, address.raw(), &address.length) == 0 ? address.endpoint() : Endpoint{};
}

Endpoint remote_endpoint(int socket) {
  SocketAddress address;
  return ::getpeername(socket, address.raw(), &address.length) == 0 ? address.endpoint() : Endpoint{};
}

}  // namespace vigilcast::runtime
