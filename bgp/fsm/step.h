// One step of the machine: an event or a timer meets a state. The files of the states are written in these verbs.
#pragma once

#include <string>
#include <vector>

#include "bgp/fsm/session.h"

namespace vigilcast::bgp::fsm {

// What follows when a connection or attempt is over.
enum class Then {
  stay_idle,  // until Start
  back_off,   // Idle, and again after the idle hold time
  retry       // Active, and again after the connect retry time (RFC 4271 section 8.2.2, event 18)
};

class Step {
 public:
  Step(const Settings& of, Memory& what, Rng& random, Instant at) : settings(of), memory(what), now(at), rng_(random) {}

  void act(Action action) { actions.push_back(std::move(action)); }
  void enter(State to);
  void run(Timer timer, Duration length) { memory.deadlines.set(timer, now + length); }

  void start();    // Idle to Connect, or to Active when passive
  void connect();  // the attempt itself, with its time limit
  void connected();  // the connection is up: greet, or give the peer time to do so first
  void greet();      // OPEN, OpenSent
  void restart_hold();
  void restart_keepalive();
  [[nodiscard]] Duration send_hold() const;

  // Ends the connection or attempt: the state is left, timers are cleared, and Down says why.
  void over(DownReason reason, std::string text, Then then, Notification notification = {});
  // The same after a NOTIFICATION of ours.
  void refuse(DownReason reason, Notification notification, std::string text, Then then = Then::back_off);
  // A message that this state does not expect (RFC 6608; the data is its type).
  void unexpected(const Event& message, std::uint8_t subcode);

  const Settings& settings;
  Memory& memory;
  const Instant now;
  std::vector<Action> actions;

 private:
  void hold_idle();
  [[nodiscard]] Duration jittered(Duration length);

  Rng& rng_;
};

Open our_open(const Settings& settings);

// Event 18, before or after the connection was up: why; nullptr for every other event.
const std::string* connection_failure(const Event& event);
// BFD saw the path fail: the words; nullptr for every other event.
const std::string* path_failure(const Event& event);
// A message that arrived well-formed, whatever the state thinks of it; NOTIFICATION is not one of them.
bool is_message(const Event& event);

}  // namespace vigilcast::bgp::fsm
