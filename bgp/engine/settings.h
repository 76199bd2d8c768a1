// From a peer's configuration to what its FSM is told, and which changes of it concern the wire.
#pragma once

#include "bgp/engine/peer_config.h"
#include "bgp/fsm/session.h"

namespace vigilcast::bgp {

fsm::Settings fsm_settings(const PeerConfig& config);

// True when a session under the old configuration would not be what the new one asks for. Names, descriptions and what only
// concerns our own sending (group-updates, manual-eor, connect-retry …) never reset a session.
bool needs_reset(const PeerConfig& before, const PeerConfig& after);

}  // namespace vigilcast::bgp
