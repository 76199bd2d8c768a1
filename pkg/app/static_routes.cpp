#include "pkg/app/static_routes.h"

#include <algorithm>

namespace vigilcast::app {
namespace {

using Take = std::function<void(const bgp::RouteChange&)>;

// Makes route changes of routes of lists; what neighbouring routes have in common is not copied again.
class Teller {
 public:
  explicit Teller(const Take& take) : take_(take) {}

  void announce(const bgp::Nlri& nlri, const model::RouteTerms& terms) {
    bgp::Route& route = std::get<bgp::Announce>(announce_).route;
    if (last_ != &terms) {
      route.next_hop = terms.next_hop;
      route.attributes = terms.attributes;
      last_ = &terms;
    }
    route.nlri = nlri;
    take_(announce_);
  }
  void announce(const model::RouteAt& route) { announce(route.nlri(), route.terms()); }
  void withdraw(const bgp::Nlri& nlri) { take_(bgp::Withdraw{nlri, {}}); }
  void put(const model::RouteAt& route, bool announced) { announced ? announce(route) : withdraw(route.nlri()); }

 private:
  const Take& take_;
  bgp::RouteChange announce_ = bgp::Announce{};
  const model::RouteTerms* last_ = nullptr;
};

std::map<std::string_view, const model::RouteLists*> by_peer(const std::vector<model::PeerRoutes>& routes) {
  std::map<std::string_view, const model::RouteLists*> out;
  for (const model::PeerRoutes& one : routes) out.emplace(one.peer, &one.lists);
  return out;
}

}  // namespace

bool StaticRoutes::announced(const model::RouteTerms& terms) const {
  const auto order = terms.watchdog.empty() ? watchdogs_.end() : watchdogs_.find(terms.watchdog);
  if (order == watchdogs_.end() || order->second == Order::as_configured) return !terms.withdrawn;
  return order->second == Order::announce;
}

void StaticRoutes::replace(std::vector<model::PeerRoutes> routes, const std::vector<std::string>& fresh) {
  const std::map<std::string_view, const model::RouteLists*> before = by_peer(routes_);
  const std::map<std::string_view, const model::RouteLists*> after = by_peer(routes);
  for (const model::PeerRoutes& one : routes) {
    const auto known = before.find(one.peer);
    if (known == before.end() || std::ranges::find(fresh, one.peer) != fresh.end()) {
      announce_all(one);
    } else {
      make_difference(one.peer, *known->second, one.lists);
    }
  }
  for (const model::PeerRoutes& one : routes_) {
    if (!after.contains(one.peer)) make_difference(one.peer, one.lists, {});
  }
  routes_ = std::move(routes);
  group_by_watchdog();
}

// A later route to the same destination may be one that is not announced.
void StaticRoutes::announce_all(const model::PeerRoutes& routes) {
  apply_(routes.peer, [&](const Take& take) {
    Teller tell(take);
    for (const auto& list : routes.lists) {
      std::vector<bool> good;
      for (const model::RouteTerms& terms : list->all_terms()) good.push_back(announced(terms));
      const model::RouteTerms* first = list->all_terms().data();
      list->each([&](const bgp::Nlri& nlri, const model::RouteTerms& terms) {
        good[static_cast<std::size_t>(&terms - first)] ? tell.announce(nlri, terms) : tell.withdraw(nlri);
      });
    }
  });
}

void StaticRoutes::make_difference(const std::string& peer, const model::RouteLists& before, const model::RouteLists& after) {
  const model::RouteDifference difference = model::difference(before, after);
  if (difference.empty()) return;
  apply_(peer, [&](const Take& take) {
    Teller tell(take);
    for (const model::RouteAt& route : difference.added) {
      if (announced(route.terms())) tell.announce(route);
    }
    for (const auto& [old, now] : difference.changed) {
      const bool was = announced(old.terms()), is = announced(now.terms());
      if (is ? !was || !old.terms().same_path(now.terms()) : was) tell.put(now, is);
    }
    for (const model::RouteAt& route : difference.gone) {
      if (announced(route.terms())) tell.withdraw(route.nlri());
    }
  });
}

void StaticRoutes::group_by_watchdog() {
  groups_.clear();
  const auto has_watchdog = [](const auto& list) { return std::ranges::any_of(list->all_terms(), [](const auto& terms) { return !terms.watchdog.empty(); }); };
  for (const model::PeerRoutes& one : routes_) {
    if (std::ranges::none_of(one.lists, has_watchdog)) continue;
    for (const model::RouteAt& route : model::effective_routes(one.lists)) {
      const std::string& watchdog = route.terms().watchdog;
      if (!watchdog.empty()) groups_[watchdog][one.peer].push_back(route);
    }
  }
}

void StaticRoutes::watchdog(const std::string& name, Order order) {
  const auto group = groups_.find(name);
  const auto known = watchdogs_.find(name);
  const Order before = known == watchdogs_.end() ? Order::as_configured : known->second;
  watchdogs_[name] = order;
  if (group == groups_.end() || before == order) return;
  const auto switched = [&](const model::RouteAt& route) {
    const bool was = before == Order::as_configured ? !route.terms().withdrawn : before == Order::announce;
    return announced(route.terms()) != was;
  };
  for (const auto& [peer, routes] : group->second) {
    if (std::ranges::none_of(routes, switched)) continue;
    apply_(peer, [&](const Take& take) {
      Teller tell(take);
      for (const model::RouteAt& route : routes) {
        if (switched(route)) tell.put(route, announced(route.terms()));
      }
    });
  }
}

}  // namespace vigilcast::app
