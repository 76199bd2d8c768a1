// How many nodes hold the session of each BGPPeer, from the NodeBGPStates of all of them. Pure; the controller's thread.
//
// A node counts for a peer while its NodeBGPState lists the session: the nodes that are selected and have an agent. A change costs what that node lists; what
// is told of a peer is small however many nodes there are.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "pkg/base/time.h"
#include "pkg/kube/resources/node_sessions.h"

namespace vigilcast::kube {

class SessionTally {
 public:
  struct Tally {
    std::uint32_t nodes = 0;        // that should hold the session
    std::uint32_t established = 0;  // that do
    std::string down_node, cause;   // the first by name of those that do not, and why; empty: not known
    friend bool operator==(const Tally&, const Tally&) = default;

    [[nodiscard]] bool all() const { return nodes > 0 && established == nodes; }
    [[nodiscard]] std::string_view reason() const;  // of the condition Established
    [[nodiscard]] std::string text() const;         // "2 of 3 nodes hold the session; node-2: connection refused"
  };

  void upsert(const NodeSessions& node);
  void remove(const std::string& node);
  [[nodiscard]] Tally of(const std::string& peer) const;

  // How long what was written of a peer stands at least. A write reaches every node that watches BGPPeers, so it grows with them: some hundred deliveries a
  // second at most.
  static Duration pace(const Tally& tally) { return std::chrono::seconds(5) + tally.nodes * std::chrono::milliseconds(10); }

 private:
  struct Peer {
    std::uint32_t established = 0;
    std::map<std::string, std::string, std::less<>> down;  // why, by node
  };

  void add(const std::string& node, const NodeSession& session);
  void take_away(const std::string& node, const NodeSession& session);

  std::map<std::string, std::vector<NodeSession>, std::less<>> nodes_;
  std::map<std::string, Peer, std::less<>> peers_;  // those that a node lists
};

}  // namespace vigilcast::kube
