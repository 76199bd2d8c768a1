// The session that a neighbor of a configuration comes to when its peer agrees to everything; a peer-as that is not given is another AS.
#pragma once

#include "bgp/engine/peer_config.h"
#include "bgp/wire/negotiated.h"

namespace vigilcast::exabgp {

inline bgp::Negotiated session_of(const bgp::PeerConfig& peer) {
  bgp::Negotiated out;
  out.local_as = peer.local_as;
  out.peer_as = peer.peer_as.value_or(65535);
  out.as4 = true;
  out.families = peer.families;
  return out;
}

}  // namespace vigilcast::exabgp
