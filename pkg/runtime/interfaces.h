// The addresses of this host, as the kernel has them now.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "pkg/base/ip.h"

namespace vigilcast::runtime {

struct LocalAddress {
  std::string interface;
  IpAddress address;
  std::uint8_t length = 0;  // of the network that it belongs to
  std::string label = {};   // "web", of an IPv4 address that was added with the label lo:web
  friend bool operator==(const LocalAddress&, const LocalAddress&) = default;
};

std::vector<LocalAddress> local_addresses();

// The first IPv6 address, neither loopback nor link-local, of the interface that has `address`: the next hop for IPv6 routes on an IPv4 session.
std::optional<IpAddress> global_ipv6_beside(const IpAddress& address, const std::vector<LocalAddress>& all);

// The same by the name of the interface.
std::optional<IpAddress> global_ipv6_of(const std::string& interface, const std::vector<LocalAddress>& all);

}  // namespace vigilcast::runtime
