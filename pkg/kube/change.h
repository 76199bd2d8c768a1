// What a watch tells: objects that came or changed, objects that went. A store that applies every change holds what the server held.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "pkg/base/time.h"
#include "pkg/kube/resources/address_pool.h"
#include "pkg/kube/resources/advertisement.h"
#include "pkg/kube/resources/bgp_peer.h"
#include "pkg/kube/resources/endpoint_slice.h"
#include "pkg/kube/resources/health_check.h"
#include "pkg/kube/resources/lease.h"
#include "pkg/kube/resources/name_space.h"
#include "pkg/kube/resources/node.h"
#include "pkg/kube/resources/node_sessions.h"
#include "pkg/kube/resources/secret.h"
#include "pkg/kube/resources/service.h"

namespace vigilcast::kube {

// `synced`: with this change the first complete list is in; an empty store before that means nothing.
// `refused`: objects that cannot be understood, with why; each harms only itself and is not among `upserted`.
template <class Kind>
struct Change {
  struct Refused {
    ObjectMeta meta;
    std::string why;
  };
  std::vector<Kind> upserted;
  std::vector<ObjectKey> removed;
  std::vector<Refused> refused;
  bool synced = false;
};

using ClusterChange = std::variant<Change<Service>, Change<EndpointSlice>, Change<Node>, Change<Namespace>, Change<Secret>, Change<BgpPeer>,
                                   Change<AddressPool>, Change<Advertisement>, Change<HealthCheck>, Change<NodeSessions>>;

// How fresh what we know of one kind is. A watch is current while it is connected and was synced.
struct WatchState {
  std::string kind;       // "Service"
  bool current = false;
  std::string problem;    // why not: "connection refused: https://10.96.0.1:443"
  Instant since;
};

}  // namespace vigilcast::kube
