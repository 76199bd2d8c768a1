// The part of the cluster that concerns one node, as far as the watches have told it. A value; apply() keeps it up to date.
//
// Bounded: Services of our class alone, this Node alone, Secrets of the release's namespace with values cut to what a password may be, endpoints as Slices has
// them. Versions of objects are dropped, so that an object is equal to itself after a change that nobody here looks at.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "pkg/kube/agent/options.h"
#include "pkg/kube/agent/slices.h"
#include "pkg/kube/agent/wanted.h"
#include "pkg/kube/change.h"

namespace vigilcast::kube {

inline constexpr std::size_t kLongestPassword = 80;  // bytes: TCP_MD5SIG_MAXKEYLEN

struct Cluster {
  template <class Kind>
  using ByName = std::map<std::string, Kind, std::less<>>;

  std::map<ObjectKey, Service> services;
  Slices slices;
  std::optional<Node> node;  // the last one seen: its labels still say which peers are meant
  bool node_gone = true;     // the API server has none
  ByName<Labels> namespaces;
  ByName<Secret> secrets;
  ByName<BgpPeer> peers;
  ByName<AddressPool> pools;
  ByName<Advertisement> advertisements;
  ByName<HealthCheck> checks;
  std::map<std::pair<std::string, ObjectKey>, Problem> refused;  // by kind; an earlier good version stays in use
  std::set<std::string, std::less<>> synced;                     // kinds

  // The kinds without whose first list nothing can be said, and which have not had it. Some are needed only when an object refers to them.
  [[nodiscard]] std::vector<std::string> waiting_for() const;
  [[nodiscard]] const Node* present_node() const { return node && !node_gone ? &*node : nullptr; }
  [[nodiscard]] const Labels& node_labels() const;
  [[nodiscard]] Labels namespace_labels(const std::string& name) const;
};

struct Touched {
  bool structure = false;            // anything but the following
  bool gates = false;                // of the node
  std::vector<ObjectKey> endpoints;  // Services whose endpoints are not what they were; also such as are not ours
};

Touched apply(Cluster& cluster, ClusterChange change, const AgentOptions& options);

}  // namespace vigilcast::kube
