#include "bgp/engine/bfd_link.h"

#include <gtest/gtest.h>

namespace vigilcast::bgp::bfd_link_test {

using namespace std::chrono_literals;
using bfd::State;

constexpr bfd::Change kUp{.from = State::down, .to = State::up};
constexpr bfd::Change kFailed{.from = State::up, .to = State::down, .diagnostic = bfd::Diagnostic::detection_time_expired};
constexpr bfd::Change kSwitchedOffThere{.from = State::up, .to = State::down, .by_peers_admin = true};
constexpr bfd::Change kSwitchedOffHere{.from = State::up, .to = State::admin_down};
constexpr Instant kStart{1h};

BfdLink after_a_failure() {
  BfdLink link{Rng(1)};
  EXPECT_FALSE(link.changed(kUp, kStart));
  EXPECT_TRUE(link.changed(kFailed, kStart + 10s));
  return link;
}

TEST(BfdLink, AFailureHoldsBackUntilTheHoldOffIsOver) {
  BfdLink link = after_a_failure();
  EXPECT_TRUE(link.holds());
  EXPECT_EQ(link.next_deadline(), kStart + 70s);
  EXPECT_TRUE(link.refuses(kStart + 69s));
  EXPECT_FALSE(link.on_time(kStart + 69s));
  EXPECT_TRUE(link.on_time(kStart + 70s));
  EXPECT_FALSE(link.holds());
}

TEST(BfdLink, OncePathIsUpCallersAreWelcomeAndWeComeAMomentLater) {
  BfdLink link = after_a_failure();
  link.changed(kUp, kStart + 20s);
  EXPECT_FALSE(link.refuses(kStart + 20s));
  EXPECT_FALSE(link.on_time(kStart + 20s + 740ms));
  EXPECT_TRUE(link.on_time(kStart + 21s));
}

TEST(BfdLink, TheBackOffHoldsEvenIfThePathIsUp) {
  BfdLink link = after_a_failure();
  link.changed(kUp, kStart + 10s + 100ms);
  EXPECT_TRUE(link.refuses(kStart + 10s + 700ms));
  EXPECT_FALSE(link.refuses(kStart + 11s));
}

TEST(BfdLink, SwitchedOffIsNoFailure) {
  for (const bfd::Change& change : {kSwitchedOffThere, kSwitchedOffHere}) {
    BfdLink link{Rng(1)};
    link.changed(kUp, kStart);
    EXPECT_FALSE(link.changed(change, kStart + 1s));
    EXPECT_FALSE(link.holds());
    EXPECT_FALSE(link.up());
  }
}

TEST(BfdLink, APathThatWasNeverUpHasNotFailed) {
  BfdLink link{Rng(1)};
  EXPECT_FALSE(link.changed({.from = State::init, .to = State::down}, kStart));
  EXPECT_FALSE(link.next_deadline());
}

TEST(BfdLink, WhatLastedIsForgiven) {
  BfdLink link = after_a_failure();
  Instant now = kStart + 20s;
  for (int i = 0; i < 5; ++i) {
    link.changed(kUp, now);
    link.changed(kFailed, now += 1s);
  }
  link.changed(kUp, now);
  EXPECT_TRUE(link.refuses(now + 10s));
  link.release();
  link.changed(kFailed, now += 10min);
  link.changed(kUp, now);
  EXPECT_FALSE(link.refuses(now + 1s));
}

TEST(BfdLink, ReleasedIsReleased) {
  BfdLink link = after_a_failure();
  link.release();
  EXPECT_FALSE(link.refuses(kStart + 11s));
  EXPECT_FALSE(link.next_deadline());
  BfdLink another = after_a_failure();
  another.end_hold(kStart + 12s);
  EXPECT_TRUE(another.on_time(kStart + 12s));
}

}  // namespace vigilcast::bgp::bfd_link_test
