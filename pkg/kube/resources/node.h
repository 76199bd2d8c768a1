// core/v1 Node: the gates of the node on which the agent runs, and its labels.
#pragma once

#include <string>
#include <vector>

#include "pkg/base/ip.h"
#include "pkg/kube/object.h"

namespace vigilcast::kube {

struct Taint {
  std::string key, value, effect;
  friend bool operator==(const Taint&, const Taint&) = default;
};

struct Node {
  ObjectMeta meta;                   // labels are whole: gates such as node.kubernetes.io/exclude-from-external-load-balancers are among them
  std::vector<Taint> taints;
  std::vector<IpAddress> addresses;  // status.addresses of type InternalIP, in order
  bool network_unavailable = false;  // condition NetworkUnavailable is True
  bool ready = false;                // condition Ready is True; shown, never a gate
  friend bool operator==(const Node&, const Node&) = default;
};

}  // namespace vigilcast::kube
