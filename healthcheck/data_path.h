// How a probe leaves this machine: for every kind that uses the network. What is left out is the kernel's choice.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace vigilcast::health {

enum class AddressFamily : std::uint8_t { any, ipv4, ipv6 };     // which addresses of a name are tried
enum class ProxyProtocol : std::uint8_t { none, v1, v2 };        // what TCP connections begin with, for a target that demands it: PROXY … of HAProxy

struct DataPath {
  std::string source = {};                // the local address
  std::string interface = {};             // an interface, or the device of a VRF: SO_BINDTODEVICE
  std::uint32_t mark = 0;                 // for policy routing: SO_MARK; 0: none
  std::string network_namespace = {};     // a name in /run/netns, or a whole path
  AddressFamily family = AddressFamily::any;
  ProxyProtocol proxy_protocol = ProxyProtocol::none;
  std::vector<std::string> name_servers = {};  // "192.0.2.53" or "192.0.2.53:53", asked for the target's name; none: the system's

  friend bool operator==(const DataPath&, const DataPath&) = default;
};

}  // namespace vigilcast::health
