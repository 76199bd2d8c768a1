#include <algorithm>

#include "bgp/fsm/session.h"

namespace vigilcast::bgp::fsm {
namespace {

std::vector<Family> sorted(std::vector<Family> families) {
  std::ranges::sort(families);
  const auto repeated = std::ranges::unique(families);
  families.erase(repeated.begin(), repeated.end());
  return families;
}

bool has_mode(const Capabilities& capabilities, Family family, AddPathMode mode) {
  return std::ranges::any_of(capabilities.add_path, [&](const AddPathFamily& offered) {
    return offered.family == family && (static_cast<unsigned>(offered.mode) & static_cast<unsigned>(mode)) != 0;
  });
}

bool has_ipv6_next_hop(const Capabilities& capabilities, Family family) {
  return std::ranges::any_of(capabilities.extended_next_hop, [&](const ExtendedNextHop& offered) { return offered == ExtendedNextHop{family, Afi::ipv6}; });
}

}  // namespace

std::vector<Family> offered_families(const Capabilities& capabilities) {
  if (capabilities.families.empty()) return {kIpv4Unicast};
  return sorted(capabilities.families);
}

Negotiated negotiate(const Open& ours, const Open& theirs) {
  const Capabilities& us = ours.capabilities;
  const Capabilities& them = theirs.capabilities;
  Negotiated out;
  out.local_as = ours.as();
  out.peer_as = theirs.as();
  out.local_id = ours.identifier;
  out.peer_id = theirs.identifier;
  out.hold_time = std::min(ours.hold_time, theirs.hold_time);
  out.as4 = us.as4 && them.as4;
  out.extended_message = us.extended_message && them.extended_message;
  out.route_refresh = (us.route_refresh && them.route_refresh) || (us.cisco_route_refresh && them.cisco_route_refresh);
  out.enhanced_route_refresh = out.route_refresh && us.enhanced_route_refresh && them.enhanced_route_refresh;
  out.graceful_restart = us.graceful_restart && them.graceful_restart;
  out.restart_notification = out.graceful_restart && us.graceful_restart->notification && them.graceful_restart->notification;
  out.long_lived_restart = out.graceful_restart && !us.long_lived_restart.empty() && !them.long_lived_restart.empty();
  if (!out.ibgp()) out.role = role_offer(us).role;
  out.multi_session = (us.multi_session && them.multi_session) || (us.cisco_multi_session && them.cisco_multi_session);
  out.operational = us.operational && them.operational;
  out.link_local_next_hop = us.link_local_next_hop && them.link_local_next_hop;
  out.bfd_strict = us.bfd_strict && them.bfd_strict;
  std::ranges::set_intersection(offered_families(us), offered_families(them), std::back_inserter(out.families));
  for (const Family family : out.families) {
    if (has_mode(us, family, AddPathMode::send) && has_mode(them, family, AddPathMode::receive)) out.add_path_send.push_back(family);
    if (has_mode(us, family, AddPathMode::receive) && has_mode(them, family, AddPathMode::send)) out.add_path_receive.push_back(family);
    if (has_ipv6_next_hop(us, family) && has_ipv6_next_hop(them, family)) out.extended_next_hop.push_back(family);
  }
  std::ranges::copy_if(them.paths_limit, std::back_inserter(out.paths_limit), [&](const PathsLimit& limit) { return out.sends_path_id(limit.family); });
  return out;
}

}  // namespace vigilcast::bgp::fsm
