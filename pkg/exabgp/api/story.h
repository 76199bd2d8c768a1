// What happens to a peer, in the order and the words in which ExaBGP tells it: its state machine goes IDLE, ACTIVE, CONNECT, OPENSENT, OPENCONFIRM,
// ESTABLISHED for every attempt, says what was negotiated before OPENCONFIRM, and tells of a session's end even where it was never up.
// One story per peer. Pure; thread: the core loop.
#pragma once

#include <optional>
#include <string_view>
#include <utility>
#include <variant>

#include "bgp/engine/event.h"
#include "bgp/wire/dialect.h"
#include "bgp/wire/negotiated.h"

namespace vigilcast::exabgp {

struct StateTold {
  std::string_view state;  // "OPENSENT"
};
struct NegotiatedTold {
  bgp::Negotiated negotiated;
};
// An event of the engine as it is, or what ExaBGP says beside them. Views are valid while it is told.
using Telling = std::variant<const bgp::PeerEventKind*, StateTold, NegotiatedTold>;

class Story {
 public:
  // Calls tell(const Telling&) with what is to be told now. PeerStateChanged is never told itself.
  template <class Tell>
  void follow(const bgp::PeerEventKind& event, bgp::Dialect dialect, const Tell& tell);

 private:
  template <class Tell>
  void change(const bgp::PeerStateChanged& change, bgp::Dialect dialect, const Tell& tell);
  template <class Tell>
  void end(const bgp::PeerEventKind& event, bgp::Dialect dialect, const Tell& tell);
  std::optional<bgp::Negotiated> agreed();

  std::optional<bgp::Open> ours_, theirs_;  // until they are agreed upon
  bool connected_ = false;                  // told so, and no end of it yet
  bool keepalive_waits_ = false;            // ours that confirms the peer's OPEN: told behind OPENCONFIRM
};

template <class Tell>
void Story::follow(const bgp::PeerEventKind& event, bgp::Dialect dialect, const Tell& tell) {
  if (const auto* changed = std::get_if<bgp::PeerStateChanged>(&event)) return change(*changed, dialect, tell);
  if (std::holds_alternative<bgp::PeerDown>(event)) return end(event, dialect, tell);
  if (const auto* keepalive = std::get_if<bgp::KeepaliveSeen>(&event);
      keepalive != nullptr && keepalive->direction == bgp::Direction::send && ours_ && theirs_) {
    keepalive_waits_ = true;
    return;
  }
  if (const auto* open = std::get_if<bgp::OpenSeen>(&event)) (open->direction == bgp::Direction::send ? ours_ : theirs_) = open->open;
  tell(&event);
  if (!std::holds_alternative<bgp::PeerConnected>(event)) return;
  connected_ = true;
  tell(StateTold{"CONNECT"});
}

template <class Tell>
void Story::change(const bgp::PeerStateChanged& change, bgp::Dialect dialect, const Tell& tell) {
  using enum bgp::fsm::State;
  switch (change.to) {
    case idle: return;  // told with the end
    case active:
      if (change.from != idle) return;  // between two attempts
      [[fallthrough]];
    case connect:
      tell(StateTold{"ACTIVE"});
      if (dialect >= bgp::Dialect::v5_0) tell(StateTold{"IDLE"});
      return;
    case open_sent: return tell(StateTold{"OPENSENT"});
    case open_confirm: {
      if (const auto negotiated = agreed()) tell(NegotiatedTold{*negotiated});
      tell(StateTold{"OPENCONFIRM"});
      const bgp::PeerEventKind keepalive = bgp::KeepaliveSeen{bgp::Direction::send};
      if (std::exchange(keepalive_waits_, false)) tell(&keepalive);
      return;
    }
    case established: return tell(StateTold{"ESTABLISHED"});
  }
}

template <class Tell>
void Story::end(const bgp::PeerEventKind& event, bgp::Dialect dialect, const Tell& tell) {
  ours_.reset();
  theirs_.reset();
  keepalive_waits_ = false;
  if (!std::exchange(connected_, false)) return;  // an attempt that met nobody
  const bgp::PeerDown& down = std::get<bgp::PeerDown>(event);
  const bool state_first = dialect < bgp::Dialect::v5_0 && (down.reason != bgp::fsm::DownReason::stopped || down.notification.subcode != 0);
  if (state_first) tell(StateTold{"IDLE"});
  tell(&event);
  if (!state_first) tell(StateTold{"IDLE"});
}

}  // namespace vigilcast::exabgp
