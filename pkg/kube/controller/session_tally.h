// How many nodes hold the session of each BGPPeer, from the NodeBGPStates of all of them. Pure; the controller's thread.
//
// A node counts for a peer while its NodeBGPState lists the session, the nodes that are selected and have an agent, and while it is confirmed: an agent does so
// every five minutes or so, and one that crashed leaves its object behind. A change costs what that node lists; what is told of a peer is small however many
// nodes there are.
//
// How long ago it was confirmed is measured by our own clock, from when another observedAt was seen. Only of an object that is new to us is it read off the
// calendar, and a node whose clock is wrong is put right by its next word. While nothing is heard from the API server that time stands still.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "pkg/base/time.h"
#include "pkg/kube/resources/node_sessions.h"

namespace vigilcast::kube {

class SessionTally {
 public:
  struct Tally {
    std::uint32_t nodes = 0;  // that should hold the session
    std::uint32_t established = 0;  // that do
    std::string down_node, cause;  // the first by name of those that do not, and why; empty: not known
    std::uint32_t silent = 0;  // that do not count, for their agents are silent
    std::string silent_node;  // the first of them
    friend bool operator==(const Tally&, const Tally&) = default;

    [[nodiscard]] bool all() const { return nodes > 0 && established == nodes; }
    [[nodiscard]] std::string_view reason() const;  // of the condition Established
    [[nodiscard]] std::string text() const;  // "2 of 3 nodes hold the session; node-2: connection refused"
  };

  static constexpr Duration kSilence = std::chrono::minutes(7);  // without a word of its agent a node counts no more; more than one that comes late

  void upsert(const NodeSessions& node, WallTime wall, Instant now);
  void remove(const std::string& node);
  void follow(bool current, Instant now);  // whether the watch of these objects is
  void on_time(Instant now);  // nodes that are silent for too long count no more
  [[nodiscard]] std::optional<Instant> next_deadline() const { return away_since_ ? std::nullopt : due_; }
  [[nodiscard]] Tally of(const std::string& peer) const;

  // How long what was written of a peer stands at least. A write reaches every node that watches BGPPeers, so it grows with them: some hundred deliveries a
  // second at most.
  static Duration pace(const Tally& tally) { return std::chrono::seconds(5) + tally.nodes * std::chrono::milliseconds(10); }

 private:
  struct Node {
    std::vector<NodeSession> sessions;
    Timestamp observed_at;
    Instant heard;  // when this was confirmed
    bool silent = false;
  };
  struct Peer {
    std::uint32_t established = 0;
    std::map<std::string, std::string, std::less<>> down;  // why, by node
    std::set<std::string, std::less<>> silent;
  };

  void add(const std::string& name, const Node& node);
  void take_away(const std::string& name, const Node& node);

  std::map<std::string, Node, std::less<>> nodes_;
  std::map<std::string, Peer, std::less<>> peers_;  // those that a node lists
  std::optional<Instant> due_;  // before that none is silent for too long
  std::optional<Instant> away_since_;
};

}  // namespace vigilcast::kube
