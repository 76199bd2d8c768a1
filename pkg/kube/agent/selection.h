// Which Advertisement announces which address of which Service from this node, and to whom.
//
// Advertisements are asked in the order of their names: for one address and one peer the first counts, the others say so in a problem.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "pkg/kube/agent/cluster.h"

namespace vigilcast::kube {

// Peer names, with kOtherPeers for all those that are not BGPPeers (of files).
using PeerNames = std::set<std::string, std::less<>>;
inline constexpr std::string_view kOtherPeers = "*";

// One address of a Service that one Advertisement wants announced. The pointers are into the Cluster.
struct Claim {
  const Service* service = nullptr;
  const Advertisement* advertisement = nullptr;
  IpAddress address;
  Prefix prefix;           // the host route, or the aggregate that covers it
  PeerNames peers;         // never empty
  bool first_advertisement = true;  // of those that announce this Service here
  bool first_address = true;        // of the Service's of this family

  [[nodiscard]] bool aggregated() const { return prefix != Prefix::host(address); }
};

struct Selection {
  // An Advertisement that selects a Service and holds an address of it, and asks nothing of this node all the same.
  struct PassedOver {
    ObjectKey service;
    std::string advertisement;
    std::string why;  // "it does not select this node (spec.nodeSelectors)"
  };

  std::vector<Claim> claims;
  std::vector<PassedOver> passed_over;
  std::vector<Problem> problems;
};

// `peers`: the BGPPeers that select this node.
Selection select_services(const Cluster& cluster, const PeerNames& peers);

}  // namespace vigilcast::kube
