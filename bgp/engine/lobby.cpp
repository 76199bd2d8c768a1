#include "bgp/engine/lobby.h"

#include <algorithm>
#include <utility>

#include "bgp/fsm/session.h"

namespace vigilcast::bgp {

bool Lobby::receive(ConnectionId connection, ByteView data) {
  Bytes& all = waiting_.at(connection).received;
  all.insert(all.end(), data.begin(), data.end());
  const auto frame = next_frame(all, kMaxMessage);
  return !frame || frame->has_value();
}

Lobby::Waiting Lobby::leave(ConnectionId connection) {
  const auto found = waiting_.find(connection);
  Waiting out = std::move(found->second);
  waiting_.erase(found);
  return out;
}

std::size_t Lobby::count(const IpAddress& caller) const {
  return static_cast<std::size_t>(std::ranges::count_if(waiting_, [&](const auto& entry) { return entry.second.event.remote.address == caller; }));
}

std::optional<Instant> Lobby::next_deadline() const {
  std::optional<Instant> out;
  for (const auto& [connection, waiting] : waiting_) out = earlier(out, waiting.until);
  return out;
}

std::vector<Lobby::Waiting> Lobby::take_late(Instant now) {
  std::vector<Waiting> out;
  std::erase_if(waiting_, [&](auto& entry) {
    if (entry.second.until > now) return false;
    out.push_back(std::move(entry.second));
    return true;
  });
  return out;
}

std::optional<std::vector<Family>> families_asked_for(ByteView received) {
  const auto frame = next_frame(received, kMaxMessage);
  if (!frame || !*frame || (*frame)->type != MessageType::open) return std::nullopt;
  const auto open = decode_open((*frame)->body);
  if (!open) return std::nullopt;
  return fsm::offered_families(open->capabilities);
}

}  // namespace vigilcast::bgp
