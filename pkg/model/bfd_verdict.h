// What BFD has to say about a peer, in words and with what to do.
#pragma once

#include <optional>

#include "bgp/engine/status.h"
#include "pkg/model/query.h"

namespace vigilcast::model {

std::optional<Explanation> bfd_verdict(const bgp::PeerStatus& peer, Instant now);  // nothing: the peer has no BFD

}  // namespace vigilcast::model
