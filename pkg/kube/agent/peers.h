// BGPPeers that select this node become the speaker's peers. One that cannot be used as it is written is left out with a problem.
//
// Passwords: a peer is never connected without the password that it asks for. While its Secret, or the key in it, is not there (or cannot be a password), a
// peer that was never connected is left out; one that had a password under the same reference keeps the last one known, so its session goes on and the problem
// says so. That memory is this process's: after a restart such a peer is left out until the Secret is back. Another reference starts afresh.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "pkg/kube/agent/cluster.h"

namespace vigilcast::kube {

struct KnownPassword {
  SecretKeyRef from;
  std::string password;
  friend bool operator==(const KnownPassword&, const KnownPassword&) = default;
};
using KnownPasswords = std::map<std::string, KnownPassword, std::less<>>;  // by peer

struct PeerPlan {
  std::vector<bgp::PeerConfig> peers;  // by name
  std::set<std::string, std::less<>> names;  // that select this node, also those left out
  std::vector<Problem> problems;
  KnownPasswords known;                // for the next plan
};

PeerPlan plan_peers(const Cluster& cluster, const AgentOptions& options, const std::optional<IpAddress>& router_id, const KnownPasswords& known);

// Any of them; none at all means every node.
bool selects_node(const std::vector<LabelSelector>& selectors, const Labels& node);

}  // namespace vigilcast::kube
