#include "bgp/fsm/session.h"

#include <array>
#include <utility>

#include "bgp/fsm/open_check.h"
#include "bgp/fsm/states.h"

namespace vigilcast::bgp::fsm {
namespace {

struct Rules {
  void (*handle)(Step&, const Event&);
  void (*expire)(Step&, Timer);
};

// In the order of State.
constexpr std::array kRules{
    Rules{idle::handle, idle::expire},           Rules{connect::handle, connect::expire},           Rules{active::handle, active::expire},
    Rules{open_sent::handle, open_sent::expire}, Rules{open_confirm::handle, open_confirm::expire}, Rules{established::handle, established::expire},
};

// We were busy ourselves: what has arrived meanwhile may still wait to be read, and counts before silence does.
constexpr Duration kLate = std::chrono::milliseconds(100);
constexpr Duration kReading = std::chrono::milliseconds(250);

const Rules& rules_of(State state) { return kRules[static_cast<std::size_t>(state)]; }

}  // namespace

Session::Session(Settings settings, Rng rng) : settings_(std::move(settings)), rng_(rng) {}

std::vector<Action> Session::handle(const Event& event, Instant now) {
  if (const auto* path = std::get_if<PathChanged>(&event)) memory_.path_up = path->up;
  if (const auto* message = std::get_if<OpenReceived>(&event); settings_.mirror_as && message != nullptr && memory_.deadlines.running(Timer::delay_open)) {
    if (!check_as(message->open, settings_)) mirror(message->open.as());
  }
  Step step(settings_, memory_, rng_, now);
  rules_of(memory_.state).handle(step, event);
  return std::move(step.actions);
}

// Our own AS is the one that the peer names; what our OPEN says of it, too.
void Session::mirror(std::uint32_t as) {
  settings_.local_as = as;
  if (settings_.capabilities.as4) settings_.capabilities.as4 = as;
}

std::optional<Instant> Session::next_deadline() const { return memory_.deadlines.next(); }

std::vector<Action> Session::on_time(Instant now) {
  Step step(settings_, memory_, rng_, now);
  while (const std::optional<Timer> timer = memory_.deadlines.due(now)) {
    const Instant at = *memory_.deadlines.at(*timer);
    memory_.deadlines.clear(*timer);
    if (*timer == Timer::hold && now - at >= kLate && !std::exchange(memory_.hold_extended, true)) {
      memory_.deadlines.set(Timer::hold, now + kReading);
      continue;
    }
    rules_of(memory_.state).expire(step, *timer);
  }
  return std::move(step.actions);
}

void Session::follow(const Session& before, Instant now) {
  memory_.losses = before.memory_.losses;
  if (memory_.state == State::idle) memory_.deadlines.set(Timer::idle_hold, before.memory_.deadlines.at(Timer::idle_hold).value_or(now));
}

}  // namespace vigilcast::bgp::fsm
