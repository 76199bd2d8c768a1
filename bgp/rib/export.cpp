#include "bgp/rib/export.h"

#include <algorithm>

namespace vigilcast::bgp {

AttributeSet export_attributes(const AttributeSet& given, const Negotiated& session) {
  AttributeSet out = given;
  if (!out.has<Origin>()) out.set(Origin{});
  if (!out.has<AsPath>()) out.set(session.ibgp() ? AsPath{} : AsPath::sequence({session.local_as}));
  if (!session.ibgp()) {
    out.erase(LocalPreference::kDescriptor.code);
  } else if (!out.has<LocalPreference>()) {
    out.set(LocalPreference{100});
  }
  if (!session.carries_aigp()) out.erase(Aigp::kDescriptor.code);
  return out;
}

void mark_graceful_shutdown(AttributeSet& attributes, const Negotiated& session) {
  const auto* given = attributes.find<Communities>();
  Communities communities = given != nullptr ? *given : Communities{};
  if (std::ranges::find(communities.values, community::graceful_shutdown) == communities.values.end()) {
    communities.values.insert(std::ranges::upper_bound(communities.values, community::graceful_shutdown), community::graceful_shutdown);
  }
  attributes.set(std::move(communities));
  if (session.ibgp()) attributes.set(LocalPreference{0});
}

void drop_non_transitive(AttributeSet& attributes, const Negotiated& session) {
  constexpr std::uint64_t kNonTransitive = std::uint64_t{0x40} << 56;
  const auto* given = attributes.find<ExtendedCommunities>();
  if (session.ibgp() || given == nullptr) return;
  ExtendedCommunities kept = *given;
  if (std::erase_if(kept.values, [](ExtendedCommunity one) { return (one.value & kNonTransitive) != 0; }) == 0) return;
  if (kept.values.empty()) return attributes.erase(ExtendedCommunities::kDescriptor.code);
  attributes.set(std::move(kept));
}

namespace {

std::optional<IpAddress> own_address(Family family, const SelfAddresses& self) {
  if (family.afi != Afi::ipv4 && family.afi != Afi::ipv6) return self.session;  // l2vpn and bgp-ls take either
  const bool wants_v4 = family.afi == Afi::ipv4;
  if (self.session.is_v4() == wants_v4) return self.session;
  return wants_v4 ? std::optional(self.router_id) : self.other_family;
}

}  // namespace

std::optional<NextHop> export_next_hop(const RouteNextHop& next_hop, Family family, const SelfAddresses& self) {
  if (!next_hop.self) return next_hop.given;
  // On a link without addresses of its own everything goes to the link-local one, IPv4 too (RFC 8950); the global one is for those who want two (RFC 2545).
  if (self.session.is_v6() && self.session.is_link_local()) return NextHop{self.other_family.value_or(self.session), self.session, next_hop.given.labels};
  const auto address = own_address(family, self);
  if (!address) return std::nullopt;
  return NextHop{address, std::nullopt, next_hop.given.labels};
}

}  // namespace vigilcast::bgp
