// The routes that files give to neighbours, and the watchdogs that switch groups of them. Turns a new configuration, or a watchdog's word, into the
// route changes that make the difference. Pure; thread: the core loop.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "bgp/engine/engine.h"
#include "pkg/model/config.h"

namespace vigilcast::app {

using ChangesByPeer = std::map<std::string, std::vector<bgp::RouteChange>>;  // by PeerConfig::name

class StaticRoutes {
 public:
  // Announce what is new or changed, then withdraw what is gone; nothing for the rest. A neighbour in `fresh` gets all of its routes.
  ChangesByPeer replace(const std::vector<model::StaticRoute>& routes, const std::vector<std::string>& fresh);

  enum class Order : std::uint8_t { announce, withdraw, as_configured };
  ChangesByPeer watchdog(const std::string& name, Order order);

 private:
  [[nodiscard]] bool announced(const model::StaticRoute& route) const;

  std::vector<model::StaticRoute> routes_;  // by peer and destination, each once
  std::map<std::string, Order> watchdogs_;
};

}  // namespace vigilcast::app
