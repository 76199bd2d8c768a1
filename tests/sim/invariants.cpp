#include "tests/sim/invariants.h"

#include <algorithm>

#include "bgp/rib/export.h"
#include "tests/sim/words.h"

namespace vigilcast::sim {
namespace invariants {

using bgp::fsm::State;

const bgp::PeerConfig* peer_towards(const Node& from, const Node& to) {
  const auto found = std::ranges::find(from.peers(), to.address(), &bgp::PeerConfig::address);
  return found == from.peers().end() ? nullptr : &*found;
}

bool all_stale(const Node& node, bgp::PeerId peer) {
  bool out = true;
  node.engine().each_in(peer, [&](const bgp::Nlri&, const bgp::InView& view) { out = out && view.stale; });
  return out;
}

// Established exactly while both agreed; and without a hold time no timer runs.
void sessions(World& world, const Node& node) {
  bool timers = false;
  for (const bgp::PeerId id : node.engine().peers()) {
    const bgp::PeerStatus status = node.engine().status(id);
    const bool up = status.state == State::established;
    if (up != status.negotiated.has_value()) world.broken(node.name() + ": " + status.config.name + " is up and not negotiated, or the other way round");
    if (!up && status.routes_sent != 0) world.broken(node.name() + ": routes count as sent to " + status.config.name + ", which is down");
    if (!up && !all_stale(node, id)) world.broken(node.name() + ": routes of " + status.config.name + " are kept though it is down");
    timers = timers || !up || status.negotiated->hold_time != 0 || status.negotiated->graceful_restart ||
             status.negotiated->route_refresh;  // what is stale has a deadline, and so have answers
  }
  const auto next = node.engine().next_deadline();
  if (next && *next < world.now()) world.broken(node.name() + ": a deadline has passed and nobody served it");
  if (next && !timers && *next - world.now() < std::chrono::minutes(7)) world.broken(node.name() + ": a timer runs though no session has a hold time");
}

// The longest that a check may take to be down after its target went bad for good.
Duration detection_bound(const health::CheckSpec& check) {
  return check.interval + check.fall * (std::max(check.fast, check.timeout) + check.timeout) + std::chrono::milliseconds(100);
}

// A policy's route is announced only while its service says so: it is healthy, or what was last believed of it is kept, and that has an end.
void announcements(World& world, const Node& node) {
  if (node.health() == nullptr) return;
  std::map<std::string, bool> announced;
  for (const announce::ServiceStatus& service : node.health()->policy().status()) {
    announced[service.name] = service.profile.announce;
    if (service.reason == announce::Reason::verdict_kept && !node.health()->policy().next_deadline()) {
      world.broken(node.name() + ": service " + service.name + " is kept without an end");
    }
  }
  for (const bgp::PeerId id : node.engine().peers()) {
    node.engine().each_out(id, [&](const bgp::Nlri& nlri, const bgp::OutView& view) {
      if (view.winner == nullptr || view.winner->owner.kind != bgp::OwnerKind::policy) return;
      if (!announced[view.winner->owner.name]) world.broken(node.name() + ": " + text_of(nlri) + " is announced, its service says withdraw");
    });
  }
}

// A check never counts as up for longer after its target went bad than detection may take.
void detection(World& world, const Node& node) {
  if (node.health() == nullptr) return;
  for (const health::CheckSpec& check : node.health()->checks()) {
    const auto found = node.tapes().find(check.name);
    if (found == node.tapes().end()) continue;
    const Tape& tape = found->second;
    const bool bad = tape.standing.outcome == health::Outcome::fail || tape.standing.took > check.timeout;
    if (!bad || !tape.next.empty() || world.now() - tape.since <= detection_bound(check)) continue;
    if (node.health()->monitor().verdict(check.name) == health::Verdict::up) {
      world.broken(node.name() + ": check " + check.name + " counts as up long after its target went bad");
    }
  }
}

struct Told {
  bgp::NextHop next_hop;
  std::string attributes;
  friend bool operator==(const Told&, const Told&) = default;
};
using Table = std::map<bgp::Nlri, Told>;

Table sent(const Node& from, const bgp::PeerStatus& status) {
  Table out;
  const bgp::SelfAddresses self{status.local.address, status.config.router_id, from.other_family()};
  from.engine().each_out(status.id, [&](const bgp::Nlri& nlri, const bgp::OutView& view) {
    if (view.winner == nullptr || !view.sent) return;
    const auto next_hop = bgp::export_next_hop(view.winner->next_hop, nlri.family, self, *status.negotiated);
    if (next_hop) out[nlri] = {*next_hop, bgp::export_attributes(*view.winner->attributes, *status.negotiated).text()};
  });
  return out;
}

Table received(const Node& to, const bgp::PeerStatus& status) {
  Table out;
  to.engine().each_in(status.id, [&](const bgp::Nlri& nlri, const bgp::InView& view) { out[nlri] = {view.next_hop, view.attributes->text()}; });
  return out;
}

}  // namespace invariants

void check_invariants(World& world, const Node& node) {
  invariants::sessions(world, node);
  invariants::announcements(world, node);
  invariants::detection(world, node);
}

bool in_step(World& world, const Node& a, const Node& b) {
  for (const auto& [from, to] : {std::pair(&a, &b), std::pair(&b, &a)}) {
    const bgp::PeerConfig* config = invariants::peer_towards(*from, *to);
    if (config == nullptr) return false;
    const auto status = from->status(config->name);
    if (!status || status->state != bgp::fsm::State::established) return false;
  }
  return world.network().quiet(a.address(), b.address());
}

std::optional<std::string> difference(World& world, const Node& from, const Node& to) {
  if (!in_step(world, from, to)) return std::nullopt;
  const auto ours = from.status(invariants::peer_towards(from, to)->name);
  const auto theirs = to.status(invariants::peer_towards(to, from)->name);
  const invariants::Table sent = invariants::sent(from, *ours), received = invariants::received(to, *theirs);
  const std::string who = from.name() + " to " + to.name() + ": ";
  for (const auto& [nlri, told] : sent) {
    const auto found = received.find(nlri);
    if (found == received.end()) return who + text_of(nlri) + " was sent and has not arrived";
    if (!(found->second == told)) return who + text_of(nlri) + " was sent as" + told.attributes + " and arrived as" + found->second.attributes;
  }
  for (const auto& [nlri, told] : received) {
    if (!sent.contains(nlri)) return who + text_of(nlri) + " is held there, but was withdrawn or never sent";
  }
  return std::nullopt;
}

}  // namespace vigilcast::sim
