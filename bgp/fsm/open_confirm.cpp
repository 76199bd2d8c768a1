// OpenConfirm: both OPENs are good, the peer's KEEPALIVE is awaited.
#include "bgp/fsm/states.h"

namespace vigilcast::bgp::fsm::open_confirm {
namespace {

void up(Step& step) {
  step.memory.deadlines.clear(Timer::open_wait);
  step.restart_hold();
  step.memory.established_at = step.now;
  step.enter(State::established);
  step.act(Up{*step.memory.negotiated, *step.memory.peer_open});
}

}  // namespace

void handle(Step& step, const Event& event) {
  if (handle_connected(step, event)) return;
  if (std::holds_alternative<KeepaliveReceived>(event)) return up(step);
  if (is_message(event)) return step.unexpected(event, fsm_error::in_open_confirm);
  if (const std::string* reason = connection_failure(event)) {
    step.over(DownReason::connection_closed, "closed before the peer confirmed our OPEN: " + *reason, Then::back_off);
  }
}

void expire(Step& step, Timer timer) {
  if (expire_connected(step, timer)) return;
  if (timer == Timer::keepalive) {
    step.act(SendKeepalive{});
    return step.restart_keepalive();
  }
  const bool waited = timer == Timer::open_wait;
  step.refuse(waited ? DownReason::open_timeout : DownReason::hold_timer_expired, Notification{ErrorCode::hold_timer_expired, 0, {}},
              "the peer's OPEN was good, but no KEEPALIVE followed");
}

}  // namespace vigilcast::bgp::fsm::open_confirm
