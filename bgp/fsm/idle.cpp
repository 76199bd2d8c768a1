// Idle: nothing is under way. Either nobody asked for the session, or it was lost and the idle hold time runs.
#include "bgp/fsm/states.h"

namespace vigilcast::bgp::fsm::idle {

void handle(Step& step, const Event& event) {
  if (std::holds_alternative<Start>(event)) {
    step.memory.losses = 0;  // asked for by a person or by configuration: at once, and the back-off begins anew
    return step.start();
  }
  if (std::holds_alternative<Stop>(event) || path_failure(event) != nullptr) return step.memory.deadlines.clear_all();
  // A connection that came up just after we gave the attempt up.
  if (std::holds_alternative<Connected>(event)) step.act(CloseConnection{});
}

void expire(Step& step, Timer timer) {
  if (timer == Timer::idle_hold) step.start();
}

}  // namespace vigilcast::bgp::fsm::idle
