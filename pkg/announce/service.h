// A service: prefixes whose announcement depends on checks, and how they are announced in each state.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "bgp/wire/attr/set.h"
#include "healthcheck/monitor/expression.h"
#include "pkg/base/ip.h"

namespace vigilcast::announce {

// States of a service on this node; others join as rows.
enum class ServiceState : std::uint8_t { init, rising, up, degraded, falling, down };
std::string_view state_name(ServiceState state);  // "init", "rising", …

// How a service is announced in one state.
struct Profile {
  bool announce = true;            // false: withdraw
  bgp::AttributeSet attributes;    // MED, communities, local preference … as given
  unsigned as_path_prepend = 0;    // own AS, this many times more
  friend bool operator==(const Profile&, const Profile&) = default;
};

struct ServiceSpec {
  std::string name;
  std::vector<Prefix> prefixes;
  std::optional<health::Expression> healthy;  // absent: always healthy
  std::optional<health::Expression> degraded_when;  // while this holds, a healthy service is degraded; absent: only its checks say so
  Profile up;
  std::optional<Profile> degraded;            // absent: as when it is up
  Profile down{.announce = false, .attributes = {}, .as_path_prepend = 0};
  std::vector<std::string> peers;             // names of the peers that it is announced to; empty: all
  std::string watchdog;                       // an ExaBGP watchdog name that this service drives; empty: none
  friend bool operator==(const ServiceSpec&, const ServiceSpec&) = default;
};

}  // namespace vigilcast::announce
