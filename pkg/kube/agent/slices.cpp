#include "pkg/kube/agent/slices.h"

#include <algorithm>

namespace vigilcast::kube {

std::vector<ObjectKey> Slices::upsert(const EndpointSlice& slice) {
  const ObjectKey& key = slice.meta.key;
  std::vector<ObjectKey> touched;
  if (const auto known = service_of_.find(key); known != service_of_.end() && known->second != slice.service) touched = remove(key);
  if (slice.service.empty()) return touched;

  Slice kept{slice.ipv6, slice.remote_ready, slice.remote_serving, slice.local, slice.local.empty() ? std::vector<EndpointPort>{} : slice.ports};
  kept.local.shrink_to_fit();
  const ObjectKey service{key.name_space, slice.service};
  const auto [place, added] = by_service_[service].try_emplace(key.name);
  if (added) service_of_.emplace(key, slice.service);
  if (!added && place->second == kept) return touched;
  place->second = std::move(kept);
  touched.push_back(service);
  return touched;
}

std::vector<ObjectKey> Slices::remove(const ObjectKey& slice) {
  const auto known = service_of_.find(slice);
  if (known == service_of_.end()) return {};
  ObjectKey service{slice.name_space, std::move(known->second)};
  service_of_.erase(known);
  const auto its = by_service_.find(service);
  its->second.erase(slice.name);
  if (its->second.empty()) by_service_.erase(its);
  return {std::move(service)};
}

EndpointView Slices::view(const ObjectKey& service, bool ipv6) const {
  EndpointView out;
  const auto found = by_service_.find(service);
  if (found == by_service_.end()) return out;
  for (const auto& [name, slice] : found->second) {
    if (slice.ipv6 != ipv6) continue;
    out.remote_ready += slice.remote_ready;
    out.remote_serving += slice.remote_serving;
    for (const Endpoint& endpoint : slice.local) out.add_local(endpoint);
  }
  return out;
}

std::vector<vigilcast::Endpoint> Slices::local_targets(const ObjectKey& service, bool ipv6, std::string_view port_name) const {
  std::vector<vigilcast::Endpoint> out;
  const auto found = by_service_.find(service);
  if (found == by_service_.end()) return out;
  const std::vector<IpAddress> addresses = view(service, ipv6).local_targets();
  for (const auto& [name, slice] : found->second) {
    const auto port = std::ranges::find(slice.ports, port_name, &EndpointPort::name);
    if (slice.ipv6 != ipv6 || port == slice.ports.end() || port->port == 0) continue;
    for (const Endpoint& endpoint : slice.local) {
      if (std::ranges::binary_search(addresses, endpoint.address)) out.push_back({endpoint.address, port->port});
    }
  }
  std::ranges::sort(out);
  const auto repeated = std::ranges::unique(out);
  out.erase(repeated.begin(), repeated.end());
  return out;
}

bool Slices::has_local(const ObjectKey& service) const {
  const auto found = by_service_.find(service);
  if (found == by_service_.end()) return false;
  for (const auto& [name, slice] : found->second) {
    if (!slice.local.empty()) return true;
  }
  return false;
}

}  // namespace vigilcast::kube
