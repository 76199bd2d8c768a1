// Two sessions on one virtual wire: packets take a millisecond each way, and a test may lose them.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <map>

#include "bgp/bfd/session.h"

namespace vigilcast::bgp::bfd_pair {

using namespace std::chrono_literals;

// Not a digest anybody should use: enough to tell whether the bytes and the secret are the same.
inline Bytes toy_digest(ByteView data, std::size_t size, std::uint8_t salt) {
  Bytes out(size, salt);
  for (std::size_t i = 0; i < data.size(); ++i) out[i % size] = static_cast<std::uint8_t>(out[i % size] * 31U + data[i] + i);
  return out;
}
inline bfd::Digests toy_digests() {
  return {[](ByteView data) { return toy_digest(data, 16, 1); }, [](ByteView data) { return toy_digest(data, 20, 2); }};
}

struct Side {
  bfd::Session session;
  std::vector<std::pair<Instant, bfd::Packet>> sent;
  std::vector<bfd::Change> changes;
  [[nodiscard]] bfd::State state() const { return session.status().state; }
};

class Pair {
 public:
  explicit Pair(bfd::Settings left_settings = {}, bfd::Settings right_settings = {}, std::uint64_t seed = 1)
      : left{bfd::Session(std::move(left_settings), toy_digests(), 11, Rng(seed), Instant{}), {}, {}},
        right{bfd::Session(std::move(right_settings), toy_digests(), 22, Rng(seed + 1), Instant{}), {}, {}} {}

  void run(Duration length) {
    const Instant end = now + length;
    for (;;) {
      collect(left, right);
      collect(right, left);
      std::optional<Instant> next = earlier(left.session.next_deadline(), right.session.next_deadline());
      if (!flying.empty()) next = earlier(next, flying.begin()->first);
      if (!next || *next > end) break;
      EXPECT_GE(*next, now) << "a deadline in the past";
      now = *next;
      step();
    }
    now = end;
  }

  bool both_up() const { return left.state() == bfd::State::up && right.state() == bfd::State::up; }

  Instant now{};
  Side left, right;
  std::function<bool(const Side& from)> lose = [](const Side&) { return false; };

 private:
  struct Flight {
    Side* to;
    Bytes bytes;
  };

  void collect(Side& from, Side& to) {
    if (const auto change = from.session.take_change()) from.changes.push_back(*change);
    for (Bytes& bytes : from.session.take_packets()) {
      from.sent.emplace_back(now, bfd::decode(bytes).value());
      if (!lose(from)) flying.emplace(now + 1ms, Flight{&to, std::move(bytes)});
    }
  }

  void step() {
    while (!flying.empty() && flying.begin()->first <= now) {
      const Flight flight = std::move(flying.begin()->second);
      flying.erase(flying.begin());
      flight.to->session.receive(bfd::decode(flight.bytes).value(), flight.bytes, now);
    }
    left.session.on_time(now);
    right.session.on_time(now);
  }

  std::multimap<Instant, Flight> flying;
};

}  // namespace vigilcast::bgp::bfd_pair
