// Route leaks (RFC 9234 section 5): what a session's role makes of ONLY_TO_CUSTOMER. Unicast between ASes only; without a role nothing is judged.
// Pure; any thread.
#pragma once

#include "bgp/wire/attr/set.h"
#include "bgp/wire/negotiated.h"

namespace vigilcast::bgp {

// A route from this session that has been where it should not: it must not be used.
bool is_leak(const AttributeSet& attributes, Family family, const Negotiated& session);
// What came from a provider, a lateral peer or a route server may go on to customers only: where the peer did not say so, it is said now.
void mark_received(AttributeSet& attributes, Family family, const Negotiated& session);

// Whether the route may go out on this session.
bool may_leave(const AttributeSet& attributes, Family family, const Negotiated& session);
void mark_sent(AttributeSet& attributes, Family family, const Negotiated& session);

}  // namespace vigilcast::bgp
