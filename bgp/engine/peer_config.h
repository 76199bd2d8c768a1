// Everything the engine needs to know about one neighbour. Front ends (YAML, exabgp.conf, Kubernetes) fill this; there is no second translation.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "bgp/engine/bfd_config.h"
#include "bgp/rib/filter.h"
#include "bgp/wire/capability.h"
#include "bgp/wire/operational.h"
#include "bgp/wire/role.h"
#include "pkg/base/ip.h"
#include "pkg/base/tcp_ao_key.h"
#include "pkg/base/time.h"

namespace vigilcast::bgp {

// How many prefixes of a family are taken from a peer. More end the session, for good or for a while.
struct PrefixLimit {
  Family family;
  std::uint32_t most = 0;
  unsigned warning_percent = 80;
  std::optional<Duration> restart_after;        // absent: down until somebody resets the session
  friend bool operator==(const PrefixLimit&, const PrefixLimit&) = default;
};

struct PeerConfig {
  std::string name;         // unique: "tor-a", or ExaBGP's full neighbor name
  std::string description;
  IpAddress address;                            // unspecified, with an interface: the one router on that link (unnumbered)
  std::optional<Prefix> remote_range;           // a template: whoever calls from there is a peer like this one; `address` is not used then
  std::uint32_t range_limit = 100;              // peers of the range at a time
  std::uint16_t port = 179;                     // where we connect to
  std::string interface;                        // the link of the session; its sockets are bound to it
  std::string vrf;                              // the VRF of the session; its sockets are bound to it instead
  std::optional<IpAddress> local_address;       // source address; the kernel chooses when absent
  std::optional<IpAddress> self_address;        // what `next-hop self` stands for, where it is not our end of the session
  std::optional<std::uint16_t> listen_port;     // open a listener for this peer on local_address
  std::uint32_t local_as = 0;
  bool mirror_as = false;                       // local_as is not used: we are of the AS that the peer's OPEN names
  std::optional<std::uint32_t> peer_as;         // absent: one of peer_as_list
  std::vector<std::uint32_t> peer_as_list;      // empty: whatever the peer says
  IpAddress router_id;
  std::uint16_t hold_time = 180;                // seconds: 0, or at least 3
  bool passive = false;
  Duration delay_open{};                        // how long our OPEN waits for the peer's (RFC 4271 section 8.1.1)
  Duration open_wait = std::chrono::seconds(60); // for the peer's OPEN
  std::uint64_t most_attempts = 0;              // to connect; then the peer stays down until somebody resets it. 0: no end
  std::uint32_t rate_limit = 0;                 // messages with routes that it is sent a second; 0: no limit
  Duration send_hold = std::chrono::minutes(8); // RFC 9687: how long the peer may take nothing; twice the hold time if that is longer
  std::string md5_password;                     // empty: none (RFC 2385)
  std::optional<std::uint8_t> outgoing_ttl;     // IP_TTL
  std::optional<std::uint8_t> incoming_ttl;     // IP_MINTTL (RFC 5082)
  std::optional<BfdConfig> bfd;                 // absent: the hold timer alone watches the peer
  std::vector<TcpAoKey> ao_keys;                // RFC 5925; the first one signs what we send
  std::vector<Family> families;                 // sorted
  std::vector<Family> required_families;        // a peer that does not offer all of them is refused
  bool as4 = true;
  bool route_refresh = false;                   // also enhanced (RFC 7313)
  bool extended_message = true;
  std::optional<std::uint16_t> graceful_restart;          // seconds
  bool restart_notification = false;                      // RFC 8538, where graceful_restart is given
  std::vector<AddPathFamily> add_path;          // RFC 7911
  std::optional<AddPathMode> empty_add_path;    // the capability is offered without a family, as ExaBGP does where it has none for it
  std::vector<PathsLimit> paths_limit;          // how many paths to one destination we take, of families in add_path
  std::optional<std::uint32_t>
      long_lived_stale_time;     // seconds (RFC 9494), where graceful_restart is given; absent: not offered, 0: for the peer's routes only
  std::optional<Role> role;                     // RFC 9234: ours towards a peer of another AS
  bool strict_role = false;                     // the peer must name its role, too
  std::vector<ExtendedNextHop> extended_next_hop;
  bool empty_next_hop = false;                  // the capability is offered without a family
  bool link_local_next_hop = false;             // IPv6 next hops may be link-local alone (draft-ietf-idr-linklocal-capability)
  bool prefer_link_local = false;               // where both sides agree on that, `next-hop self` is the link-local address without a global one
  std::optional<IpAddress> local_link_local;    // our own, where the session's address does not tell it
  std::optional<MultiSession> multi_session, cisco_multi_session;  // this session is for just these families; the router may have others with us
  std::vector<ExtendedNextHop> assumed_next_hop;  // the peer takes them, whatever its OPEN says
  std::optional<std::pair<std::string, std::string>> hostname;
  std::optional<std::string> software_version;
  bool group_updates = true;                    // several NLRI an UPDATE; false: one each
  bool exabgp_updates = false;                  // only ipv4 unicast and mcast-vpn are grouped; of VPNs, flows … withdrawals have attributes, too
  bool adj_rib_in = true;                       // keep what the peer announces
  bool adj_rib_out = true;                      // answer route refresh from what was announced
  bool manual_eor = false;                      // no End-of-RIB unless an API line asks for it
  bool operational = false;                     // OPERATIONAL messages are spoken
  std::vector<Operational> operational_messages;  // said when a session is up: those that last in each, the others once
  bool aigp = false;                            // send and accept AIGP over eBGP (RFC 7311)
  bool send_non_transitive = true;              // non-transitive extended communities (link bandwidth …) also to another AS
  std::vector<PrefixLimit> prefix_limits;
  std::size_t received_bytes = std::size_t{256} << 20;  // of memory for what the peer announces: a full table and half of one; what is beyond is not kept
  RouteFilter import_filter, export_filter;
  Duration connect_retry = std::chrono::seconds(5);

  [[nodiscard]] bool of_a_group() const { return multi_session || cisco_multi_session; }
  // The TTLs allow more than one hop: what is only known on a link of the peer's says nothing here.
  [[nodiscard]] bool many_hops() const { return outgoing_ttl.value_or(1) > 1 && incoming_ttl != 255; }
  // How many hops away the peer may be, as its TTLs say; nothing: it is on the same link.
  [[nodiscard]] std::optional<std::uint8_t> hops() const;
  // Known by an address of the link, which is never routed, whatever the TTLs are.
  [[nodiscard]] bool link_local() const { return unnumbered() || (address.is_v6() && address.is_link_local()); }
  // The session lives and dies with its interface.
  [[nodiscard]] bool tied_to_link() const { return !interface.empty() && (link_local() || !hops()); }
  [[nodiscard]] bool unnumbered() const { return !remote_range && !interface.empty() && address.is_unspecified(); }
  // Who is at the other end, for people: "192.0.2.1", "fe80::1%eth0", the range "10.1.0.0/16", or of an unnumbered peer the link, "eth0".
  [[nodiscard]] std::string remote_text() const;
  // The same with the port that we connect to, if we do: what makes it another session.
  [[nodiscard]] std::string session_text() const;
  [[nodiscard]] const std::string& device() const { return vrf.empty() ? interface : vrf; }  // what sockets are bound to; empty: nothing

  friend bool operator==(const PeerConfig&, const PeerConfig&) = default;
};

}  // namespace vigilcast::bgp
