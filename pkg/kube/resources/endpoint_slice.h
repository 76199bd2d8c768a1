// discovery.k8s.io/v1 EndpointSlice, reduced to what this node needs: its own endpoints, and counts of all others. So memory does not grow with the endpoints
// of other nodes.
//
// A condition that is absent reads as the API says: ready nil = true, serving nil = ready, terminating nil = false.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "pkg/base/ip.h"
#include "pkg/kube/object.h"

namespace vigilcast::kube {

struct Endpoint {
  IpAddress address;  // the first of its addresses; the others mean the same endpoint
  bool ready = true, serving = true, terminating = false;
  friend bool operator==(const Endpoint&, const Endpoint&) = default;
};

struct EndpointPort {
  std::string name;
  std::uint16_t port = 0;
  friend bool operator==(const EndpointPort&, const EndpointPort&) = default;
};

struct EndpointSlice {
  ObjectMeta meta;
  std::string service;           // label kubernetes.io/service-name; a slice without it concerns nobody
  bool ipv6 = false;             // addressType IPv6; FQDN slices are dropped
  std::vector<EndpointPort> ports;
  std::vector<Endpoint> local;   // nodeName is this node
  std::uint32_t remote_ready = 0, remote_serving = 0;  // on other nodes, or on none: ready; not ready but serving (terminating)
  friend bool operator==(const EndpointSlice&, const EndpointSlice&) = default;
};

}  // namespace vigilcast::kube
