// OpenSent, OpenConfirm and Established: what a connection means whatever was said on it so far.
#include <algorithm>
#include <array>

#include "bgp/fsm/states.h"

namespace vigilcast::bgp::fsm {
namespace {

// "Cease - Administrative Shutdown (back at noon)"
std::string words_of(const Notification& notification) {
  const std::string said = notification.communication();
  return notification.to_string() + (said.empty() ? "" : " (" + said + ")");
}

void received(Step& step, const Notification& notification) {
  step.act(CloseConnection{});  // never answered (RFC 4271 section 6.4)
  step.over(DownReason::notification_received, "the peer sent NOTIFICATION " + words_of(notification), Then::back_off, notification);
}

// The Ceases after which nobody is to wait for us (RFC 8538 section 4): with this peer they must be hard resets to have their effect.
bool ends_the_routes(const Notification& notification) {
  constexpr std::array kFinal{cease::max_prefixes, cease::admin_shutdown, cease::peer_deconfigured, cease::bfd_down};
  return notification.code == ErrorCode::cease && std::ranges::find(kFinal, notification.subcode) != kFinal.end();
}

void stopped(Step& step, const Stop& stop) {
  const bool up = step.memory.state == State::established;
  const bool restarts = up && stop.back_soon && step.memory.negotiated->graceful_restart;
  Notification last_words = stop.notification;
  if (up && step.memory.negotiated->restart_notification) {
    if (restarts && ends_the_routes(last_words)) last_words.subcode = cease::admin_reset;  // says as much as a shutdown, and keeps the routes
    if (!restarts && ends_the_routes(last_words)) last_words = last_words.hardened();
  } else if (restarts) {
    step.act(CloseConnection{});  // a NOTIFICATION would end the routes with the session (RFC 4724 section 4)
    return step.over(DownReason::stopped, "stopped here for a graceful restart", Then::stay_idle);
  }
  std::string text = "stopped here: " + words_of(last_words);
  step.refuse(DownReason::stopped, std::move(last_words), std::move(text), Then::stay_idle);
}

}  // namespace

bool handle_connected(Step& step, const Event& event) {
  if (const auto* stop = std::get_if<Stop>(&event)) {
    stopped(step, *stop);
  } else if (const auto* notified = std::get_if<NotificationReceived>(&event)) {
    received(step, notified->notification);
  } else if (const auto* faulty = std::get_if<MessageFault>(&event)) {
    step.refuse(DownReason::notification_sent, faulty->fault.notification, faulty->fault.text);
  } else if (const std::string* failure = path_failure(event)) {
    Notification last_words{ErrorCode::cease, cease::bfd_down, {}};  // RFC 9384
    if (step.memory.state == State::established && step.memory.negotiated->restart_notification) last_words = last_words.hardened();
    step.refuse(DownReason::bfd_down, std::move(last_words), *failure, Then::stay_idle);
  } else if (const auto* closed = std::get_if<ConnectionClosed>(&event); closed != nullptr && closed->link_down) {
    step.over(DownReason::link_down, closed->reason, Then::back_off);
  } else if (std::holds_alternative<CollisionLost>(event)) {
    step.refuse(DownReason::collision, Notification{ErrorCode::cease, cease::collision, {}}, "another connection to this peer is kept");
  } else if (std::holds_alternative<WriteBlocked>(event)) {
    if (!step.memory.deadlines.running(Timer::send_hold)) step.run(Timer::send_hold, step.send_hold());
  } else if (std::holds_alternative<WriteProgress>(event)) {
    step.memory.deadlines.clear(Timer::send_hold);
  } else if (std::holds_alternative<InputWaits>(event)) {
    if (step.memory.deadlines.running(Timer::hold)) step.restart_hold();
  } else {
    return false;
  }
  return true;
}

bool expire_connected(Step& step, Timer timer) {
  if (timer != Timer::send_hold) return false;
  step.refuse(DownReason::send_hold_timer_expired, Notification{ErrorCode::send_hold_timer, 0, {}},
              "the peer has taken nothing of what we send for " + format_duration(step.send_hold()));
  return true;
}

}  // namespace vigilcast::bgp::fsm
