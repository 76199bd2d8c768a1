#include "pkg/model/diff.h"

#include <algorithm>
#include <functional>
#include <map>
#include <set>

#include "pkg/model/diff_text.h"

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

bool same(const StaticRoute& a, const StaticRoute& b) {
  const bool same_attributes = a.route.attributes == b.route.attributes || *a.route.attributes == *b.route.attributes;
  return same_attributes && a.route.next_hop == b.route.next_hop && a.route.owner == b.route.owner && a.watchdog == b.watchdog && a.withdrawn == b.withdrawn;
}

struct RouteKey {
  std::string_view peer;
  const bgp::Nlri* nlri;
  friend bool operator<(const RouteKey& a, const RouteKey& b) { return a.peer != b.peer ? a.peer < b.peer : *a.nlri < *b.nlri; }
};

// Of two routes to one destination the later one counts.
std::map<RouteKey, const StaticRoute*> by_destination(const std::vector<StaticRoute>& routes) {
  std::map<RouteKey, const StaticRoute*> out;
  for (const StaticRoute& route : routes) out.insert_or_assign(RouteKey{route.peer, &route.route.nlri}, &route);
  return out;
}

struct RouteCount {
  std::size_t added = 0, changed = 0, gone = 0;
};

void compare_routes(const Config& before, const Config& after, Difference& out) {
  const auto old_ones = by_destination(before.routes);
  const auto new_ones = by_destination(after.routes);
  const auto old_peers = by_name(before.peers);
  const auto new_peers = by_name(after.peers);
  std::map<std::string_view, RouteCount> counts;
  for (const auto& [key, route] : old_ones) {
    if (!new_peers.contains(key.peer) || new_ones.contains(key)) continue;
    out.routes_gone.push_back(*route);
    ++counts[key.peer].gone;
  }
  for (const auto& [key, route] : new_ones) {
    const auto known = old_ones.find(key);
    const bool fresh = known == old_ones.end() || !old_peers.contains(key.peer);
    if (!fresh && same(*known->second, *route)) continue;
    out.routes_set.push_back(*route);
    ++(fresh ? counts[key.peer].added : counts[key.peer].changed);
  }
  for (const auto& [peer, count] : counts) {
    const std::string text = "routes of peer " + std::string(peer) + ": " + std::to_string(count.added) + " new, " + std::to_string(count.changed) +
                             " changed, " + std::to_string(count.gone) + " gone";
    out.changes.push_back({Part::route, ChangeKind::changed, std::string(peer), text});
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
  compare_routes(before, after, out);
  compare<health::CheckSpec>(Part::check, before.checks, after.checks, out.changes, changed_check);
  compare<announce::ServiceSpec>(Part::service, before.services, after.services, out.changes, changed_service);
  compare<ProcessSpec>(Part::process, before.processes, after.processes, out.changes, changed_process);
  compare_attachments(before, after, out.changes);
  compare_endpoints(before, after, out.changes);
  return out;
}

}  // namespace vigilcast::model
