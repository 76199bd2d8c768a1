// vigilcast.dev/v1alpha1 BGPPeer (cluster-scoped): a router with which the selected nodes hold a session.
// The field table in bgp_peer.cpp is the one description: reading, the CRD's schema, its CEL rules and the reference in docs derive from it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "bgp/wire/capability.h"
#include "pkg/base/ip.h"
#include "pkg/base/time.h"
#include "pkg/kube/object.h"
#include "pkg/kube/resources/condition.h"
#include "pkg/kube/selector.h"

namespace vigilcast::kube {

// A key of a Secret in the release's namespace.
struct SecretKeyRef {
  std::string name;
  std::string key = "password";
  friend bool operator==(const SecretKeyRef&, const SecretKeyRef&) = default;
};

// How BFD watches the path to the router.
struct BfdTimers {
  Duration interval = std::chrono::milliseconds(300);  // of both directions
  std::uint8_t multiplier = 3;
  bool strict = false;
  friend bool operator==(const BfdTimers&, const BfdTimers&) = default;
};

struct BgpPeer {
  ObjectMeta meta;
  std::optional<IpAddress> address;           // spec.address; absent: the one router on the interface (unnumbered)
  std::string interface;                      // spec.interface; empty: any
  std::string vrf;                            // spec.vrf; empty: the default one
  std::uint32_t asn = 0;                      // spec.asn: the router's
  std::optional<std::uint32_t> local_asn;     // spec.localASN; absent: router.asn of the agent's configuration
  std::optional<IpAddress> source_address;    // spec.sourceAddress
  std::uint16_t port = 179;                   // spec.port
  Duration hold_time = std::chrono::seconds(9);           // spec.holdTime, "9s"; 0s or at least 3s
  Duration connect_retry = std::chrono::seconds(5);       // spec.connectRetryTime
  std::optional<SecretKeyRef> password;       // spec.passwordSecret {name, key}
  std::optional<std::uint8_t> ebgp_multihop;  // spec.ebgpMultihop: the TTL
  std::optional<std::uint8_t> ttl_security;   // spec.ttlSecurity: hops (RFC 5082); excludes ebgpMultihop
  std::optional<BfdTimers> bfd;               // spec.bfd
  std::vector<bgp::Family> families;          // spec.families ["ipv4-unicast", "ipv6-unicast"]; empty: both
  std::optional<Duration> graceful_restart;   // spec.gracefulRestart.time
  bool passive = false;                       // spec.passive: wait for the router to connect
  std::vector<LabelSelector> node_selectors;  // spec.nodeSelectors: any of them; empty: every node
  Conditions conditions;  // status.conditions, as last written

  friend bool operator==(const BgpPeer&, const BgpPeer&) = default;
};

// status, as the controller writes it: counts and one cause, however many nodes there are.
struct PeerStatus {
  std::string sessions;           // "2/3": established, of those that should be
  std::uint32_t nodes = 0;        // that should hold the session
  std::uint32_t established = 0;  // that do
  Conditions conditions;
  friend bool operator==(const PeerStatus&, const PeerStatus&) = default;
};
json::Value encode_status(const PeerStatus& status);

json::Value encode_spec(const BgpPeer& peer);  // what decode() reads

}  // namespace vigilcast::kube
