// Small readers of JSON for objects that the API server itself has validated: what is absent or strange reads as empty.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "pkg/base/ip.h"
#include "pkg/json/value.h"
#include "pkg/kube/object.h"

namespace vigilcast::kube {

inline Labels read_labels(const json::Value& map) {
  Labels out;
  for (const auto& [name, value] : map.members()) {
    if (value.is_string()) out.emplace(name, value.string());
  }
  return out;
}

// 0 where it is no port.
inline std::uint16_t read_port(const json::Value& value) {
  const std::int64_t port = value.integer();
  return port > 0 && port <= std::numeric_limits<std::uint16_t>::max() ? static_cast<std::uint16_t>(port) : std::uint16_t{0};
}

// A number or a name, as text.
inline std::string read_number_or_name(const json::Value& value) { return value.is_integer() ? std::to_string(value.integer()) : value.string(); }

// Adds the address; what is none is left out.
inline void add_address(std::vector<IpAddress>& to, const json::Value& value) {
  if (const auto address = IpAddress::parse(value.string())) to.push_back(*address);
}

}  // namespace vigilcast::kube
