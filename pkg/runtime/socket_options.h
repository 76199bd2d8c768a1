// The TCP options that routers ask for, each over setsockopt with an error for people.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "pkg/base/ip.h"
#include "pkg/base/result.h"
#include "pkg/base/tcp_ao_key.h"

namespace vigilcast::runtime {

struct TcpOptions {
  std::optional<IpAddress> local_address = {};    // the kernel chooses when absent
  std::string interface = {};                     // only over this one; also the scope of a link-local address; empty: any
  std::string vrf = {};                           // in this VRF, instead of the default one
  std::string md5_key = {};                       // RFC 2385; empty: none
  std::vector<TcpAoKey> ao_keys = {};             // RFC 5925; the first one signs
  std::optional<std::uint8_t> outgoing_ttl = {};  // the system's when absent
  std::optional<std::uint8_t> min_ttl = {};       // packets that arrive with less are dropped (RFC 5082)
};

// The key for what is exchanged with `peer` over this socket, connected or listening; an empty key removes it.
Result<void> set_md5_key(int socket, const IpAddress& peer, std::string_view key);

// The same for whoever calls from `peers`, which a listening socket needs when they are not known one by one.
Result<void> set_md5_key(int socket, const Prefix& peers, std::string_view key);

// The keychain for `peers` becomes `wanted`, which was `present`; new keys come before old ones go, and the first one signs from now on.
Result<void> set_ao_keys(int socket, const Prefix& peers, std::span<const TcpAoKey> present, std::span<const TcpAoKey> wanted);

// SO_BINDTODEVICE. A VRF must be one: bound to another device the socket would be in the wrong network, or hear nothing.
Result<void> bind_to_device(int socket, const std::string& interface, const std::string& vrf);
// The interface or VRF that the socket is bound to, else the one of its link-local peer; empty: any.
std::string interface_of(int socket);

// IP_TTL or IPV6_UNICAST_HOPS; nothing: the system's default again.
Result<void> set_outgoing_ttl(int socket, bool v6, std::optional<std::uint8_t> ttl);
Result<void> set_min_ttl(int socket, bool v6, std::uint8_t ttl);

// Everything of `options` but the addresses, and TCP_NODELAY.
Result<void> set_tcp_options(int socket, const IpAddress& peer, const TcpOptions& options);

}  // namespace vigilcast::runtime
