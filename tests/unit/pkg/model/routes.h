// Routes of files, for tests of what compares them.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "pkg/model/route_list.h"

namespace vigilcast::model {

struct WrittenRoute {
  std::string peer;
  bgp::Nlri nlri;
  RouteTerms terms;
};

// A list for each peer, in the order in which they come up.
inline std::vector<PeerRoutes> packed(const std::vector<WrittenRoute>& routes) {
  std::vector<std::string> order;
  std::map<std::string, std::shared_ptr<RouteList>> lists;
  for (const WrittenRoute& route : routes) {
    auto& list = lists[route.peer];
    if (!list) {
      list = std::make_shared<RouteList>();
      order.push_back(route.peer);
    }
    list->add(route.nlri, route.terms);
  }
  std::vector<PeerRoutes> out;
  for (const std::string& peer : order) out.push_back({peer, {lists[peer]}});
  return out;
}

}  // namespace vigilcast::model
