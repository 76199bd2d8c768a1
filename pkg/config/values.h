// Single values of the YAML file: each reader returns the value, or tells the mistake and returns nothing.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "bgp/wire/family.h"
#include "healthcheck/spec.h"
#include "pkg/base/ip.h"
#include "pkg/config/field.h"

namespace vigilcast::config {

std::optional<std::uint32_t> read_asn(const yaml::Node& node, Load& load);             // asplain or asdot (RFC 5396), not reserved ones
std::optional<IpAddress> read_address(const yaml::Node& node, Load& load);             // of one host
std::optional<Prefix> read_prefix(const yaml::Node& node, Load& load);                 // without host bits
std::optional<Endpoint> read_endpoint(const yaml::Node& node, Load& load);
std::optional<bgp::Family> read_family(const yaml::Node& node, Load& load);            // "ipv4 unicast"
std::optional<std::string> read_path(const yaml::Node& node, Load& load);              // relative to the YAML file
std::optional<std::string> read_file(const yaml::Node& node, Load& load);              // the content
std::optional<std::string> read_name(const yaml::Node& node, Load& load);              // letters, digits and _ - . / :
std::optional<std::string> read_url(const yaml::Node& node, Load& load);               // http:// or https://
std::optional<std::string> read_target(const yaml::Node& node, Load& load);            // host:port, [v6]:port
std::optional<health::StatusRange> read_status(const yaml::Node& node, Load& load);    // 200, 200-299
template <class T>
std::optional<T> read_number(const yaml::Node& node, Load& load, T least, T most) {
  const auto value = load.reader.number(node, least, most);
  return value ? std::optional(static_cast<T>(*value)) : std::nullopt;
}

template <class T>
void assign(T& to, std::optional<T> value) {
  if (value) to = std::move(*value);
}

// Each item of a list; the same value twice is a mistake.
template <class T>
std::vector<T> read_list(const yaml::Node& node, Load& load, std::string_view expected, std::optional<T> (*read)(const yaml::Node&, Load&)) {
  std::vector<T> out;
  const auto* items = load.reader.list(node, expected);
  if (items == nullptr) return out;
  std::set<T> seen;
  for (const yaml::Node& item : *items) {
    if (item.kind == yaml::Node::Kind::refused) continue;
    auto value = read(item, load);
    if (!value) continue;
    if (!seen.insert(*value).second) {
      load.reader.error(item, "this is in the list twice", "leave one out");
    } else {
      out.push_back(std::move(*value));
    }
  }
  return out;
}

}  // namespace vigilcast::config
