// Connect: our attempt to open the TCP connection is under way.
#include "bgp/fsm/states.h"

namespace vigilcast::bgp::fsm::connect {

void handle(Step& step, const Event& event) {
  if (delay_open::pending(step)) return delay_open::handle(step, event);
  if (std::holds_alternative<Connected>(event)) return step.connected();
  if (const std::string* reason = connection_failure(event)) return step.over(DownReason::connect_failed, "cannot connect: " + *reason, Then::retry);
  if (const auto* stop = std::get_if<Stop>(&event)) {
    step.act(AbortConnect{});
    return step.over(DownReason::stopped, "stopped here: " + stop->notification.to_string(), Then::stay_idle);
  }
  if (const std::string* failure = path_failure(event)) {
    step.act(AbortConnect{});
    return step.over(DownReason::bfd_down, *failure, Then::stay_idle);
  }
  if (std::holds_alternative<CollisionLost>(event)) {
    step.act(AbortConnect{});
    step.over(DownReason::collision, "not needed: another connection to this peer is up", Then::back_off);
  }
}

// A new attempt instead of the one that got no answer: a lost SYN is repeated by the kernel only after 1, 3, 7, … seconds.
void expire(Step& step, Timer timer) {
  if (timer == Timer::delay_open) return delay_open::over(step);
  if (delay_open::pending(step)) return delay_open::expire(step, timer);
  if (timer != Timer::connect_retry) return;
  step.act(AbortConnect{});
  step.act(Down{DownReason::connect_failed, "cannot connect: no answer (nothing at that address, or a firewall)", {}});
  step.connect();
}

}  // namespace vigilcast::bgp::fsm::connect
