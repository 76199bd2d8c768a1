#include "bgp/fsm/step.h"

#include <algorithm>

namespace vigilcast::bgp::fsm {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

// Whatever is configured: a peer that refuses at once must not make us spin.
constexpr Duration kShortestWait = milliseconds(100);
// RFC 4271 section 4.4: not more than one KEEPALIVE a second.
constexpr Duration kShortestKeepalive = seconds(1);

std::pair<MessageType, std::string_view> message_kind(const Event& event) {
  if (std::holds_alternative<OpenReceived>(event)) return {MessageType::open, "OPEN"};
  if (std::holds_alternative<UpdateReceived>(event)) return {MessageType::update, "UPDATE"};
  if (std::holds_alternative<RouteRefreshReceived>(event)) return {MessageType::route_refresh, "ROUTE-REFRESH"};
  if (std::holds_alternative<OperationalReceived>(event)) return {MessageType::operational, "OPERATIONAL"};
  return {MessageType::keepalive, "KEEPALIVE"};
}

}  // namespace

void Step::enter(State to) {
  act(StateChanged{memory.state, to});
  memory.state = to;
}

void Step::start() {
  memory.deadlines.clear_all();
  if (settings.passive) return enter(State::active);
  enter(State::connect);
  connect();
}

void Step::connect() {
  act(Connect{});
  run(Timer::connect_retry, jittered(settings.connect_retry));
}

void Step::connected() {
  if (settings.mirror_as) {
    memory.deadlines.clear_all();
    memory.peer_open.reset();
    return run(Timer::delay_open, settings.open_wait);
  }
  if (settings.delay_open <= Duration{}) return greet();
  memory.deadlines.clear_all();
  memory.peer_open.reset();
  run(Timer::delay_open, settings.delay_open);
}

void Step::greet() {
  memory.deadlines.clear_all();
  memory.peer_open.reset();
  memory.waiting_for_path = memory.confirmed_early = false;
  act(SendOpen{our_open(settings)});
  run(Timer::open_wait, settings.open_wait);
  enter(State::open_sent);
}

void Step::restart_hold() {
  memory.hold_extended = false;
  const std::uint16_t hold = memory.negotiated->hold_time;
  if (hold != 0) run(Timer::hold, seconds(hold));
}

void Step::restart_keepalive() {
  const std::uint16_t hold = memory.negotiated->hold_time;
  if (hold != 0) run(Timer::keepalive, std::max(jittered(Duration(seconds(hold)) / 3), kShortestKeepalive));
}

Duration Step::send_hold() const {
  const Duration twice = seconds(memory.negotiated ? 2 * memory.negotiated->hold_time : 0);
  return std::max(settings.send_hold, twice);
}

void Step::over(DownReason reason, std::string text, Then then, Notification notification) {
  const bool was_stable = memory.state == State::established && now - memory.established_at >= settings.idle_hold_limit;
  if (was_stable || then == Then::stay_idle) memory.losses = 0;
  memory.deadlines.clear_all();
  memory.negotiated.reset();
  enter(then == Then::retry ? State::active : State::idle);
  if (then == Then::retry && !settings.passive) run(Timer::connect_retry, jittered(settings.connect_retry));
  if (then == Then::back_off) hold_idle();
  act(Down{reason, std::move(text), std::move(notification)});
}

void Step::refuse(DownReason reason, Notification notification, std::string text, Then then) {
  act(SendNotification{notification});
  act(CloseConnection{});
  over(reason, std::move(text), then, std::move(notification));
}

void Step::unexpected(const Event& message, std::uint8_t subcode) {
  const auto [type, name] = message_kind(message);
  std::string text = "the peer sent " + std::string(name) + ", which is not expected in " + std::string(state_name(memory.state));
  refuse(DownReason::notification_sent, Notification{ErrorCode::finite_state_machine, subcode, {static_cast<std::uint8_t>(type)}}, std::move(text));
}

void Step::hold_idle() {
  Duration wait = std::max(settings.idle_hold_first, kShortestWait);
  for (unsigned i = 0; i < memory.losses && wait < settings.idle_hold_limit; ++i) wait *= 2;
  ++memory.losses;
  run(Timer::idle_hold, jittered(std::min(wait, std::max(settings.idle_hold_limit, kShortestWait))));
}

Duration Step::jittered(Duration length) {
  const double factor = 0.75 + 0.25 * rng_.unit();
  const auto count = static_cast<Duration::rep>(static_cast<double>(length.count()) * factor);
  return std::max(Duration(count), kShortestWait);
}

Open our_open(const Settings& settings) {
  Open open;
  open.my_as = settings.local_as > 0xffff ? kAsTrans : static_cast<std::uint16_t>(settings.local_as);
  open.hold_time = settings.hold_time;
  open.identifier = settings.identifier;
  open.capabilities = settings.capabilities;
  return open;
}

const std::string* connection_failure(const Event& event) {
  if (const auto* failed = std::get_if<ConnectFailed>(&event)) return &failed->reason;
  if (const auto* closed = std::get_if<ConnectionClosed>(&event)) return &closed->reason;
  return nullptr;
}

const std::string* path_failure(const Event& event) {
  const auto* path = std::get_if<PathChanged>(&event);
  return path == nullptr || path->failure.empty() ? nullptr : &path->failure;
}

bool is_message(const Event& event) {
  return std::holds_alternative<OpenReceived>(event) || std::holds_alternative<KeepaliveReceived>(event) || std::holds_alternative<UpdateReceived>(event) ||
         std::holds_alternative<RouteRefreshReceived>(event) || std::holds_alternative<OperationalReceived>(event);
}

}  // namespace vigilcast::bgp::fsm
