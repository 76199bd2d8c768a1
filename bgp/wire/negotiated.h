// What both OPENs agreed on: all that the codec needs to know about a session.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "bgp/wire/capability.h"
#include "bgp/wire/role.h"
#include "pkg/base/ip.h"

namespace vigilcast::bgp {

inline constexpr std::size_t kHeaderSize = 19;
inline constexpr std::size_t kMaxMessage = 4096;           // RFC 4271
inline constexpr std::size_t kMaxExtendedMessage = 65535;  // RFC 8654

struct Negotiated {
  std::uint32_t local_as = 0;
  std::uint32_t peer_as = 0;
  IpAddress local_id;
  IpAddress peer_id;
  std::uint16_t hold_time = 0;  // seconds, the smaller of both; 0: no keepalives (RFC 4271 section 4.2)
  bool as4 = false;             // RFC 6793
  bool extended_message = false;
  bool route_refresh = false;
  bool enhanced_route_refresh = false;
  bool graceful_restart = false;      // RFC 4724: both sides named the capability
  bool restart_notification = false;  // RFC 8538: and both say that NOTIFICATIONs other than hard resets keep the routes
  bool long_lived_restart = false;    // RFC 9494: both sides named the capability, graceful restart too
  std::optional<Role> role;           // RFC 9234: ours, whether or not the peer named its own; never within one AS
  bool bfd_strict = false;      // the session waits for BFD
  bool multi_session = false;            // this session is for a group of families
  bool link_local_next_hop = false;      // an IPv6 next hop may be a link-local address alone
  bool operational = false;              // OPERATIONAL messages may be sent
  bool aigp = false;                     // RFC 7311: AIGP goes over this external session too; configured, not negotiated
  std::vector<Family> families;          // sorted; ipv4 unicast alone when the peer announced no multiprotocol capability
  std::vector<Family> add_path_send;     // sorted
  std::vector<Family> add_path_receive;  // sorted
  std::vector<PathsLimit> paths_limit;   // what the peer takes of those in add_path_send
  std::vector<Family> extended_next_hop; // RFC 8950: IPv4 families that may have an IPv6 next hop

  [[nodiscard]] bool ibgp() const { return local_as == peer_as; }
  [[nodiscard]] bool carries_aigp() const { return ibgp() || aigp; }  // RFC 7311 section 3.1
  [[nodiscard]] std::size_t max_message() const { return extended_message ? kMaxExtendedMessage : kMaxMessage; }
  [[nodiscard]] bool has(Family family) const { return std::ranges::find(families, family) != families.end(); }
  [[nodiscard]] bool sends_path_id(Family family) const { return std::ranges::find(add_path_send, family) != add_path_send.end(); }
  [[nodiscard]] bool receives_path_id(Family family) const { return std::ranges::find(add_path_receive, family) != add_path_receive.end(); }
  [[nodiscard]] bool maps_next_hop(Family family) const { return std::ranges::find(extended_next_hop, family) != extended_next_hop.end(); }

  friend bool operator==(const Negotiated&, const Negotiated&) = default;
};

}  // namespace vigilcast::bgp
