#include "pkg/runtime/interfaces.h"

#include <ifaddrs.h>
#include <netinet/in.h>

#include <algorithm>
#include <cstring>
#include <memory>

#include "pkg/runtime/socket_address.h"

namespace vigilcast::runtime {

std::vector<LocalAddress> local_addresses() {
  ifaddrs* list = nullptr;
  if (::getifaddrs(&list) != 0) return {};
  const std::unique_ptr<ifaddrs, decltype(&::freeifaddrs)> owner(list, ::freeifaddrs);
  std::vector<LocalAddress> result;
  for (const ifaddrs* entry = list; entry != nullptr; entry = entry->ifa_next) {
    if (entry->ifa_addr == nullptr) continue;
    const auto family = entry->ifa_addr->sa_family;
    if (family != AF_INET && family != AF_INET6) continue;
    SocketAddress address;
    std::memcpy(&address.storage, entry->ifa_addr, family == AF_INET ? sizeof(sockaddr_in) : sizeof(sockaddr_in6));
    result.push_back({entry->ifa_name, address.endpoint().address});
  }
  return result;
}

std::optional<IpAddress> global_ipv6_beside(const IpAddress& address, const std::vector<LocalAddress>& all) {
  const auto here = std::ranges::find(all, address, &LocalAddress::address);
  if (here == all.end()) return std::nullopt;
  return global_ipv6_of(here->interface, all);
}

std::optional<IpAddress> global_ipv6_of(const std::string& interface, const std::vector<LocalAddress>& all) {
  const auto found = std::ranges::find_if(all, [&](const LocalAddress& other) {
    return other.interface == interface && other.address.is_v6() && !other.address.is_loopback() && !other.address.is_link_local();
  });
  return found == all.end() ? std::nullopt : std::optional(found->address);
}

}  // namespace vigilcast::runtime
