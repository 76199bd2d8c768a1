// What a packet means: sections 6.8.1, 6.8.4, 6.8.6 and 6.8.16. When packets are sent is in session_timers.cpp.
#include "bgp/bfd/session.h"

#include <algorithm>
#include <utility>

namespace vigilcast::bgp::bfd {

bool crosses_up(const Change& change) { return (change.from == State::up) != (change.to == State::up); }

std::string change_text(const Change& change) {
  if (change.to == State::up) return "BFD is Up";
  std::string out = "BFD went from " + std::string(state_name(change.from)) + " to " + std::string(state_name(change.to));
  if (change.diagnostic != Diagnostic::none) out += ": " + diagnostic_text(change.diagnostic);
  if (change.by_peers_admin) out += " (switched off there)";
  return out;
}

Session::Session(Settings settings, Digests digests, std::uint32_t discriminator, Rng rng, Instant now)
    : settings_(std::move(settings)), digests_(std::move(digests)), rng_(rng) {
  status_.discriminator = discriminator;
  status_.since = now;
  status_.remote_min_rx = std::chrono::microseconds(1);  // section 6.8.1: until the peer says otherwise
  if (settings_.key) authenticator_.emplace(*settings_.key, digests_, static_cast<std::uint32_t>(rng_.next()));
  apply_timers(now);
  schedule(now);
}

void Session::configure(Settings settings, Instant now) {
  const bool new_key = settings.key != settings_.key;
  settings_ = std::move(settings);
  if (new_key) {
    authenticator_.reset();
    if (settings_.key) authenticator_.emplace(*settings_.key, digests_, static_cast<std::uint32_t>(rng_.next()));
  }
  apply_timers(now);
}

// The peer's detection time is what it takes to be sure that it was told (section 6.8.16).
void Session::disable(Instant now) {
  if (status_.state == State::admin_down) return;
  if (status_.remote_discriminator != 0) quiet_at_ = now + settings_.multiplier * std::max(settings_.min_tx, kSlowInterval);
  enter(State::admin_down, Diagnostic::administratively_down, now);
}

void Session::enable(Instant now) {
  if (status_.state != State::admin_down) return;
  quiet_at_.reset();
  enter(State::down, Diagnostic::none, now);
}

std::optional<std::string_view> Session::refusal(const Packet& packet, ByteView datagram) {
  if (packet.your_discriminator != 0 && packet.your_discriminator != status_.discriminator) return "meant for another session";
  if (packet.authentication && !authenticator_) return "authenticated, but no authentication is configured here";
  return authenticator_ ? authenticator_->check(packet, datagram) : std::nullopt;
}

void Session::refuse(std::string_view reason) {
  ++status_.discarded;
  status_.last_discard = reason;
}

void Session::receive(const Packet& packet, ByteView datagram, Instant now) {
  if (const auto why = refusal(packet, datagram)) return refuse(*why);
  ++status_.received;
  learn(packet, now);
  if (polling_ && packet.final) end_poll(now);
  update_intervals(now);
  if (status_.state != State::admin_down) follow(packet.state, now);
  if (packet.poll && status_.state != State::admin_down) send(true, now);
}

void Session::learn(const Packet& packet, Instant now) {
  status_.remote_discriminator = packet.my_discriminator;
  status_.remote_state = packet.state;
  status_.remote_diagnostic = packet.diagnostic;
  status_.remote_min_tx = packet.desired_min_tx;
  status_.remote_min_rx = packet.required_min_rx;
  status_.remote_multiplier = packet.multiplier;
  status_.remote_independent = packet.independent;
  remote_demand_ = packet.demand;
  last_heard_ = now;
}

// The state machine of section 6.2, as 6.8.6 has it.
void Session::follow(State theirs, Instant now) {
  const State ours = status_.state;
  if (theirs == State::admin_down) {
    if (ours != State::down) enter(State::down, Diagnostic::neighbor_signaled_down, now);
  } else if (ours == State::down) {
    if (theirs == State::down) enter(State::init, diagnostic_, now);
    if (theirs == State::init) enter(State::up, Diagnostic::none, now);
  } else if (ours == State::init) {
    if (theirs != State::down) enter(State::up, Diagnostic::none, now);
  } else if (theirs == State::down) {
    enter(State::down, Diagnostic::neighbor_signaled_down, now);
  }
}

void Session::enter(State to, Diagnostic why, Instant now) {
  const State from = std::exchange(status_.state, to);
  diagnostic_ = why;
  status_.since = now;
  if (to == State::up) ++status_.ups;
  if (from == State::up) {
    ++status_.downs;
    status_.last_failure = why;
  }
  change_ = Change{change_ ? change_->from : from, to, why, status_.remote_state == State::admin_down};
  apply_timers(now);
  send(false, now);
}

// Section 6.8.4, and 6.8.1 for the discriminator: in every state.
void Session::forget_peer(Instant now) {
  status_.remote_discriminator = 0;
  status_.remote_state = State::down;
  remote_demand_ = false;
  if (status_.state == State::init || status_.state == State::up) enter(State::down, Diagnostic::detection_time_expired, now);
  schedule(now);
}

std::vector<Bytes> Session::take_packets() { return std::exchange(packets_, {}); }
std::optional<Change> Session::take_change() { return std::exchange(change_, std::nullopt); }

}  // namespace vigilcast::bgp::bfd
