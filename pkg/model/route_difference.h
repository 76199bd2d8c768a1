// What a reload does to the routes that files give to one neighbour. Destinations count once, the last route for one is the one that counts.
// Linear in the number of routes, with about 60 bytes each while it runs; lists that are equal are only compared.
#pragma once

#include <vector>

#include "pkg/model/route_list.h"

namespace vigilcast::model {

// A route of a list, which must outlive this.
struct RouteAt {
  const RouteList* list = nullptr;
  RouteList::Position position = 0;

  [[nodiscard]] const RouteTerms& terms() const { return list->terms(list->at(position).terms); }
  [[nodiscard]] bgp::Nlri nlri() const;
};

struct RoutePair {
  RouteAt before, after;
};

struct RouteDifference {
  std::vector<RouteAt> added;
  std::vector<RoutePair> changed;
  std::vector<RouteAt> gone;  // in the lists before

  [[nodiscard]] bool empty() const { return added.empty() && changed.empty() && gone.empty(); }
};

RouteDifference difference(const RouteLists& before, const RouteLists& after);

// Lists of `next` that are equal to one of the same peer in `present` become that one: to compare them again costs nothing.
void take_over(const std::vector<PeerRoutes>& present, std::vector<PeerRoutes>& next);

// The routes that count, in the order of their destinations' first appearance.
std::vector<RouteAt> effective_routes(const RouteLists& lists);

}  // namespace vigilcast::model
