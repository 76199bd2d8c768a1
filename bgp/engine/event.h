// What the engine tells its observers: logs, process API, metrics and explain all derive from these values.
#pragma once

#include <cstdint>
#include <string>
#include <variant>

#include "bgp/bfd/session.h"
#include "bgp/fsm/action.h"
#include "bgp/rib/route.h"
#include "bgp/wire/operational.h"
#include "bgp/wire/update.h"
#include "pkg/base/ip.h"
#include "pkg/base/time.h"

namespace vigilcast::bgp {

using PeerId = std::uint32_t;        // stable while the peer is configured
using ConnectionId = std::uint64_t;  // never reused

enum class Direction : std::uint8_t { send, receive };

struct PeerStateChanged {
  fsm::State from, to;
};
struct PeerConnected {
  Endpoint local, remote;
  bool incoming = false;
};
struct PeerUp {
  Negotiated negotiated;
};
struct PeerDown {
  fsm::DownReason reason;
  std::string text;
  Notification notification;
  bool was_up = false;
};  // was_up: an attempt failed otherwise
struct OpenSeen {
  Direction direction;
  Open open;
  Bytes raw;
};
// A message other than UPDATE that is malformed and ends the session; UpdateSeen has its own faults.
struct FaultSeen {
  Fault fault;
  Bytes raw;  // at most what was received of it
};
struct KeepaliveSeen {
  Direction direction;
};
struct UpdateSeen {
  Direction direction;
  Update update;
  std::vector<Fault> faults;
  Bytes raw;
};
struct NotificationSeen {
  Direction direction;
  Notification notification;
  Bytes raw;
};
struct RefreshSeen {
  Direction direction;
  RouteRefresh refresh;
};
struct OperationalSeen {
  Direction direction;
  Operational message;
  Bytes raw;
};
struct BfdChanged {
  bfd::Change change;
};
struct RouteRefused {
  Nlri nlri;
  std::string reason;
};  // a route that cannot go to this peer: no next-hop self of its family, too long, …
struct StaleRoutesGone {
  std::vector<Nlri> nlri;
  std::string reason;
};  // the peer did not repeat them after a restart of its own, or in a refresh
struct PrefixLimitNear {
  Family family;
  std::size_t count = 0, most = 0;
};  // at the warning mark, or (count > most) beyond the limit: the session ends then
struct RoutesUnkept {
  std::size_t kept = 0, bytes = 0;  // so far
};  // what the peer announces takes more memory than it may (PeerConfig::received_bytes, Engine::limit_received); said once a session
struct ReadingChanged {
  bool paused = false;
  Duration length{};     // of the pause that has ended
  bool overdue = false;  // it ended because it had lasted long enough, not because somebody had room again
};
struct ConnectionRefused {
  Endpoint remote;
  std::string reason;
};  // an incoming connection that is nobody's (peer 0)

using PeerEventKind =
    std::variant<PeerStateChanged, PeerConnected, PeerUp, PeerDown, OpenSeen, KeepaliveSeen, UpdateSeen, NotificationSeen, RefreshSeen, OperationalSeen,
                 FaultSeen, RouteRefused, StaleRoutesGone, PrefixLimitNear, RoutesUnkept, ReadingChanged, ConnectionRefused, BfdChanged>;

struct PeerEvent {
  PeerId peer = 0;
  PeerEventKind kind;
};

}  // namespace vigilcast::bgp
