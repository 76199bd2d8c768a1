// The routes that files give to neighbours, and the watchdogs that switch groups of them. Turns a new configuration, or a watchdog's word, into the
// route changes that make the difference. Pure; thread: the core loop.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "bgp/engine/engine.h"
#include "pkg/model/config.h"
#include "pkg/model/route_difference.h"

namespace vigilcast::app {

class StaticRoutes {
 public:
  // Carries out what changes for a neighbour (PeerConfig::name); at once, the changes are not good for longer.
  using Apply = std::function<void(const std::string& peer, const bgp::RouteFeed& changes)>;
  explicit StaticRoutes(Apply apply) : apply_(std::move(apply)) {}

  // Announce what is new or changed, then withdraw what is gone; nothing for the rest. A neighbour in `fresh` gets all of its routes.
  void replace(std::vector<model::PeerRoutes> routes, const std::vector<std::string>& fresh);

  enum class Order : std::uint8_t { announce, withdraw, as_configured };
  void watchdog(const std::string& name, Order order);

 private:
  [[nodiscard]] bool announced(const model::RouteTerms& terms) const;
  void announce_all(const model::PeerRoutes& routes);
  void make_difference(const std::string& peer, const model::RouteLists& before, const model::RouteLists& after);
  void group_by_watchdog();

  Apply apply_;
  std::vector<model::PeerRoutes> routes_;
  std::map<std::string, Order> watchdogs_;
  std::map<std::string, std::map<std::string, std::vector<model::RouteAt>>> groups_;  // by watchdog and neighbour
};

}  // namespace vigilcast::app
