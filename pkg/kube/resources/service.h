// core/v1 Service, as far as an announcer looks at it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "pkg/base/ip.h"
#include "pkg/kube/object.h"
#include "pkg/kube/resources/condition.h"

namespace vigilcast::kube {

struct ServicePort {
  std::string name;
  std::string protocol;  // "TCP", "UDP", "SCTP"
  std::uint16_t port = 0;
  std::string target;    // targetPort: a number or a name; empty: like `port`
  friend bool operator==(const ServicePort&, const ServicePort&) = default;
};

struct Service {
  ObjectMeta meta;
  bool load_balancer = false;                    // spec.type is LoadBalancer
  std::optional<std::string> load_balancer_class;
  bool local = false;                            // spec.externalTrafficPolicy: Local
  bool ipv4 = true, ipv6 = false;                // spec.ipFamilies
  bool require_dual_stack = false;               // spec.ipFamilyPolicy: RequireDualStack, so one address alone is not enough
  std::string load_balancer_ip;                  // spec.loadBalancerIP (deprecated since 1.24), as written
  std::vector<ServicePort> ports;
  Labels selector;                               // of pods; sharing an address under Local needs the same one
  std::uint16_t health_check_node_port = 0;      // Local: kube-proxy's own answer; 0: none
  std::vector<IpAddress> ingress;                // status.loadBalancer.ingress[].ip, in order
  Conditions conditions;                         // status.conditions of our group only, as last written
  friend bool operator==(const Service&, const Service&) = default;
};

}  // namespace vigilcast::kube
