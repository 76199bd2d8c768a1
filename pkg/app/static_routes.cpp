#include "pkg/app/static_routes.h"

#include <algorithm>

namespace vigilcast::app {
namespace {

bool same(const bgp::Route& a, const bgp::Route& b) {
  return a.next_hop == b.next_hop && (a.attributes == b.attributes || *a.attributes == *b.attributes) && a.owner == b.owner;
}

bgp::RouteChange change(const model::StaticRoute& route, bool announce) {
  if (announce) return bgp::Announce{route.route};
  return bgp::Withdraw{route.route.nlri, route.route.owner};
}

}  // namespace

bool StaticRoutes::announced(const model::StaticRoute& route) const {
  const auto order = route.watchdog.empty() ? watchdogs_.end() : watchdogs_.find(route.watchdog);
  if (order == watchdogs_.end() || order->second == Order::as_configured) return !route.withdrawn;
  return order->second == Order::announce;
}

ChangesByPeer StaticRoutes::replace(const std::vector<model::StaticRoute>& routes, const std::vector<std::string>& fresh) {
  std::map<Key, model::StaticRoute> next;
  for (const model::StaticRoute& route : routes) next.insert_or_assign(Key{route.peer, route.route.nlri}, route);
  ChangesByPeer out;
  for (const auto& [key, route] : next) {
    const auto before = routes_.find(key);
    const bool is_fresh = std::ranges::find(fresh, key.peer) != fresh.end();
    const bool was = !is_fresh && before != routes_.end() && announced(before->second);
    const bool is = announced(route);
    if (is && (!was || !same(before->second.route, route.route))) out[key.peer].push_back(change(route, true));
    if (was && !is) out[key.peer].push_back(change(route, false));
  }
  for (const auto& [key, route] : routes_) {
    if (!next.contains(key) && announced(route)) out[key.peer].push_back(change(route, false));
  }
  routes_ = std::move(next);
  return out;
}

ChangesByPeer StaticRoutes::watchdog(const std::string& name, Order order) {
  ChangesByPeer out;
  std::vector<std::pair<const Key*, bool>> before;
  for (const auto& [key, route] : routes_) {
    if (route.watchdog == name) before.emplace_back(&key, announced(route));
  }
  watchdogs_[name] = order;
  for (const auto& [key, was] : before) {
    const model::StaticRoute& route = routes_.at(*key);
    if (announced(route) != was) out[key->peer].push_back(change(route, !was));
  }
  return out;
}

}  // namespace vigilcast::app
