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
  unsigned losses = 0;  // in a row, without a stable session between them: the exponent of the back-off
  Instant established_at;
};

}  // namespace vigilcast::bgp::fsm
