#include "bgp/engine/intake.h"

#include <algorithm>

#include "bgp/rib/leak.h"

namespace vigilcast::bgp {
namespace {

bool is_our_own(const AttributeSet& attributes, const PeerConfig& config) {
  const auto* originator = attributes.find<OriginatorId>();
  return originator != nullptr && originator->value == config.router_id;
}

// Nobody gets any nearer to the destination there: at ourselves (RFC 4271 section 5.1.3), or on a link or host that only the peer is on.
bool is_out_of_reach(const Announced& routes, const PeerConfig& config, const IpAddress& here) {
  if (!routes.next_hop.address) return false;
  const IpAddress& next_hop = *routes.next_hop.address;
  if (next_hop == here) return here != config.address;
  return (next_hop.is_loopback() && !here.is_loopback()) || (next_hop.is_link_local() && config.many_hops());
}

}  // namespace

bool has_import_rules(const Update& update, const PeerConfig& config, const Negotiated& session, const IpAddress& here) {
  return session.role || !config.import_filter.passes_all() || is_our_own(update.attributes, config) ||
         std::ranges::any_of(update.announced, [&](const Announced& routes) { return is_out_of_reach(routes, config, here); });
}

Intake take_in(Update update, const PeerConfig& config, const Negotiated& session, const IpAddress& here) {
  Intake out;
  const RouteFilter& filter = config.import_filter;
  const bool refused = filter.refusal_of(update.attributes, session.local_as).has_value() || is_our_own(update.attributes, config);
  for (Announced& announced : update.announced) {
    const bool all = refused || is_leak(update.attributes, announced.family, session) || is_out_of_reach(announced, config, here);
    const auto rest = std::ranges::stable_partition(announced.nlri, [&](const Nlri& nlri) { return !all && !filter.refusal_of(nlri); });
    if (rest.empty()) continue;
    out.refused += rest.size();
    update.withdrawn.push_back({announced.family, {rest.begin(), rest.end()}});
    announced.nlri.erase(rest.begin(), rest.end());
  }
  std::erase_if(update.announced, [](const Announced& announced) { return announced.nlri.empty(); });
  for (const Announced& announced : update.announced) mark_received(update.attributes, announced.family, session);
  out.update = std::move(update);
  return out;
}

}  // namespace vigilcast::bgp
