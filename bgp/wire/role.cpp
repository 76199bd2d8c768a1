#include "bgp/wire/role.h"

#include <algorithm>
#include <array>

namespace vigilcast::bgp {
namespace {

constexpr std::uint8_t kCode = 9;

struct Row {
  std::string_view name;
  Role counterpart;
};
// In the order of Role.
constexpr std::array kRows{Row{"provider", Role::customer}, Row{"rs", Role::route_server_client}, Row{"rs-client", Role::route_server},
                           Row{"customer", Role::provider}, Row{"peer", Role::peer}};

}  // namespace

std::string_view role_name(Role role) { return kRows[static_cast<std::size_t>(role)].name; }
Role counterpart(Role role) { return kRows[static_cast<std::size_t>(role)].counterpart; }

std::optional<Role> parse_role(std::string_view word) {
  const auto* found = std::ranges::find(kRows, word, &Row::name);
  if (found == kRows.end()) return std::nullopt;
  return static_cast<Role>(found - kRows.begin());
}

RawCapability role_capability(Role role) { return {kCode, {static_cast<std::uint8_t>(role)}}; }

RoleOffer role_offer(const Capabilities& capabilities) {
  RoleOffer out;
  for (const RawCapability& raw : capabilities.unknown) {
    if (raw.code != kCode || raw.value.size() != 1 || raw.value[0] >= kRows.size()) continue;
    const Role said{raw.value[0]};
    out.contradictory = out.contradictory || (out.role && *out.role != said);
    out.role = out.role.value_or(said);
  }
  return out;
}

}  // namespace vigilcast::bgp
