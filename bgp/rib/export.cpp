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

// Global and link-local together (RFC 2545), or one of them.
NextHop own_pair(const std::optional<IpAddress>& global, const IpAddress& link_local, const SelfAddresses& self, bool alone_is_known) {
  if (alone_is_known && (!global || self.prefer_link_local)) return {link_local, std::nullopt};
  return {global.value_or(link_local), link_local};
}

std::optional<NextHop> own_next_hop(Family family, const SelfAddresses& self, const Negotiated& session) {
  // On a link without addresses of its own everything goes to the link-local one, IPv4 too (RFC 8950).
  if (self.session.is_v6() && self.session.is_link_local()) return own_pair(self.other_family, self.session, self, session.link_local_next_hop);
  const auto address = own_address(family, self);
  if (!address) return std::nullopt;
  if (address->is_v6() && self.link_local && session.link_local_next_hop) return own_pair(address, *self.link_local, self, true);
  return NextHop{address, std::nullopt};
}

}  // namespace

std::optional<NextHop> export_next_hop(const RouteNextHop& next_hop, Family family, const SelfAddresses& self, const Negotiated& session) {
  if (!next_hop.self) return next_hop.given;
  auto out = own_next_hop(family, self, session);
  if (out) out->labels = next_hop.given.labels;
  return out;
}

}  // namespace vigilcast::bgp
