// A route that somebody wants announced: the destination, its attributes as given, and whose wish it is.
#pragma once

#include <compare>
#include <memory>
#include <string>

#include "bgp/wire/attr/set.h"
#include "bgp/wire/next_hop.h"
#include "bgp/wire/nlri/nlri.h"

namespace vigilcast::bgp {

// Who owns a route. Two owners may want the same destination: the greater `precedence` wins, `explain` shows the losers.
// config and process share one place, where the later word wins, as in ExaBGP: an API line replaces the file's route.
enum class OwnerKind : std::uint8_t { config, process, policy, operator_ };
std::string_view owner_kind_name(OwnerKind kind);  // "config", "process", "policy", "operator"

struct Owner {
  OwnerKind kind = OwnerKind::config;
  std::string name;  // the process, the service, the author; empty for config

  [[nodiscard]] std::string to_string() const;  // "process dynamic-routes", "service web"
  friend bool operator==(const Owner&, const Owner&) = default;
};
// 0 config and process, 1 policy, 2 operator.
unsigned precedence(OwnerKind kind);

// Attribute sets are immutable and shared by all routes that have them.
using SharedAttributes = std::shared_ptr<const AttributeSet>;
SharedAttributes no_attributes();

// The next hop as the owner gave it; `self` is resolved for each session.
struct RouteNextHop {
  bool self = false;
  NextHop given;  // when not self; its labels always
  friend bool operator==(const RouteNextHop&, const RouteNextHop&) = default;
};

struct Route {
  Nlri nlri;
  RouteNextHop next_hop;
  SharedAttributes attributes = no_attributes();
  Owner owner;
};

}  // namespace vigilcast::bgp
