// Two connections with one peer at the same time, one opened by each side: which of them goes (RFC 4271 section 6.8, RFC 6286
// section 2.3). Asked after every change; both speakers come to the same verdict on their own. The loser's session gets CollisionLost.
#pragma once

#include <optional>

#include "bgp/fsm/session.h"

namespace vigilcast::bgp::fsm {

enum class Side : std::uint8_t { outgoing, incoming };  // opened by us, by the peer

struct Speaker {
  std::uint32_t as = 0;
  IpAddress identifier;
};

// The side that must go; nothing while both may stay. Established wins over everything, an attempt under way included. Two in
// OpenConfirm: the one that the speaker with the higher identifier (equal: the higher AS) opened stays. Before OpenConfirm nothing is
// judged: the peer has not shown yet that it means the connection.
std::optional<Side> collision_loser(const Speaker& local, const Speaker& peer, State outgoing, State incoming);
std::optional<Side> collision_loser(const Session& outgoing, const Session& incoming);

}  // namespace vigilcast::bgp::fsm
