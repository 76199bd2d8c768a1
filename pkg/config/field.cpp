#include "pkg/config/field.h"

#include <algorithm>

#include "pkg/base/text.h"

namespace vigilcast::config {
namespace {

// A key in other letters, abbreviated, or mistyped.
std::optional<std::string> nearest_key(std::string_view key, std::span<const std::string_view> known) {
  const std::string low = to_lower(key);
  for (const std::string_view candidate : known) {
    const std::string other = to_lower(candidate);
    if (other == low || (low.size() >= 3 && other.starts_with(low))) return std::string(candidate);
  }
  return nearest(key, known);
}

}  // namespace

std::string_view kind_text(Kind kind) {
  switch (kind) {
    case Kind::text: return "text";
    case Kind::boolean: return "`true` or `false`";
    case Kind::integer: return "whole number";
    case Kind::duration: return "duration (`200ms`, `0.2s`, `1m30s`)";
    case Kind::asn: return "AS number (`65001` or `1.10`)";
    case Kind::address: return "IP address";
    case Kind::prefix: return "prefix (`192.0.2.0/24`)";
    case Kind::endpoint: return "address and port (`127.0.0.1:7479`)";
    case Kind::family: return "address family (`ipv4 unicast`)";
    case Kind::file: return "file name";
    case Kind::url: return "URL";
    case Kind::target: return "host and port (`127.0.0.1:443`, `\"[::1]:443\"`)";
    case Kind::status: return "status code or range (`200-299`)";
    case Kind::expression: return "expression (`web and port`)";
    case Kind::community: return "community (`65001:100`, `no-export`)";
    case Kind::large_community: return "large community (`65001:1:2`)";
    case Kind::extended_community: return "extended community (`target:65001:1`)";
    case Kind::object: return "object";
    case Kind::object_or_withdraw: break;
  }
  return "object, or the word `withdraw`";
}

void refuse_key(const ObjectDoc& table, const yaml::Node& key, Load& load) {
  const std::string shown = "'" + key.text + "'";
  if (std::ranges::find(table.later, key.text) != table.later.end()) {
    return load.reader.error(key, "the key " + shown + " of " + std::string(table.name) + " is not supported by this version yet",
                             "leave it out: a setting that is not acted on must not look as if it were");
  }
  std::vector<std::string_view> known;
  for (const FieldDoc& field : table.fields) known.push_back(field.key);
  std::string hint;
  if (const auto near = nearest_key(key.text, known)) {
    hint = "did you mean '" + *near + "'?";
  } else {
    hint = "the keys of " + std::string(table.name) + " are";
    for (const std::string_view name : known) hint += (name == known.front() ? " " : ", ") + std::string(name);
  }
  load.reader.error(key, std::string(table.name) + " has no key " + shown, hint);
}

}  // namespace vigilcast::config
