// Established: routes flow. Any good message proves that the peer lives.
#include "bgp/fsm/states.h"

namespace vigilcast::bgp::fsm::established {

void handle(Step& step, const Event& event) {
  if (handle_connected(step, event)) return;
  if (std::holds_alternative<OpenReceived>(event)) return step.unexpected(event, fsm_error::in_established);
  if (is_message(event)) return step.restart_hold();
  if (const std::string* reason = connection_failure(event)) { step.over(DownReason::connection_closed, "the connection ended: " + *reason, Then::back_off); }
}

void expire(Step& step, Timer timer) {
  if (expire_connected(step, timer)) return;
  if (timer == Timer::keepalive) {
    step.act(SendKeepalive{});
    return step.restart_keepalive();
  }
  step.refuse(DownReason::hold_timer_expired, Notification{ErrorCode::hold_timer_expired, 0, {}},
              "nothing heard from the peer for the hold time of " + std::to_string(step.memory.negotiated->hold_time) + "s");
}

}  // namespace vigilcast::bgp::fsm::established
