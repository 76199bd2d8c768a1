// Stories of two sessions on one wire.
#include "bgp/bfd/session.h"

#include "tests/unit/bgp/bfd/wire_pair.h"

namespace vigilcast::bgp::bfd_session_test {

using namespace std::chrono_literals;
using bfd::Diagnostic;
using bfd::State;
using bfd_pair::Pair;

std::vector<Duration> gaps(const bfd_pair::Side& side, Instant from) {
  std::vector<Duration> out;
  std::optional<Instant> last;
  for (const auto& [at, packet] : side.sent) {
    if (at < from || packet.final) continue;
    if (last) out.push_back(at - *last);
    last = at;
  }
  return out;
}

TEST(BfdSession, ComesUpWithinThreeSlowPacketsAndAgreesOnTheTimers) {
  Pair pair({.min_tx = 100ms, .min_rx = 200ms}, {.min_tx = 300ms, .min_rx = 50ms, .multiplier = 5});
  pair.run(3s);
  ASSERT_TRUE(pair.both_up());
  EXPECT_EQ(pair.left.session.status().transmit_interval, 100ms);
  EXPECT_EQ(pair.left.session.status().detection_time, 5 * 300ms);
  EXPECT_EQ(pair.right.session.status().transmit_interval, 300ms);
  EXPECT_EQ(pair.right.session.status().detection_time, 3 * 100ms);
  EXPECT_EQ(pair.left.changes.back().to, State::up);
  EXPECT_EQ(pair.left.session.status().ups, 1U);
}

TEST(BfdSession, SendsOnceASecondUntilItIsUp) {
  Pair pair({.min_tx = 10ms});
  pair.lose = [](const auto&) { return true; };
  pair.run(60s);
  EXPECT_EQ(pair.left.state(), State::down);
  EXPECT_GE(pair.left.sent.size(), 60U);
  EXPECT_LE(pair.left.sent.size(), 81U);
  for (const auto& [at, packet] : pair.left.sent) EXPECT_GE(packet.desired_min_tx, 1s);
}

TEST(BfdSession, JitterStaysBetweenThreeQuartersAndAll) {
  Pair pair;
  pair.run(60s);
  for (const Duration gap : gaps(pair.left, Instant{5s})) {
    EXPECT_GE(gap, 225ms);
    EXPECT_LE(gap, 300ms);
  }
}

TEST(BfdSession, WithAMultiplierOfOneThePacketIsNeverLate) {
  Pair pair({.multiplier = 1}, {.multiplier = 1});
  pair.run(60s);
  ASSERT_TRUE(pair.both_up());
  for (const Duration gap : gaps(pair.left, Instant{5s})) EXPECT_LE(gap, 270ms);
  EXPECT_EQ(pair.left.session.status().downs, 0U);
}

TEST(BfdSession, SilenceIsSeenAfterTheDetectionTimeAndTheSessionComesBackOnce) {
  Pair pair;
  pair.run(5s);
  pair.lose = [](const auto&) { return true; };
  pair.run(902ms);
  EXPECT_EQ(pair.left.state(), State::down);
  EXPECT_EQ(pair.left.session.status().last_failure, Diagnostic::detection_time_expired);
  EXPECT_EQ(pair.left.session.status().remote_discriminator, 0U);
  pair.run(30s);
  pair.lose = [](const auto&) { return false; };
  pair.run(3s);
  EXPECT_TRUE(pair.both_up());
  EXPECT_EQ(pair.left.session.status().ups, 2U);
  EXPECT_EQ(pair.left.session.status().last_failure, Diagnostic::detection_time_expired) << "kept for whoever asks why";
}

TEST(BfdSession, LosingTwoOfThreePacketsForEverIsNoFailure) {
  Pair pair;
  pair.run(5s);
  std::map<const bfd_pair::Side*, unsigned> count;
  pair.lose = [&](const bfd_pair::Side& from) { return ++count[&from] % 3 != 0; };
  pair.run(10min);
  EXPECT_TRUE(pair.both_up());
  EXPECT_EQ(pair.left.session.status().downs + pair.right.session.status().downs, 0U);
}

TEST(BfdSession, OneDirectionLostTakesBothEndsDown) {
  Pair pair;
  pair.run(5s);
  pair.lose = [&](const bfd_pair::Side& from) { return &from == &pair.left; };
  pair.run(910ms);
  EXPECT_EQ(pair.right.session.status().last_failure, Diagnostic::detection_time_expired);
  EXPECT_EQ(pair.left.session.status().last_failure, Diagnostic::neighbor_signaled_down);
  EXPECT_NE(pair.left.state(), State::up);
}

TEST(BfdSession, NewTimersAreAgreedOnByPollAndFinalWithoutAFlap) {
  Pair pair;
  pair.run(5s);
  const Instant changed = pair.now;
  pair.left.session.configure({.min_tx = 1s, .min_rx = 1s}, pair.now);
  EXPECT_EQ(pair.left.session.status().transmit_interval, 300ms) << "slower only when the peer knows";
  pair.run(2s);
  EXPECT_EQ(pair.left.session.status().transmit_interval, 1s);
  EXPECT_EQ(pair.left.session.status().detection_time, 3s);
  EXPECT_EQ(pair.right.session.status().detection_time, 3s);
  pair.left.session.configure({.min_tx = 50ms, .min_rx = 50ms}, pair.now);
  pair.run(2s);
  EXPECT_EQ(pair.left.session.status().transmit_interval, 300ms) << "the peer takes no more";
  pair.run(1min);
  EXPECT_EQ(pair.left.session.status().downs + pair.right.session.status().downs, 0U);
  const auto polls = std::ranges::count_if(pair.left.sent, [&](const auto& one) { return one.first >= changed && one.second.poll; });
  EXPECT_GE(polls, 2);
  EXPECT_LE(polls, 6) << "a poll ends with its final";
  for (const auto& [at, packet] : pair.left.sent) EXPECT_FALSE(packet.poll && packet.final);
}

TEST(BfdSession, APollThatIsLostIsRepeatedAndNothingSlowsDownMeanwhile) {
  Pair pair;
  pair.run(5s);
  pair.lose = [&](const bfd_pair::Side& from) { return from.sent.back().second.final; };
  pair.left.session.configure({.min_tx = 2s}, pair.now);
  pair.run(10s);
  EXPECT_TRUE(pair.both_up());
  EXPECT_EQ(pair.left.session.status().transmit_interval, 300ms);
  pair.lose = [](const auto&) { return false; };
  pair.run(1s);
  EXPECT_EQ(pair.left.session.status().transmit_interval, 2s);
}

TEST(BfdSession, ConfiguringTwiceDuringAPollEndsWithTheSecondValues) {
  Pair pair;
  pair.run(5s);
  pair.left.session.configure({.min_tx = 1s}, pair.now);
  pair.left.session.configure({.min_tx = 2s}, pair.now);
  pair.run(5s);
  EXPECT_EQ(pair.left.session.status().transmit_interval, 2s);
  EXPECT_EQ(pair.right.session.status().remote_min_tx, 2s);
}

TEST(BfdSession, APassiveSessionWaitsForThePeer) {
  Pair pair({.passive = true}, {.passive = true});
  pair.run(10s);
  EXPECT_TRUE(pair.left.sent.empty() && pair.right.sent.empty());
  Pair half({.passive = true});
  half.run(3s);
  EXPECT_TRUE(half.both_up());
}

TEST(BfdSession, SwitchedOffHereThePeerIsToldThatItIsNoFailure) {
  Pair pair;
  pair.run(5s);
  pair.left.session.disable(pair.now);
  pair.run(100ms);
  EXPECT_EQ(pair.right.state(), State::down);
  EXPECT_TRUE(pair.right.changes.back().by_peers_admin);
  EXPECT_EQ(pair.right.session.status().remote_diagnostic, Diagnostic::administratively_down);
  EXPECT_FALSE(pair.left.session.silent());
  pair.run(3s);
  EXPECT_TRUE(pair.left.session.silent());
  pair.left.session.enable(pair.now);
  pair.run(3s);
  EXPECT_TRUE(pair.both_up());
}

TEST(BfdSession, APeerThatRestartsWithANewDiscriminatorIsANewSession) {
  Pair pair;
  pair.run(5s);
  pair.right.session = bfd::Session({}, bfd_pair::toy_digests(), 33, Rng(99), pair.now);
  pair.run(3s);
  EXPECT_TRUE(pair.both_up());
  EXPECT_EQ(pair.left.session.status().remote_discriminator, 33U);
  EXPECT_EQ(pair.left.session.status().downs, 1U);
}

// What the right side of `pair` would say in Up.
bfd::Packet word_of_the_peer() {
  bfd::Packet packet;
  packet.state = State::up;
  packet.my_discriminator = 22;
  packet.your_discriminator = 11;
  packet.desired_min_tx = packet.required_min_rx = 300ms;
  return packet;
}

// How many packets the left side sends while the peer says this every 300 ms.
std::uint64_t answers_to(const bfd::Packet& packet, Pair& pair) {
  pair.left.session.receive(packet, {}, pair.now);
  const auto before = pair.left.session.status().sent;
  for (int i = 0; i < 20; ++i) {
    pair.now += 300ms;
    pair.left.session.receive(packet, {}, pair.now);
    pair.left.session.on_time(pair.now);
  }
  return pair.left.session.status().sent - before;
}

TEST(BfdSession, APeerInDemandModeIsSentNothingWhileBothAreUp) {
  Pair pair;
  pair.run(5s);
  bfd::Packet demand = word_of_the_peer();
  EXPECT_GE(answers_to(demand, pair), 19U);
  demand.demand = true;
  EXPECT_EQ(answers_to(demand, pair), 0U);
  demand.poll = true;
  EXPECT_EQ(answers_to(demand, pair), 20U) << "a poll is answered all the same";
  EXPECT_EQ(pair.left.state(), State::up);
}

TEST(BfdSession, APeerThatTakesNothingIsSentNothingPeriodic) {
  Pair pair;
  pair.run(5s);
  bfd::Packet full = word_of_the_peer();
  full.required_min_rx = 0ms;
  EXPECT_EQ(answers_to(full, pair), 0U);
}

TEST(BfdSession, AHundredSessionsDoNotMarchInStep) {
  std::map<Duration, unsigned> together;
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    Pair pair({}, {}, 2 * seed);
    pair.run(30s);
    for (const auto& [at, packet] : pair.left.sent) {
      if (at > Instant{25s}) ++together[(at.time_since_epoch() / 1ms) * 1ms];
    }
  }
  for (const auto& [at, count] : together) EXPECT_LT(count, 12U) << "at " << format_duration(at);
}

// Loss, silence, new timers and restarts in any order: the sessions always find each other again.
TEST(BfdSession, WhateverHappenedTheyComeUpAgain) {
  for (std::uint64_t seed = 1; seed <= 50; ++seed) {
    Rng rng(seed);
    Pair pair({}, {}, seed);
    for (int i = 0; i < 20; ++i) {
      const double loss = rng.unit();
      pair.lose = [&rng, loss](const auto&) { return rng.chance(loss); };
      if (rng.chance(0.3)) pair.left.session.configure({.min_tx = (1 + rng.below(500)) * 1ms, .min_rx = (1 + rng.below(500)) * 1ms}, pair.now);
      if (rng.chance(0.1)) pair.right.session = bfd::Session({}, bfd_pair::toy_digests(), static_cast<std::uint32_t>(100 + i), Rng(seed), pair.now);
      if (rng.chance(0.1)) pair.right.session.disable(pair.now);
      if (rng.chance(0.5)) pair.right.session.enable(pair.now);
      pair.run(rng.below(4000) * 1ms);
    }
    pair.lose = [](const auto&) { return false; };
    pair.right.session.enable(pair.now);
    pair.run(10s);
    EXPECT_TRUE(pair.both_up()) << "seed " << seed;
  }
}

}  // namespace vigilcast::bgp::bfd_session_test
