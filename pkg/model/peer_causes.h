// Why a session is not up, as a list of rules over its status. Used by peer_verdict alone.
#pragma once

#include <vector>

#include "bgp/engine/status.h"
#include "pkg/model/query.h"

namespace vigilcast::model {

// The causes that fit, the most likely one first; never empty.
std::vector<Explanation> down_causes(const bgp::PeerStatus& peer);

// What we offer and the peer does not, and the other way round. Empty when all is agreed, or the peer's OPEN was never seen.
std::vector<Explanation> family_causes(const bgp::PeerStatus& peer);

}  // namespace vigilcast::model
