// A neighbor's own statements, without its helpers and routes.
#pragma once

#include "bgp/engine/peer_config.h"
#include "pkg/exabgp/conf/compat.h"
#include "pkg/exabgp/print/tree.h"

namespace vigilcast::exabgp::print {

Line neighbor_section(const bgp::PeerConfig& peer, Compat compat);

}  // namespace vigilcast::exabgp::print
