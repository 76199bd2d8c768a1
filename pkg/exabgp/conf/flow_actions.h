// What a FlowSpec route does with the packets it matches: the keywords of `then` and `scope`, each with the extended community that says it on the wire.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bgp/wire/attr/extended_communities.h"
#include "bgp/wire/attr/ipv6_extended_communities.h"
#include "bgp/wire/text_cursor.h"
#include "pkg/base/result.h"
#include "pkg/exabgp/conf/route_draft.h"

namespace vigilcast::exabgp::conf {

struct FlowActions {
  bgp::ExtendedCommunities communities;
  bool as_written = false;  // in this order: as old versions send them
  bgp::Ipv6ExtendedCommunities ipv6_communities;
  std::optional<bgp::RouteNextHop> next_hop;  // redirect and copy to an address put it here
  std::string warning;                        // about the last value, for people

  void add(bgp::ExtendedCommunity community) { as_written ? communities.values.push_back(community) : communities.add(community); }
};

struct FlowAction {
  std::string_view name;
  Result<void> (*read)(FlowActions& actions, bgp::TextCursor& words);
  std::string_view value;  // empty: the keyword stands alone
};

const FlowAction* find_flow_action(std::string_view keyword);
std::vector<std::string_view> flow_action_keywords();

}  // namespace vigilcast::exabgp::conf
