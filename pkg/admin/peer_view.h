// One BGP session as JSON: in short for the list, and with all that is known when one peer is asked for. Pure.
#pragma once

#include "pkg/json/value.h"
#include "pkg/model/query.h"

namespace vigilcast::admin {

json::Value peer_view(const model::Snapshot& snapshot, const bgp::PeerStatus& peer);

// Also what both OPENs said, what came by family, the last changes of state with their causes, and the last message that was malformed.
json::Value peer_detail_view(const model::Snapshot& snapshot, const bgp::PeerStatus& peer);

}  // namespace vigilcast::admin
