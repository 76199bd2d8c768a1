// The verdict on one session: is it up, does the peer get what it should, and if not, the likely causes and what to do about each.
// Pure: everything comes from the status. Causes are ordered, the most likely one first; each says what was seen, its hint what to do.
#pragma once

#include "bgp/engine/status.h"
#include "pkg/model/query.h"

namespace vigilcast::model {

Explanation peer_verdict(const bgp::PeerStatus& peer, Instant now);

}  // namespace vigilcast::model
