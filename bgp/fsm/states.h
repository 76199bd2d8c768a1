// The six states, a file each: what an event does in it, and what an expired timer does. What is not named there is ignored.
#pragma once

#include "bgp/fsm/step.h"

namespace vigilcast::bgp::fsm {

namespace idle {
void handle(Step& step, const Event& event);
void expire(Step& step, Timer timer);
}  // namespace idle

namespace connect {
void handle(Step& step, const Event& event);
void expire(Step& step, Timer timer);
}  // namespace connect

namespace active {
void handle(Step& step, const Event& event);
void expire(Step& step, Timer timer);
}  // namespace active

namespace open_sent {
void handle(Step& step, const Event& event);
void expire(Step& step, Timer timer);
}  // namespace open_sent

namespace open_confirm {
void handle(Step& step, const Event& event);
void expire(Step& step, Timer timer);
}  // namespace open_confirm

namespace established {
void handle(Step& step, const Event& event);
void expire(Step& step, Timer timer);
}  // namespace established

// Connect or Active with a connection that is up: DelayOpenTimer runs (RFC 4271 section 8.2.1.3).
namespace delay_open {
bool pending(const Step& step);
void over(Step& step);  // the wait
void handle(Step& step, const Event& event);
void expire(Step& step, Timer timer);
}  // namespace delay_open

// What the three states with a connection have in common. False: the event or timer is for the state itself.
bool handle_connected(Step& step, const Event& event);
bool expire_connected(Step& step, Timer timer);

}  // namespace vigilcast::bgp::fsm
