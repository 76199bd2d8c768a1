// From a route as its owner gave it to what goes on the wire of one session: defaults, eBGP and iBGP rules, `next-hop self`.
#pragma once

#include <optional>

#include "bgp/rib/route.h"
#include "bgp/wire/negotiated.h"

namespace vigilcast::bgp {

// Where `next-hop self` points in one session.
struct SelfAddresses {
  IpAddress session;                     // our end of the TCP connection
  IpAddress router_id;                   // IPv4 routes on an IPv6 session
  std::optional<IpAddress> other_family; // a global IPv6 address of the same interface: IPv6 routes on an IPv4 session, or beside a link-local address
  std::optional<IpAddress> link_local = {};  // of the same interface, where it is known; `session` may be one as well
  bool prefer_link_local = false;        // alone, where the peer can have it so
  friend bool operator==(const SelfAddresses&, const SelfAddresses&) = default;
};

// ORIGIN igp and AS_PATH ([local AS] to eBGP, empty to iBGP) where the owner gave none; a given AS_PATH goes out as it is.
// LOCAL_PREF never goes to eBGP and is 100 by default to iBGP; AIGP goes to eBGP only where it is configured. (The rules are ExaBGP's.)
AttributeSet export_attributes(const AttributeSet& given, const Negotiated& session);

// RFC 8326: the peer is to use other routes, because this session goes away soon.
void mark_graceful_shutdown(AttributeSet& attributes, const Negotiated& session);
// RFC 4360 section 6: what is not transitive, such as link bandwidth, does not leave the AS.
void drop_non_transitive(AttributeSet& attributes, const Negotiated& session);

// Nothing when `self` has no address of the route's family. A link-local address goes alone (16 octets) only to a peer that agreed to that
// (draft-ietf-idr-linklocal-capability); to others it goes in the place of the global one as well, which routers with unnumbered peers understand.
std::optional<NextHop> export_next_hop(const RouteNextHop& next_hop, Family family, const SelfAddresses& self, const Negotiated& session);

}  // namespace vigilcast::bgp
