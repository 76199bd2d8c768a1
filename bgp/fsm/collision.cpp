#include "bgp/fsm/collision.h"

#include <tuple>

namespace vigilcast::bgp::fsm {

std::optional<Side> collision_loser(const Speaker& local, const Speaker& peer, State outgoing, State incoming) {
  if (outgoing == State::established) return Side::incoming;
  if (incoming == State::established) return Side::outgoing;
  if (outgoing != State::open_confirm || incoming != State::open_confirm) return std::nullopt;
  const bool ours_stays = std::tuple(local.identifier, local.as) > std::tuple(peer.identifier, peer.as);
  return ours_stays ? Side::incoming : Side::outgoing;
}

std::optional<Side> collision_loser(const Session& outgoing, const Session& incoming) {
  Speaker local, peer;
  if (const auto& agreed = incoming.negotiated()) {
    local = {agreed->local_as, agreed->local_id};
    peer = {agreed->peer_as, agreed->peer_id};
  }
  return collision_loser(local, peer, outgoing.state(), incoming.state());
}

}  // namespace vigilcast::bgp::fsm
