// Active: between two attempts, or (passive) waiting for the peer to connect.
#include "bgp/fsm/states.h"

namespace vigilcast::bgp::fsm::active {

void handle(Step& step, const Event& event) {
  if (delay_open::pending(step)) return delay_open::handle(step, event);
  if (std::holds_alternative<Connected>(event)) return step.connected();
  if (const auto* stop = std::get_if<Stop>(&event)) {
    return step.over(DownReason::stopped, "stopped here: " + stop->notification.to_string(), Then::stay_idle);
  }
  if (const std::string* failure = path_failure(event)) return step.over(DownReason::bfd_down, *failure, Then::stay_idle);
  if (std::holds_alternative<CollisionLost>(event)) { step.over(DownReason::collision, "not needed: another connection to this peer is up", Then::back_off); }
}

void expire(Step& step, Timer timer) {
  if (timer == Timer::delay_open) return delay_open::over(step);
  if (delay_open::pending(step)) return delay_open::expire(step, timer);
  if (timer != Timer::connect_retry) return;
  step.enter(State::connect);
  step.connect();
}

}  // namespace vigilcast::bgp::fsm::active
