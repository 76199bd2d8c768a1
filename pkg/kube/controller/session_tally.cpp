#include "pkg/kube/controller/session_tally.h"

#include <algorithm>
#include <utility>

namespace vigilcast::kube {
namespace {

// "; n3 and 2 more are not counted: …"
std::string not_counted(const SessionTally::Tally& tally) {
  const bool one = tally.silent == 1;
  return "; " + tally.silent_node + (one ? " is" : " and " + std::to_string(tally.silent - 1) + " more are") + " not counted: no word of the agent" +
         (one ? "" : "s") + " there for seven minutes";
}

// Nothing where the text or the clock there is wrong: it counts from now on.
Duration age_of(const Timestamp& observed_at, WallTime wall) { return std::max<Duration>(wall - time_of(observed_at).value_or(wall), Duration::zero()); }

}  // namespace

std::string_view SessionTally::Tally::reason() const {
  if (nodes == 0) return "NoNodes";
  if (all()) return "AllEstablished";
  return established == 0 ? "NoneEstablished" : "SomeDown";
}

std::string SessionTally::Tally::text() const {
  std::string out;
  if (nodes == 0) {
    out = "no node says that it should hold this session: see spec.nodeSelectors, and whether the agents run";
  } else {
    out = std::to_string(established) + " of " + std::to_string(nodes) + (nodes == 1 ? " node holds" : " nodes hold") + " the session";
  }
  if (!down_node.empty()) out += "; " + down_node + ": " + (cause.empty() ? "not up yet" : cause);
  return silent == 0 ? out : out + not_counted(*this);
}

void SessionTally::add(const std::string& name, const Node& node) {
  for (const NodeSession& session : node.sessions) {
    Peer& peer = peers_[session.peer];
    if (node.silent) {
      peer.silent.insert(name);
    } else if (session.established) {
      ++peer.established;
    } else {
      peer.down[name] = session.last_down;
    }
  }
}

void SessionTally::take_away(const std::string& name, const Node& node) {
  for (const NodeSession& session : node.sessions) {
    const auto found = peers_.find(session.peer);
    if (found == peers_.end()) continue;
    Peer& peer = found->second;
    if (node.silent) {
      peer.silent.erase(name);
    } else if (session.established) {
      --peer.established;
    } else {
      peer.down.erase(name);
    }
    if (peer.established == 0 && peer.down.empty() && peer.silent.empty()) peers_.erase(found);
  }
}

// A session that is listed twice counts once: otherwise what is taken away would not be what was added.
void SessionTally::upsert(const NodeSessions& node, WallTime wall, Instant now) {
  const std::string& name = node.meta.key.name;
  Node next{.sessions = {}, .observed_at = node.observed_at, .heard = now};
  if (const auto known = nodes_.find(name); known == nodes_.end()) {
    next.heard = now - age_of(node.observed_at, wall);
    next.silent = now - next.heard >= kSilence;
  } else if (known->second.observed_at == node.observed_at) {
    next.heard = known->second.heard;
    next.silent = known->second.silent;
  }
  std::map<std::string_view, const NodeSession*> each;
  for (const NodeSession& session : node.sessions) each.emplace(session.peer, &session);
  for (const auto& [peer, session] : each) next.sessions.push_back(*session);
  remove(name);
  add(name, next);
  if (!next.silent) due_ = earlier(due_, next.heard + kSilence);
  nodes_.emplace(name, std::move(next));
}

void SessionTally::remove(const std::string& node) {
  const auto known = nodes_.find(node);
  if (known == nodes_.end()) return;
  take_away(node, known->second);
  nodes_.erase(known);
}

// What was not heard meanwhile is not held against anybody.
void SessionTally::follow(bool current, Instant now) {
  if (!current) {
    away_since_ = away_since_.value_or(now);
    return;
  }
  if (!away_since_) return;
  const Duration away = now - *std::exchange(away_since_, std::nullopt);
  for (auto& [name, node] : nodes_) node.heard = std::min(now, node.heard + away);
}

void SessionTally::on_time(Instant now) {
  if (away_since_ || !due_ || now < *due_) return;
  due_.reset();
  for (auto& [name, node] : nodes_) {
    if (node.silent) continue;
    if (now - node.heard < kSilence) {
      due_ = earlier(due_, node.heard + kSilence);
      continue;
    }
    take_away(name, node);
    node.silent = true;
    add(name, node);
  }
}

SessionTally::Tally SessionTally::of(const std::string& peer) const {
  Tally out;
  const auto found = peers_.find(peer);
  if (found == peers_.end()) return out;
  const Peer& its = found->second;
  out.established = its.established;
  out.nodes = its.established + static_cast<std::uint32_t>(its.down.size());
  if (!its.down.empty()) std::tie(out.down_node, out.cause) = *its.down.begin();
  out.silent = static_cast<std::uint32_t>(its.silent.size());
  if (!its.silent.empty()) out.silent_node = *its.silent.begin();
  return out;
}

}  // namespace vigilcast::kube
