#include "pkg/model/route_difference.h"

#include <algorithm>
#include <map>
#include <memory>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "bgp/rib/destination_table.h"

namespace vigilcast::model {
namespace {

using bgp::DestinationId;
using bgp::DestinationTable;

// The last route of each destination; nothing for those that only the other lists have.
std::vector<RouteAt> last_routes(const RouteLists& lists, DestinationTable& destinations) {
  std::vector<RouteAt> out;
  bgp::Nlri nlri;
  for (const auto& list : lists) {
    for (RouteList::Position position = list->begin(); position != list->end();) {
      const RouteList::Entry entry = list->at(position);
      set_destination(nlri, list->terms(entry.terms), entry.destination);
      const DestinationId id = destinations.hold(nlri).value();  // no file is large enough to fill a table
      if (id >= out.size()) out.resize(id + 1);
      out[id] = {list.get(), position};
      position = entry.next;
    }
  }
  return out;
}

bool same_lists(const RouteLists& before, const RouteLists& after) {
  return std::ranges::equal(before, after, [](const auto& a, const auto& b) { return a == b || *a == *b; });
}

}  // namespace

bgp::Nlri RouteAt::nlri() const {
  bgp::Nlri out;
  const RouteList::Entry entry = list->at(position);
  set_destination(out, list->terms(entry.terms), entry.destination);
  return out;
}

RouteDifference difference(const RouteLists& before, const RouteLists& after) {
  RouteDifference out;
  if (same_lists(before, after)) return out;
  DestinationTable destinations;
  std::vector<RouteAt> old_ones = last_routes(before, destinations);
  std::vector<RouteAt> new_ones = last_routes(after, destinations);
  old_ones.resize(destinations.size());
  new_ones.resize(destinations.size());
  for (DestinationId id = 0; id < destinations.size(); ++id) {
    if (old_ones[id].list == nullptr) {
      out.added.push_back(new_ones[id]);
    } else if (new_ones[id].list == nullptr) {
      out.gone.push_back(old_ones[id]);
    } else if (old_ones[id].terms() != new_ones[id].terms()) {
      out.changed.push_back({old_ones[id], new_ones[id]});
    }
  }
  return out;
}

void take_over(const std::vector<PeerRoutes>& present, std::vector<PeerRoutes>& next) {
  std::unordered_map<std::string_view, const RouteLists*> known;
  for (const PeerRoutes& one : present) known.emplace(one.peer, &one.lists);
  std::map<std::pair<const RouteList*, const RouteList*>, bool> same;  // lists that many neighbours share are compared once
  const auto equal = [&](const RouteList& a, const RouteList& b) {
    const auto [entry, fresh] = same.try_emplace({&a, &b});
    if (fresh) entry->second = a == b;
    return entry->second;
  };
  std::vector<std::shared_ptr<const RouteList>> replaced;  // alive, so that no address is two lists
  for (PeerRoutes& one : next) {
    const auto before = known.find(one.peer);
    if (before == known.end()) continue;
    const RouteLists& lists = *before->second;
    for (std::size_t i = 0; i < std::min(lists.size(), one.lists.size()); ++i) {
      if (equal(*lists[i], *one.lists[i])) replaced.push_back(std::exchange(one.lists[i], lists[i]));
    }
  }
}

std::vector<RouteAt> effective_routes(const RouteLists& lists) {
  DestinationTable destinations;
  return last_routes(lists, destinations);
}

}  // namespace vigilcast::model
