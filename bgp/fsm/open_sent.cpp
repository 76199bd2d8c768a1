// OpenSent: the connection is up, our OPEN is on its way, the peer's is awaited. In BFD strict mode the session stays here until BFD is up as well.
#include "bgp/fsm/open_check.h"
#include "bgp/fsm/states.h"

namespace vigilcast::bgp::fsm::open_sent {
namespace {

void answer(Step& step) {
  step.memory.waiting_for_path = false;
  step.memory.negotiated = negotiate(our_open(step.settings), *step.memory.peer_open);
  step.memory.negotiated->aigp = step.settings.aigp;
  step.act(SendKeepalive{});
  // Without a hold time the wait for the peer's KEEPALIVE would have no end: the large hold time goes on then.
  if (step.memory.negotiated->hold_time != 0) step.memory.deadlines.clear(Timer::open_wait);
  step.restart_hold();
  step.restart_keepalive();
  step.enter(State::open_confirm);
  if (step.memory.confirmed_early) open_confirm::handle(step, KeepaliveReceived{});
}

void received(Step& step, const Open& open) {
  step.memory.peer_open = open;
  if (const std::optional<Fault> fault = check_open(open, step.settings)) {
    return step.refuse(DownReason::notification_sent, fault->notification, fault->text);
  }
  const bool strict = step.settings.capabilities.bfd_strict && open.capabilities.bfd_strict;
  if (!strict || step.memory.path_up) return answer(step);
  step.memory.waiting_for_path = true;
  step.run(Timer::open_wait, step.settings.bfd_wait);
}

// True when the event means something else than it does before the peer's OPEN.
bool handle_waiting(Step& step, const Event& event) {
  if (!step.memory.waiting_for_path) return false;
  if (const auto* path = std::get_if<PathChanged>(&event)) {
    if (path->up) answer(step);
  } else if (std::holds_alternative<KeepaliveReceived>(event)) {
    step.memory.confirmed_early = true;
  } else if (std::holds_alternative<OpenReceived>(event)) {
    step.unexpected(event, fsm_error::in_open_sent);
  } else {
    return false;
  }
  return true;
}

}  // namespace

void handle(Step& step, const Event& event) {
  if (handle_connected(step, event) || handle_waiting(step, event)) return;
  if (const auto* message = std::get_if<OpenReceived>(&event)) return received(step, message->open);
  if (is_message(event)) return step.unexpected(event, fsm_error::in_open_sent);
  if (const std::string* reason = connection_failure(event)) {
    const std::string when = step.memory.waiting_for_path ? "closed while the session waited for BFD: " + *reason
                                                          : "closed before the peer said OPEN: " + *reason + "; is our address configured as a neighbor there?";
    step.over(DownReason::connection_closed, when, Then::retry);
  }
}

void expire(Step& step, Timer timer) {
  if (expire_connected(step, timer) || timer != Timer::open_wait) return;
  if (step.memory.waiting_for_path) {
    return step.refuse(DownReason::bfd_down, Notification{ErrorCode::cease, cease::bfd_down, {}},
                       "both OPENs are good, but BFD (strict mode) did not come up within " + format_duration(step.settings.bfd_wait));
  }
  step.refuse(DownReason::open_timeout, Notification{ErrorCode::hold_timer_expired, 0, {}},
              "connected, but no OPEN from the peer within " + format_duration(step.settings.open_wait));
}

}  // namespace vigilcast::bgp::fsm::open_sent
