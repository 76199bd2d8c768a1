// The TCP options that routers ask for, each over setsockopt with an error for people.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "pkg/base/ip.h"
#include "pkg/base/result.h"

namespace vigilcast::runtime {

struct TcpOptions {
  std::optional<IpAddress> local_address = {};    // the kernel chooses when absent
  std::string interface = {};                     // only over this one; also the scope of a link-local address; empty: any
  std::string md5_key = {};                       // RFC 2385; empty: none
  std::optional<std::uint8_t> outgoing_ttl = {};  // the system's when absent
  std::optional<std::uint8_t> min_ttl = {};       // packets that arrive with less are dropped (RFC 5082)
};

// The key for what is exchanged with `peer` over this socket, connected or listening; an empty key removes it.
Result<void> set_md5_key(int socket, const IpAddress& peer, std::string_view key);

// IP_TTL or IPV6_UNICAST_HOPS; nothing: the system's default again.
Result<void> set_outgoing_ttl(int socket, bool v6, std::optional<std::uint8_t> ttl);
Result<void> set_min_ttl(int socket, bool v6, std::uint8_t ttl);

// Everything of `options` but the addresses, and TCP_NODELAY.
Result<void> set_tcp_options(int socket, const IpAddress& peer, const TcpOptions& options);

}  // namespace vigilcast::runtime
