// A connection is up and our OPEN waits a while, so that of two speakers that call each other one is quicker (RFC 4271 sections 8.1.1, 8.2.2).
// `mirror_as` waits in the same way: our OPEN names the AS of the peer's, so that must be one to name.
// The state stays Connect or Active; DelayOpenTimer running is what tells it from the plain one.
#include "bgp/fsm/open_check.h"
#include "bgp/fsm/states.h"

namespace vigilcast::bgp::fsm::delay_open {

bool pending(const Step& step) { return step.memory.deadlines.running(Timer::delay_open); }

void over(Step& step) {
  if (!step.settings.mirror_as) return step.greet();
  step.refuse(DownReason::open_timeout, Notification{ErrorCode::finite_state_machine, fsm_error::in_open_sent, {}},
              "connected, but no OPEN from the peer within " + format_duration(step.settings.open_wait) + ": without it our own AS is not known");
}

void handle(Step& step, const Event& event) {
  if (handle_connected(step, event)) return;
  if (const auto* message = std::get_if<OpenReceived>(&event)) {  // event 20
    if (const auto fault = step.settings.mirror_as ? check_as(message->open, step.settings) : std::nullopt) {
      step.memory.peer_open = message->open;
      return step.refuse(DownReason::notification_sent, fault->notification, fault->text);
    }
    step.greet();
    return open_sent::handle(step, event);
  }
  if (is_message(event)) return step.unexpected(event, 0);  // RFC 6608 has no subcode for these states
  if (const std::string* reason = connection_failure(event)) {
    step.over(DownReason::connection_closed, "closed while our OPEN waited for the peer's: " + *reason, Then::retry);
  }
}

void expire(Step& step, Timer timer) { expire_connected(step, timer); }

}  // namespace vigilcast::bgp::fsm::delay_open
