// The one value in which every front end ends: YAML, exabgp.conf, later Kubernetes. The app compares two of them and applies the difference.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "bgp/engine/peer_config.h"
#include "healthcheck/spec.h"
#include "pkg/announce/service.h"
#include "pkg/base/diagnostics.h"
#include "pkg/model/process.h"
#include "pkg/model/route_list.h"

namespace vigilcast::model {

struct RouterConfig {
  std::uint32_t asn = 0;
  IpAddress id;                                  // unspecified: the node's own first IPv4 address (in a cluster only)
  Duration hold_down = std::chrono::seconds(5);  // nothing is announced earlier than this after start
  std::vector<Prefix> may_announce;              // empty: anything
  std::optional<std::uint16_t> graceful_restart{}; // seconds, for peers that do not say it themselves
  std::optional<std::uint32_t> long_lived_stale_time{};  // seconds, of the same
};

struct AdminConfig {
  std::optional<Endpoint> listen;  // absent: closed
};

// The agent is a node of a cluster: peers, pools and Services come from its API server, beside what files say.
struct KubernetesConfig {
  std::string kubeconfig;           // path; empty: the pod's own service account
  std::string node;                 // the Node object of this host; empty: $NODE_NAME
  std::string name_space;           // where our Secrets and Leases are; empty: $POD_NAMESPACE
  std::string load_balancer_class = "vigilcast.dev/vigilcast";
  bool default_class = false;       // serve Services without a class as well
  friend bool operator==(const KubernetesConfig&, const KubernetesConfig&) = default;
};

// A read-only listener for metrics and health that others may reach.
struct MetricsConfig {
  enum class Auth : std::uint8_t { none, kubernetes };  // kubernetes: a bearer token that the API server accepts and that may GET /metrics
  Endpoint listen;
  bool on_node_address = false;     // the address is $POD_IP, which differs from node to node
  Auth auth = Auth::none;
  bool tls = false;
  std::string certificate, key;     // PEM files, read again when they change; empty with tls: one made at start, signed by itself
  friend bool operator==(const MetricsConfig&, const MetricsConfig&) = default;
};

struct Config {
  std::optional<RouterConfig> router;  // absent with exabgp.conf alone
  std::vector<bgp::PeerConfig> peers;
  std::vector<PeerRoutes> routes;
  std::vector<health::CheckSpec> checks;
  std::vector<announce::ServiceSpec> services;
  std::vector<ProcessSpec> processes;
  std::vector<Attachment> attachments;
  std::vector<Endpoint> listen;        // BGP listeners
  AdminConfig admin;
  std::optional<MetricsConfig> metrics;
  std::optional<KubernetesConfig> kubernetes;
  std::vector<std::string> exabgp_files;
};

struct Loaded {
  Config config;
  Diagnostics diagnostics;  // the config must not be used when these have errors
};

}  // namespace vigilcast::model
