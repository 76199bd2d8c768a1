#include "pkg/announce/route.h"

namespace vigilcast::announce {

bgp::Owner owner_of(const std::string& service) { return {bgp::OwnerKind::policy, service}; }

bgp::Route route_for(const PrefixDecision& decision, std::uint32_t local_as, bool external) {
  bgp::AttributeSet attributes = decision.profile.attributes;
  if (decision.profile.as_path_prepend > 0) {
    attributes.set(bgp::AsPath::sequence(std::vector<std::uint32_t>(decision.profile.as_path_prepend + (external ? 1U : 0U), local_as)));
  }
  bgp::Route out;
  out.nlri = bgp::unicast_nlri(decision.prefix);
  out.next_hop.self = true;
  out.attributes = attributes.empty() ? bgp::no_attributes() : std::make_shared<const bgp::AttributeSet>(std::move(attributes));
  out.owner = owner_of(decision.service);
  return out;
}

}  // namespace vigilcast::announce
