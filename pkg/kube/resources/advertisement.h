// vigilcast.dev/v1alpha1 Advertisement (cluster-scoped): which Services are announced, by which nodes, to which peers, and how.
//
// A Service that no Advertisement selects is not announced. Where two select the same Service for the same peer, the first by name counts and the other says so
// in a condition.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "pkg/announce/service.h"
#include "pkg/kube/object.h"
#include "pkg/kube/resources/condition.h"
#include "pkg/kube/selector.h"

namespace vigilcast::kube {

// Nothing is left that could serve: the route goes, or stays (traffic is then refused by the node, not lost on the way).
enum class WhenNoEndpoints : std::uint8_t { withdraw, keep };
// A local endpoint is terminating but still serving. drain: it counts while no other node has a ready one; serve: it counts; stop: it does not.
enum class Terminating : std::uint8_t { drain, serve, stop };

struct Advertisement {
  ObjectMeta meta;
  std::optional<LabelSelector> service_selector;  // spec.serviceSelector; absent: every Service of our class
  std::optional<LabelSelector> namespace_selector;  // spec.namespaceSelector
  std::vector<std::string> pools;  // spec.pools: names; empty: any
  std::vector<LabelSelector> node_selectors;  // spec.nodeSelectors: any of them; empty: every node
  std::vector<std::string> peers;  // spec.peers: names of BGPPeers; empty: all
  announce::Profile up;  // spec.attributes: med, localPreference, communities, largeCommunities, extendedCommunities, asPathPrepend
  std::optional<announce::Profile> down;  // spec.whenDown.attributes: de-prefer instead of withdrawing
  std::optional<unsigned> aggregation_v4,
      aggregation_v6;  // spec.aggregation.{ipv4, ipv6}: prefix length; Services with policy Local are host routes all the same
  WhenNoEndpoints when_no_endpoints = WhenNoEndpoints::withdraw;
  Terminating terminating = Terminating::drain;
  std::vector<std::string> checks;  // spec.checks: names of HealthChecks that must hold as well
  Conditions conditions;  // status.conditions, as last written

  friend bool operator==(const Advertisement&, const Advertisement&) = default;
};

json::Value encode_spec(const Advertisement& advertisement);  // what decode() reads

}  // namespace vigilcast::kube
