// What a session remembers between two events. Everything else is Settings.
// Invariant: `negotiated` is set in OpenConfirm and Established, and only there.
#pragma once

#include <optional>

#include "bgp/fsm/action.h"
#include "bgp/fsm/deadlines.h"
#include "bgp/wire/negotiated.h"
#include "bgp/wire/open.h"

namespace vigilcast::bgp::fsm {

struct Memory {
  State state = State::idle;
  std::optional<Open> peer_open;  // of this connection or, when there is none, of the last one
  std::optional<Negotiated> negotiated;
  Deadlines deadlines;
  bool path_up = false;            // as BFD says
  bool waiting_for_path = false;   // OpenSent: the peer's OPEN is good, BFD strict mode holds our answer back
  bool hold_extended = false;      // the hold timer was served late, and waits until what has arrived is read
  bool confirmed_early = false;    // the peer saw BFD come up before we did: its KEEPALIVE is already here
  unsigned losses = 0;  // in a row, without a stable session between them: the exponent of the back-off
  Instant established_at;
};

}  // namespace vigilcast::bgp::fsm
