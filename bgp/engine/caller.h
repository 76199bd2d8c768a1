// Whose an accepted connection is. Several peers may have one remote address: they are told apart by our address, by the port that was called and by the link.
#pragma once

#include <optional>
#include <string>

#include "bgp/engine/peer_config.h"

namespace vigilcast::bgp {

struct Caller {
  Endpoint local, remote;
  std::string interface;  // that the connection came over, where the socket knows: of link-local addresses, and of bound listeners
};

// How well the peer, or the range, fits the caller: the more it says about the connection, the better. Nothing: it does not.
std::optional<unsigned> fit(const PeerConfig& peer, const Caller& caller);

// A range as the peer that it is for one caller.
PeerConfig member_config(const PeerConfig& range, const IpAddress& caller);

}  // namespace vigilcast::bgp
