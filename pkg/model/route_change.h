// What a decision of the policy means for one peer: a peer that is not meant gets a withdrawal, which costs nothing where nothing was announced.
#pragma once

#include "bgp/engine/engine.h"
#include "pkg/announce/policy.h"

namespace vigilcast::model {

bgp::RouteChange route_change(const announce::PrefixDecision& decision, const bgp::PeerConfig& peer);

}  // namespace vigilcast::model
