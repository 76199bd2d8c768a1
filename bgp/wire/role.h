// BGP roles (RFC 9234): what we are to a peer of another AS, and the capability that says so (code 9).
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "bgp/wire/capability.h"

namespace vigilcast::bgp {

enum class Role : std::uint8_t { provider = 0, route_server = 1, route_server_client = 2, customer = 3, peer = 4 };

std::string_view role_name(Role role);  // "provider", "rs", "rs-client", "customer", "peer"
std::optional<Role> parse_role(std::string_view word);
Role counterpart(Role role);  // what the other side must be

// The capability among those that are kept raw. A malformed one is none (RFC 5492).
RawCapability role_capability(Role role);
struct RoleOffer {
  std::optional<Role> role;
  bool contradictory = false;  // several, and not the same
};
RoleOffer role_offer(const Capabilities& capabilities);

}  // namespace vigilcast::bgp
