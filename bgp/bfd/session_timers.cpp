// When a session sends and for how long it waits: sections 6.5, 6.8.2, 6.8.3, 6.8.4 and 6.8.7.
#include <algorithm>

#include "bgp/bfd/session.h"

namespace vigilcast::bgp::bfd {
namespace {

std::chrono::microseconds wire_time(Duration value) { return std::chrono::duration_cast<std::chrono::microseconds>(value); }

}  // namespace

Duration Session::advertised_min_tx() const { return status_.state == State::up ? settings_.min_tx : std::max(settings_.min_tx, kSlowInterval); }

// What is advertised changed, or may have: another state, another configuration. While Up it is the peer's Final that makes us send less often or
// expect more; the other way round nothing is lost by being early.
void Session::apply_timers(Instant now) {
  const Duration min_tx = advertised_min_tx();
  const bool up = status_.state == State::up;
  const bool differs = min_tx != used_min_tx_ || settings_.min_rx != used_min_rx_;
  if (!up || min_tx < used_min_tx_) used_min_tx_ = min_tx;
  if (!up || settings_.min_rx > used_min_rx_) used_min_rx_ = settings_.min_rx;
  if (!up) {
    polling_ = poll_again_ = false;
  } else if (differs) {
    poll_again_ = polling_;
    polling_ = true;
  }
  update_intervals(now);
}

void Session::end_poll(Instant now) {
  polling_ = std::exchange(poll_again_, false);
  if (polling_) return send(false, now);
  used_min_tx_ = advertised_min_tx();
  used_min_rx_ = settings_.min_rx;
}

void Session::update_intervals(Instant now) {
  const Duration before = status_.transmit_interval;
  status_.transmit_interval = std::max(used_min_tx_, status_.remote_min_rx);
  status_.detection_time = status_.remote_multiplier * std::max(used_min_rx_, status_.remote_min_tx);
  if (last_heard_ && status_.remote_discriminator != 0) {
    detect_at_ = *last_heard_ + status_.detection_time;
    forget_at_ = *last_heard_ + 2 * status_.detection_time;
  }
  if (before != status_.transmit_interval || next_transmit_.has_value() != may_send_periodically()) schedule(now);
}

bool Session::may_send_periodically() const {
  if (settings_.passive && status_.remote_discriminator == 0) return false;
  if (status_.state == State::admin_down && !quiet_at_) return false;
  if (status_.remote_min_rx == Duration{}) return false;
  const bool demanded = remote_demand_ && status_.state == State::up && status_.remote_state == State::up;
  return !demanded || polling_;
}

// The next periodic packet, counted from the last one: a shorter interval holds at once.
void Session::schedule(Instant now) {
  if (!may_send_periodically()) return next_transmit_.reset();
  next_transmit_ = last_sent_ ? std::max(now, *last_sent_ + jittered(status_.transmit_interval)) : now;
}

// Section 6.8.7: 75 to 100 %, and with a multiplier of 1 never so late that the one packet misses the detection time.
Duration Session::jittered(Duration interval) {
  const double width = settings_.multiplier == 1 ? 0.15 : 0.25;
  return Duration(static_cast<Duration::rep>(static_cast<double>(interval.count()) * (0.75 + width * rng_.unit())));
}

void Session::send(bool final, Instant now) {
  if (settings_.passive && status_.remote_discriminator == 0) return;
  Packet packet;
  packet.diagnostic = diagnostic_;
  packet.state = status_.state;
  packet.poll = polling_ && !final;
  packet.final = final;
  packet.multiplier = settings_.multiplier;
  packet.my_discriminator = status_.discriminator;
  packet.your_discriminator = status_.remote_discriminator;
  packet.desired_min_tx = wire_time(advertised_min_tx());
  packet.required_min_rx = wire_time(settings_.min_rx);
  packets_.push_back(authenticator_ ? authenticator_->sign(std::move(packet)) : encode(packet));
  ++status_.sent;
  if (final) return;  // an answer; the periodic ones go on as they were
  last_sent_ = now;
  schedule(now);
}

std::optional<Instant> Session::next_deadline() const { return earlier(earlier(next_transmit_, detect_at_), earlier(forget_at_, quiet_at_)); }

void Session::on_time(Instant now) {
  const auto due = [now](std::optional<Instant>& at) {
    if (!at || *at > now) return false;
    at.reset();
    return true;
  };
  if (due(quiet_at_)) next_transmit_.reset();
  if (due(detect_at_)) forget_peer(now);
  if (due(forget_at_) && authenticator_) authenticator_->forget();
  if (next_transmit_ && *next_transmit_ <= now) send(false, now);
}

}  // namespace vigilcast::bgp::bfd
