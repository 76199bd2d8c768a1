// vigilcast.dev/v1alpha1 NodeBGPState (cluster-scoped, named like its Node): what the agent of one node does and sees, for people and for the controller.
// The agent writes it (status only), rate-limited; the field table in node_bgp_state.cpp is the one description, as for the other kinds.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "pkg/base/ip.h"
#include "pkg/kube/object.h"
#include "pkg/kube/resources/condition.h"

namespace vigilcast::kube {

struct SessionState {
  std::string peer;                            // name of the BGPPeer, or of the neighbor in a file
  std::optional<IpAddress> address = {};       // absent: the router of `interface`
  std::string interface = {};                  // that the session is bound to
  std::uint32_t asn = 0;                       // the router's
  std::string state;                           // of RFC 4271: "Established", "Idle", …
  Timestamp since;                             // when it came into this state; empty: not known
  std::uint32_t advertised = 0, received = 0;  // prefixes, now
  std::string last_down;                       // why the session last ended, or was not built; empty: it never did
  friend bool operator==(const SessionState&, const SessionState&) = default;
};

struct PrefixState {
  Prefix prefix;
  std::vector<std::string> services;  // "default/web"
  std::string state;                  // of the service on this node: "up", "down", …; "refused"
  bool announced = false;
  std::vector<std::string> peers;     // to whom it is announced
  std::string reason;                 // one word: the decision's reason
  std::string message;                // a sentence: what it means, and what to do
  Timestamp since;                    // when `announced`, `state` or `reason` last changed; empty: not known
  friend bool operator==(const PrefixState&, const PrefixState&) = default;
};

struct NodeBgpState {
  ObjectMeta meta;
  std::string node;
  Timestamp observed_at;  // when the agent last wrote: every six minutes or more often
  std::vector<SessionState> sessions;
  std::vector<PrefixState> prefixes;
  Conditions conditions;
  friend bool operator==(const NodeBgpState&, const NodeBgpState&) = default;
};

// The object for server-side apply of the status: apiVersion, kind, metadata.name and status.
json::Value encode_status(const NodeBgpState& state);
// The object itself, to be applied before its first status: owned by the Node, so that it goes with it.
json::Value encode_object(const NodeBgpState& state, std::string_view node_uid);

}  // namespace vigilcast::kube
