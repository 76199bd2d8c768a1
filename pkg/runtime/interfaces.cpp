#include "pkg/runtime/interfaces.h"

#include <ifaddrs.h>
#include <netinet/in.h>

#include <algorithm>
#include <bit>
#include <cstring>
#include <memory>
#include <numeric>

#include "pkg/runtime/socket_address.h"

namespace vigilcast::runtime {
namespace {

std::uint8_t ones(const void* bytes, std::size_t count) {
  const auto* each = static_cast<const std::uint8_t*>(bytes);
  return static_cast<std::uint8_t>(std::accumulate(each, each + count, 0, [](int sum, std::uint8_t byte) { return sum + std::popcount(byte); }));
}

std::uint8_t mask_length(const sockaddr* mask) {
  if (mask == nullptr) return 0;
  if (mask->sa_family == AF_INET6) return ones(&reinterpret_cast<const sockaddr_in6*>(mask)->sin6_addr, sizeof(in6_addr));
  return ones(&reinterpret_cast<const sockaddr_in*>(mask)->sin_addr, sizeof(in_addr));
}

}  // namespace

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
    const std::string_view name = entry->ifa_name;
    const std::size_t colon = name.find(':');
    const std::string label(colon == std::string_view::npos ? "" : name.substr(colon + 1));
    result.push_back({std::string(name.substr(0, colon)), address.endpoint().address, mask_length(entry->ifa_netmask), label});
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
