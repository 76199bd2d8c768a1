// Drives one Session in virtual time and prints what it does as short words, so that a test reads as a story.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "bgp/fsm/session.h"
#include "pkg/base/text.h"

namespace vigilcast::bgp::fsm_test {

using namespace fsm;  // the tests speak of nothing else
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

inline IpAddress ip(std::string_view text) { return IpAddress::parse(text).value(); }

inline Settings ours() {
  Settings out;
  out.local_as = 65001;
  out.peer_as = 65000;
  out.identifier = ip("192.0.2.1");
  out.hold_time = 90;
  out.capabilities.families = {kIpv4Unicast, kIpv6Unicast};
  out.capabilities.as4 = 65001;
  return out;
}

inline Settings passive() {
  Settings out = ours();
  out.passive = true;
  return out;
}

// The OPEN of a peer that fits ours().
inline Open theirs() {
  Open out;
  out.my_as = 65000;
  out.hold_time = 30;
  out.identifier = ip("192.0.2.2");
  out.capabilities.families = {kIpv4Unicast};
  out.capabilities.as4 = 65000;
  return out;
}

inline Notification shutdown() { return Notification{ErrorCode::cease, cease::admin_shutdown, {}}; }
inline Fault fault(ErrorCode code, std::uint8_t subcode) { return Fault{FaultAction::reset_session, 0, Notification{code, subcode, {}}, "something is wrong"}; }

inline std::string numbers(const Notification& notification) {
  return std::to_string(static_cast<unsigned>(notification.code)) + "/" + std::to_string(notification.subcode);
}

struct ActionText {
  std::string operator()(const Connect&) const { return "connect"; }
  std::string operator()(const AbortConnect&) const { return "abort"; }
  std::string operator()(const SendOpen&) const { return "OPEN"; }
  std::string operator()(const SendKeepalive&) const { return "KEEPALIVE"; }
  std::string operator()(const SendNotification& send) const { return "NOTIFICATION " + numbers(send.notification); }
  std::string operator()(const CloseConnection&) const { return "close"; }
  std::string operator()(const StateChanged& change) const { return ">" + std::string(state_name(change.to)); }
  std::string operator()(const Up&) const { return "up"; }
  std::string operator()(const Down& down) const { return "down " + std::string(down_reason_name(down.reason)); }
};

inline std::string text_of(const std::vector<Action>& actions) {
  std::vector<std::string> words;
  for (const Action& action : actions) words.push_back(std::visit(ActionText{}, action));
  return join(words, ", ");
}

class Driver {
 public:
  explicit Driver(Settings settings = ours(), std::uint64_t seed = 1) : session(std::move(settings), Rng(seed)) {}

  std::string operator()(const Event& event) { return told(session.handle(event, now)); }

  // Lets the time pass, timer by timer. Fails when a session spins.
  std::string pass(Duration length) {
    const Instant end = now + length;
    std::vector<std::string> words;
    for (int guard = 0; session.next_deadline() && *session.next_deadline() <= end; ++guard) {
      if (guard > 100000) {
        ADD_FAILURE() << "the session never comes to rest";
        break;
      }
      now = std::max(now, *session.next_deadline());
      const std::string done = told(session.on_time(now));
      if (!done.empty()) words.push_back(done);
    }
    now = end;
    return join(words, ", ");
  }

  // Jumps to the next timer and serves it.
  std::string next() { return pass(until_next().value()); }
  [[nodiscard]] std::optional<Duration> until_next() const {
    if (!session.next_deadline()) return std::nullopt;
    return *session.next_deadline() - now;
  }

  void to_open_sent() {
    (*this)(Start{});
    (*this)(Connected{});
  }
  void to_open_confirm(const Open& open = theirs()) {
    to_open_sent();
    (*this)(OpenReceived{open});
  }
  void to_established(const Open& open = theirs()) {
    to_open_confirm(open);
    (*this)(KeepaliveReceived{});
    ASSERT_EQ(session.state(), State::established);
  }

  Instant now = Instant(std::chrono::hours(1));
  Session session;
  Down last_down;

 private:
  std::string told(const std::vector<Action>& actions) {
    for (const Action& action : actions) {
      if (const auto* down = std::get_if<Down>(&action)) last_down = *down;
    }
    return text_of(actions);
  }
};

}  // namespace vigilcast::bgp::fsm_test
