// The one value in which every front end ends: YAML, exabgp.conf, later Kubernetes. The app compares two of them and applies the difference.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "bgp/engine/peer_config.h"
#include "bgp/rib/route.h"
#include "healthcheck/spec.h"
#include "pkg/announce/service.h"
#include "pkg/base/diagnostics.h"
#include "pkg/model/process.h"

namespace vigilcast::model {

struct RouterConfig {
  std::uint32_t asn = 0;
  IpAddress id;
  Duration hold_down = std::chrono::seconds(5);  // nothing is announced earlier than this after start
  std::vector<Prefix> may_announce;              // empty: anything
};

// A route that a file gives to one neighbour.
struct StaticRoute {
  std::string peer;       // PeerConfig::name
  bgp::Route route;
  std::string watchdog;   // name of its watchdog group; empty: none
  bool withdrawn = false; // starts withdrawn (ExaBGP `withdraw` with a watchdog)
};

struct AdminConfig {
  std::optional<Endpoint> listen;  // absent: closed
};

struct Config {
  std::optional<RouterConfig> router;  // absent with exabgp.conf alone
  std::vector<bgp::PeerConfig> peers;
  std::vector<StaticRoute> routes;
  std::vector<health::CheckSpec> checks;
  std::vector<announce::ServiceSpec> services;
  std::vector<ProcessSpec> processes;
  std::vector<Attachment> attachments;
  std::vector<Endpoint> listen;        // BGP listeners
  AdminConfig admin;
  std::vector<std::string> exabgp_files;
};

struct Loaded {
  Config config;
  Diagnostics diagnostics;  // the config must not be used when these have errors
};

}  // namespace vigilcast::model
