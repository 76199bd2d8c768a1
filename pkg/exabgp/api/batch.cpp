#include "pkg/exabgp/api/batch.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace vigilcast::exabgp {

// Two changes of one destination may meet in an order: the engine sends the first before it takes the second.
void Batch::add(Order order) {
  auto* last = orders_.empty() ? nullptr : std::get_if<RouteOrder>(&orders_.back());
  auto* routes = std::get_if<RouteOrder>(&order);
  if (last == nullptr || routes == nullptr || last->peers != routes->peers) {
    orders_.push_back(std::move(order));
  } else {
    std::ranges::move(routes->changes, std::back_inserter(last->changes));
  }
}

std::vector<Order> Batch::take_orders() { return std::exchange(orders_, {}); }
std::string Batch::take_answers() { return std::exchange(answers_, {}); }

}  // namespace vigilcast::exabgp
