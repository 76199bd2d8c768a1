#include "pkg/model/diff.h"

#include <algorithm>
#include <functional>
#include <map>
#include <set>

#include "pkg/model/diff_text.h"
#include "pkg/model/route_difference.h"

namespace vigilcast::model {
namespace {

template <class T>
std::map<std::string_view, const T*> by_name(const std::vector<T>& all) {
  std::map<std::string_view, const T*> out;
  for (const T& one : all) out.emplace(one.name, &one);
  return out;
}

// Things with a name and an ==: gone ones first, then new and changed ones in the order of the new configuration.
template <class T>
void compare(Part part, const std::vector<T>& before, const std::vector<T>& after, std::vector<Change>& out,
             const std::function<Change(const T&, const T&)>& changed) {
  const auto old_ones = by_name(before);
  const auto new_ones = by_name(after);
  const std::string word(part_name(part));
  for (const T& one : before) {
    if (!new_ones.contains(one.name)) out.push_back({part, ChangeKind::removed, one.name, word + " " + one.name + " is gone"});
  }
  for (const T& one : after) {
    const auto known = old_ones.find(one.name);
    if (known == old_ones.end()) {
      out.push_back({part, ChangeKind::added, one.name, word + " " + one.name + " is new"});
    } else if (!(*known->second == one)) {
      out.push_back(changed(*known->second, one));
    }
  }
}

// The lists of peers that are there, by name.
std::map<std::string_view, const RouteLists*> lists_by_peer(const Config& config) {
  const auto peers = by_name(config.peers);
  std::map<std::string_view, const RouteLists*> out;
  for (const PeerRoutes& one : config.routes) {
    if (peers.contains(one.peer)) out.emplace(one.peer, &one.lists);
  }
  return out;
}

// Nobody is left to tell when a peer goes with its routes; those of a new peer are new.
void compare_routes(const Config& before, const Config& after, std::vector<Change>& out) {
  const auto old_ones = lists_by_peer(before);
  const auto new_ones = lists_by_peer(after);
  std::set<std::string_view> peers;
  for (const bgp::PeerConfig& peer : after.peers) peers.insert(peer.name);
  for (const std::string_view peer : peers) {
    const auto old_lists = old_ones.find(peer);
    const auto new_lists = new_ones.find(peer);
    const RouteDifference got =
        difference(old_lists == old_ones.end() ? RouteLists{} : *old_lists->second, new_lists == new_ones.end() ? RouteLists{} : *new_lists->second);
    if (got.empty()) continue;
    const std::string text = "routes of peer " + std::string(peer) + ": " + std::to_string(got.added.size()) + " new, " + std::to_string(got.changed.size()) +
                             " changed, " + std::to_string(got.gone.size()) + " gone";
    out.push_back({Part::route, ChangeKind::changed, std::string(peer), text});
  }
}

void compare_router(const Config& before, const Config& after, std::vector<Change>& out) {
  const std::string text = router_changes(before.router, after.router);
  if (!text.empty()) out.push_back({Part::router, ChangeKind::changed, "", "router: " + text});
}

// What a process is told belongs to it: its attachments are compared with it.
void compare_attachments(const Config& before, const Config& after, std::vector<Change>& out) {
  const auto attached = [](const Config& config, std::string_view process) {
    std::vector<Attachment> found;
    std::ranges::copy_if(config.attachments, std::back_inserter(found), [&](const Attachment& one) { return one.process == process; });
    return found;
  };
  for (const ProcessSpec& process : after.processes) {
    const bool told = std::ranges::any_of(out, [&](const Change& change) { return change.part == Part::process && change.name == process.name; });
    if (told || attached(before, process.name) == attached(after, process.name)) continue;
    out.push_back({Part::process, ChangeKind::changed, process.name, "process " + process.name + ": what it is told of its peers changes; it keeps running"});
  }
}

void compare_endpoints(const Config& before, const Config& after, std::vector<Change>& out) {
  const std::set<Endpoint> old_ones(before.listen.begin(), before.listen.end());
  const std::set<Endpoint> new_ones(after.listen.begin(), after.listen.end());
  for (const Endpoint& one : old_ones) {
    if (!new_ones.contains(one)) out.push_back({Part::listener, ChangeKind::removed, one.to_string(), "listener " + one.to_string() + " is gone"});
  }
  for (const Endpoint& one : new_ones) {
    if (!old_ones.contains(one)) out.push_back({Part::listener, ChangeKind::added, one.to_string(), "listener " + one.to_string() + " is new"});
  }
  if (before.admin.listen == after.admin.listen) return;
  const auto shown = [](const AdminConfig& admin) { return admin.listen ? admin.listen->to_string() : "closed"; };
  out.push_back({Part::admin, ChangeKind::changed, "", "admin: listen " + shown(before.admin) + " -> " + shown(after.admin)});
}

}  // namespace

std::string_view part_name(Part part) {
  switch (part) {
    case Part::router: return "router";
    case Part::peer: return "peer";
    case Part::route: return "route";
    case Part::check: return "check";
    case Part::service: return "service";
    case Part::process: return "process";
    case Part::listener: return "listener";
    case Part::admin: break;
  }
  return "admin";
}

bool Difference::touches(Part part) const {
  return std::ranges::any_of(changes, [&](const Change& change) { return change.part == part; });
}

Difference diff(const Config& before, const Config& after) {
  Difference out;
  compare_router(before, after, out.changes);
  compare<bgp::PeerConfig>(Part::peer, before.peers, after.peers, out.changes, changed_peer);
  compare_routes(before, after, out.changes);
  compare<health::CheckSpec>(Part::check, before.checks, after.checks, out.changes, changed_check);
  compare<announce::ServiceSpec>(Part::service, before.services, after.services, out.changes, changed_service);
  compare<ProcessSpec>(Part::process, before.processes, after.processes, out.changes, changed_process);
  compare_attachments(before, after, out.changes);
  compare_endpoints(before, after, out.changes);
  return out;
}

}  // namespace vigilcast::model
