#include "bgp/rib/leak.h"

namespace vigilcast::bgp {
namespace {

// What the peer is to us; nothing where the procedures do not apply.
std::optional<Role> peer_role(Family family, const Negotiated& session) {
  if (!session.role || session.ibgp() || (family != kIpv4Unicast && family != kIpv6Unicast)) return std::nullopt;
  return counterpart(*session.role);
}

}  // namespace

bool is_leak(const AttributeSet& attributes, Family family, const Negotiated& session) {
  const auto from = peer_role(family, session);
  const auto* otc = attributes.find<Otc>();
  if (!from || otc == nullptr) return false;
  if (*from == Role::customer || *from == Role::route_server_client) return true;
  return *from == Role::peer && otc->as != session.peer_as;
}

void mark_received(AttributeSet& attributes, Family family, const Negotiated& session) {
  const auto from = peer_role(family, session);
  const bool downwards = from == Role::provider || from == Role::peer || from == Role::route_server;
  if (downwards && !attributes.has<Otc>()) attributes.set(Otc{session.peer_as});
}

bool may_leave(const AttributeSet& attributes, Family family, const Negotiated& session) {
  const auto to = peer_role(family, session);
  return !attributes.has<Otc>() || !(to == Role::provider || to == Role::peer || to == Role::route_server);
}

void mark_sent(AttributeSet& attributes, Family family, const Negotiated& session) {
  const auto to = peer_role(family, session);
  const bool downwards = to == Role::customer || to == Role::peer || to == Role::route_server_client;
  if (downwards && !attributes.has<Otc>()) attributes.set(Otc{session.local_as});
}

}  // namespace vigilcast::bgp
