// OpenSent: the connection is up, our OPEN is on its way, the peer's is awaited.
#include "bgp/fsm/open_check.h"
#include "bgp/fsm/states.h"

namespace vigilcast::bgp::fsm::open_sent {
namespace {

void received(Step& step, const Open& open) {
  step.memory.peer_open = open;
  if (const std::optional<Fault> fault = check_open(open, step.settings)) {
    return step.refuse(DownReason::notification_sent, fault->notification, fault->text);
  }
  step.memory.negotiated = negotiate(our_open(step.settings), open);
  step.act(SendKeepalive{});
  // Without a hold time the wait for the peer's KEEPALIVE would have no end: the large hold time goes on then.
  if (step.memory.negotiated->hold_time != 0) step.memory.deadlines.clear(Timer::open_wait);
  step.restart_hold();
  step.restart_keepalive();
  step.enter(State::open_confirm);
}

}  // namespace

void handle(Step& step, const Event& event) {
  if (handle_connected(step, event)) return;
  if (const auto* message = std::get_if<OpenReceived>(&event)) return received(step, message->open);
  if (is_message(event)) return step.unexpected(event, fsm_error::in_open_sent);
  if (const std::string* reason = connection_failure(event)) {
    step.over(DownReason::connection_closed, "closed before the peer said OPEN: " + *reason + "; is our address configured as a neighbor there?", Then::retry);
  }
}

void expire(Step& step, Timer timer) {
  if (expire_connected(step, timer) || timer != Timer::open_wait) return;
  step.refuse(DownReason::open_timeout, Notification{ErrorCode::hold_timer_expired, 0, {}},
              "connected, but no OPEN from the peer within " + format_duration(step.settings.open_wait));
}

}  // namespace vigilcast::bgp::fsm::open_sent
