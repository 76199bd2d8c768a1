#include "pkg/app/static_routes.h"

#include <algorithm>
#include <tuple>

namespace vigilcast::app {
namespace {

bool same(const bgp::Route& a, const bgp::Route& b) {
  return a.next_hop == b.next_hop && (a.attributes == b.attributes || *a.attributes == *b.attributes) && a.owner == b.owner;
}

bgp::RouteChange change(const model::StaticRoute& route, bool announce) {
  if (announce) return bgp::Announce{route.route};
  return bgp::Withdraw{route.route.nlri, route.route.owner};
}

bool before(const model::StaticRoute& a, const model::StaticRoute& b) { return std::tie(a.peer, a.route.nlri) < std::tie(b.peer, b.route.nlri); }

// In order, and of those for one destination the last.
std::vector<model::StaticRoute> sorted(const std::vector<model::StaticRoute>& routes) {
  std::vector<const model::StaticRoute*> order;
  order.reserve(routes.size());
  for (const model::StaticRoute& route : routes) order.push_back(&route);
  const auto less = [](const model::StaticRoute* a, const model::StaticRoute* b) { return before(*a, *b); };
  if (!std::ranges::is_sorted(order, less)) std::ranges::stable_sort(order, less);
  std::vector<model::StaticRoute> out;
  out.reserve(order.size());
  for (const model::StaticRoute* route : order) {
    if (out.empty() || before(out.back(), *route)) {
      out.push_back(*route);
    } else {
      out.back() = *route;
    }
  }
  return out;
}

// Whether a neighbour is among those named; asked for many routes of one neighbour in a row.
class Among {
 public:
  explicit Among(const std::vector<std::string>& names) : names_(names) {}
  bool operator()(const std::string& name) {
    if (last_ == nullptr || *last_ != name) is_ = std::ranges::find(names_, name) != names_.end();
    last_ = &name;
    return is_;
  }

 private:
  const std::vector<std::string>& names_;
  const std::string* last_ = nullptr;
  bool is_ = false;
};

}  // namespace

bool StaticRoutes::announced(const model::StaticRoute& route) const {
  const auto order = route.watchdog.empty() ? watchdogs_.end() : watchdogs_.find(route.watchdog);
  if (order == watchdogs_.end() || order->second == Order::as_configured) return !route.withdrawn;
  return order->second == Order::announce;
}

ChangesByPeer StaticRoutes::replace(const std::vector<model::StaticRoute>& routes, const std::vector<std::string>& fresh) {
  std::vector<model::StaticRoute> next = sorted(routes);
  ChangesByPeer out;
  Among is_fresh(fresh);
  std::vector<const model::StaticRoute*> gone;
  auto old = routes_.begin();
  for (const model::StaticRoute& route : next) {
    for (; old != routes_.end() && before(*old, route); ++old) gone.push_back(&*old);
    const model::StaticRoute* known = old != routes_.end() && !before(route, *old) ? &*old++ : nullptr;
    const bool was = known != nullptr && !is_fresh(route.peer) && announced(*known);
    const bool is = announced(route);
    if (is && (!was || !same(known->route, route.route))) out[route.peer].push_back(change(route, true));
    if (was && !is) out[route.peer].push_back(change(route, false));
  }
  for (; old != routes_.end(); ++old) gone.push_back(&*old);
  for (const model::StaticRoute* route : gone) {
    if (announced(*route)) out[route->peer].push_back(change(*route, false));
  }
  routes_ = std::move(next);
  return out;
}

ChangesByPeer StaticRoutes::watchdog(const std::string& name, Order order) {
  ChangesByPeer out;
  std::vector<std::pair<const model::StaticRoute*, bool>> before;
  for (const model::StaticRoute& route : routes_) {
    if (route.watchdog == name) before.emplace_back(&route, announced(route));
  }
  watchdogs_[name] = order;
  for (const auto& [route, was] : before) {
    if (announced(*route) != was) out[route->peer].push_back(change(*route, !was));
  }
  return out;
}

}  // namespace vigilcast::app
