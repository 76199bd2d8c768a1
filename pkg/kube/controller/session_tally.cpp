#include "pkg/kube/controller/session_tally.h"

namespace vigilcast::kube {

std::string_view SessionTally::Tally::reason() const {
  if (nodes == 0) return "NoNodes";
  if (all()) return "AllEstablished";
  return established == 0 ? "NoneEstablished" : "SomeDown";
}

std::string SessionTally::Tally::text() const {
  if (nodes == 0) return "no node says that it should hold this session: see spec.nodeSelectors, and whether the agents run";
  std::string out = std::to_string(established) + " of " + std::to_string(nodes) + (nodes == 1 ? " node holds" : " nodes hold") + " the session";
  if (down_node.empty()) return out;
  return out + "; " + down_node + ": " + (cause.empty() ? "not up yet" : cause);
}

void SessionTally::add(const std::string& node, const NodeSession& session) {
  Peer& peer = peers_[session.peer];
  if (session.established) {
    ++peer.established;
  } else {
    peer.down[node] = session.last_down;
  }
}

void SessionTally::take_away(const std::string& node, const NodeSession& session) {
  const auto found = peers_.find(session.peer);
  if (found == peers_.end()) return;
  Peer& peer = found->second;
  if (session.established) {
    --peer.established;
  } else {
    peer.down.erase(node);
  }
  if (peer.established == 0 && peer.down.empty()) peers_.erase(found);
}

// A session that is listed twice counts once: otherwise what is taken away would not be what was added.
void SessionTally::upsert(const NodeSessions& node) {
  const std::string& name = node.meta.key.name;
  remove(name);
  std::map<std::string_view, const NodeSession*> each;
  for (const NodeSession& session : node.sessions) each.emplace(session.peer, &session);
  if (each.empty()) return;
  std::vector<NodeSession>& kept = nodes_[name];
  for (const auto& [peer, session] : each) {
    kept.push_back(*session);
    add(name, *session);
  }
}

void SessionTally::remove(const std::string& node) {
  const auto known = nodes_.find(node);
  if (known == nodes_.end()) return;
  for (const NodeSession& session : known->second) take_away(node, session);
  nodes_.erase(known);
}

SessionTally::Tally SessionTally::of(const std::string& peer) const {
  Tally out;
  const auto found = peers_.find(peer);
  if (found == peers_.end()) return out;
  const Peer& its = found->second;
  out.established = its.established;
  out.nodes = its.established + static_cast<std::uint32_t>(its.down.size());
  if (!its.down.empty()) std::tie(out.down_node, out.cause) = *its.down.begin();
  return out;
}

}  // namespace vigilcast::kube
