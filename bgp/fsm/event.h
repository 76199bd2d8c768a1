// What can happen to one BGP session (RFC 4271 section 8.1). Messages arrive decoded; a message that cannot be decoded arrives as a Fault.
#pragma once

#include <string>
#include <variant>

#include "bgp/wire/message.h"
#include "bgp/wire/open.h"

namespace vigilcast::bgp::fsm {

struct Start {};                           // events 1, 3 (and 4, 5: Settings::passive decides)
// Events 2, 8: Cease with this subcode and text; no restart until Start.
struct Stop {
  Notification notification;
  bool back_soon = false;  // a planned restart of ours: where both sides agreed on graceful restart, the session ends so that the peer keeps our routes
};
struct Connected {};                       // events 16, 17: the TCP connection is up, ours or accepted
struct ConnectFailed {
  std::string reason;
};  // event 18 before a connection was up: "connection refused"
struct ConnectionClosed {
  std::string reason;
  bool link_down = false;
};  // event 18: closed or reset by the peer; or its link is down or gone, which nobody waits out
struct OpenReceived {
  Open open;
};        // event 19, 20
struct KeepaliveReceived {};               // event 26
struct UpdateReceived {};                  // event 27
struct RouteRefreshReceived {};
struct OperationalReceived {};
struct NotificationReceived {
  Notification notification;
};  // events 24, 25
struct MessageFault {
  Fault fault;
};      // events 21, 22, 28: header, OPEN or UPDATE error that asks for a reset
// RFC 5882: what BFD says of the path to the peer. A failure is told once, with its words; otherwise there is none.
struct PathChanged {
  bool up = false;
  std::string failure;
};
struct CollisionLost {};                   // event 23: this connection lost to the other one (section 6.8)
struct WriteProgress {};                   // RFC 9687: the transport took something; tell WriteBlocked again when more waits
struct WriteBlocked {};                    // RFC 9687: something waits to be written
struct InputWaits {};                      // bytes of the peer have arrived and wait for us to read them: it lives, whatever they say

using Event = std::variant<Start, Stop, Connected, ConnectFailed, ConnectionClosed, OpenReceived, KeepaliveReceived, UpdateReceived, RouteRefreshReceived,
                           OperationalReceived, NotificationReceived, MessageFault, PathChanged, CollisionLost, WriteProgress, WriteBlocked, InputWaits>;

}  // namespace vigilcast::bgp::fsm
