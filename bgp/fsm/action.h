// What a session asks its owner to do, in order. Nothing here fails and nothing blocks.
#pragma once

#include <string>
#include <variant>

#include "bgp/wire/message.h"
#include "bgp/wire/negotiated.h"

namespace vigilcast::bgp::fsm {

enum class State : std::uint8_t { idle, connect, active, open_sent, open_confirm, established };
std::string_view state_name(State state);  // "Idle", "Connect", "Active", "OpenSent", "OpenConfirm", "Established"

// Why a session is not, or no longer, up. The kind is a metric label; the text is for people.
enum class DownReason : std::uint8_t {
  none,
  stopped,                // by us: shutdown, removed, drained
  connect_failed,         // refused, no answer, unreachable
  connection_closed,      // closed or reset by the peer
  notification_received,
  notification_sent,      // a fault in what the peer sent
  hold_timer_expired,
  send_hold_timer_expired,
  open_timeout,
  collision,
  bfd_down,
  link_down               // or gone: the interface that the session is bound to
};
std::string_view down_reason_name(DownReason reason);  // "hold_timer_expired"

struct Connect {};                       // open a TCP connection; answer with Connected or ConnectFailed
struct AbortConnect {};                  // give up the attempt under way
struct SendOpen {
  Open open;
};
struct SendKeepalive {};
struct SendNotification {
  Notification notification;
};
struct CloseConnection {};               // after what was sent before it has been flushed
struct StateChanged {
  State from, to;
};
struct Up {
  Negotiated negotiated;
  Open peer_open;
};
struct Down {
  DownReason reason;
  std::string text;
  Notification notification;
};  // leaving Established, or an attempt failed

using Action = std::variant<Connect, AbortConnect, SendOpen, SendKeepalive, SendNotification, CloseConnection, StateChanged, Up, Down>;

}  // namespace vigilcast::bgp::fsm
