// Where a connection waits that several sessions of one router may mean (draft-ietf-idr-bgp-multisession): only the families in the peer's OPEN tell which.
// Nothing is answered meanwhile, so what came is handed on as it came. Pure; thread: the engine's.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <vector>

#include "bgp/engine/engine.h"

namespace vigilcast::bgp {

class Lobby {
 public:
  static constexpr Duration kPatience = std::chrono::seconds(60);  // until the peer's OPEN is here, as in OpenSent

  struct Waiting {
    ConnectionAccepted event;
    Bytes received;
    Instant until;
  };

  void enter(const ConnectionAccepted& event, Instant now) { waiting_[event.connection] = {event, {}, now + kPatience}; }
  [[nodiscard]] std::size_t count(const IpAddress& caller) const;  // of its connections that wait: whoever lets them in has a limit
  [[nodiscard]] bool has(ConnectionId connection) const { return waiting_.contains(connection); }
  // True when enough has come to tell whose it is, or that it is nobody's.
  bool receive(ConnectionId connection, ByteView data);
  Waiting leave(ConnectionId connection);

  [[nodiscard]] std::optional<Instant> next_deadline() const;
  std::vector<Waiting> take_late(Instant now);

 private:
  std::map<ConnectionId, Waiting> waiting_;
};

// The families that the OPEN at the front of these bytes is about; nothing when there is none.
std::optional<std::vector<Family>> families_asked_for(ByteView received);

}  // namespace vigilcast::bgp
