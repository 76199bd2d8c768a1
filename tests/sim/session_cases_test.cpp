// A session's timers, its end, and who may call, with a peer that says exactly what it is told.
#include <gmock/gmock.h>

#include "bgp/wire/message.h"
#include "tests/sim/raw_peer_case.h"

namespace vigilcast::sim {
namespace raw_peer_case {

using testing::Contains;
using testing::ElementsAre;
using testing::Not;

std::size_t count(const RawPeer& peer, std::string_view what) { return static_cast<std::size_t>(std::ranges::count(peer.heard, what)); }

bgp::Open restarting(const RawPeer& peer, std::uint16_t hold_time, std::uint16_t restart_time) {
  bgp::Open out = peer.open(65009, hold_time);
  out.capabilities.graceful_restart = bgp::GracefulRestart{.time = restart_time, .families = {{bgp::kIpv4Unicast, true}}};
  return out;
}

// Says a KEEPALIVE every `gap` for `length`.
class SessionCases : public RawPeerTest {
 protected:
  void keep_alive(Duration length, Duration gap) {
    for (const Instant end = world.now() + length; world.now() < end; wait(gap)) peer.say_keepalive();
  }
  void say_route() { say_hex("FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF 002F 02 0000 0014 400101 00 400206 0201 0000FDF1 400304 0A000009 18C63364"); }
  void say_end_of_rib() { say_hex("FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF 0017 02 0000 0000"); }
};

// T03
TEST_F(SessionCases, AStopIsSaidFromOpenOnAndIsTheEnd) {
  const auto stop = [&] {
    us.shut_down(bgp::Notification::cease_with_text(bgp::cease::admin_shutdown, ""));
    wait(minutes(10));
  };
  world.network().link(us.address(), ip("10.0.0.9")).refuses = true;
  us.boot();
  wait(seconds(1));
  stop();
  EXPECT_TRUE(peer.heard.empty());
  world.network().link(us.address(), ip("10.0.0.9")).refuses = false;
  for (int said = 0; said < 3; ++said) {
    SCOPED_TRACE(said);
    peer.heard.clear();
    us.boot();
    wait(milliseconds(10));
    if (said > 0) peer.say_open(65009, 90);
    wait(milliseconds(10));
    if (said > 1) peer.say_keepalive();
    wait(milliseconds(10));
    EXPECT_EQ(status().state, said == 0 ? State::open_sent : said == 1 ? State::open_confirm : State::established);
    stop();
    EXPECT_EQ(count(peer, "NOTIFICATION 6/2"), 1U);
    EXPECT_EQ(peer.heard.back(), "closed");
    EXPECT_EQ(count(peer, "connected"), 1U) << "nothing starts again by itself";
  }
}

// T08: without a hold timer in OpenConfirm the session would wait for ever.
TEST_F(SessionCases, AnOpenThatIsNeverConfirmedEndsWithTheHoldTime) {
  us.boot();
  wait(milliseconds(10));
  peer.say_open(65009, 9);
  wait(milliseconds(8900));
  EXPECT_EQ(status().state, State::open_confirm);
  wait(milliseconds(200));
  EXPECT_THAT(peer.heard, Contains("NOTIFICATION 4/0"));
  EXPECT_EQ(status().last_down, DownReason::hold_timer_expired);
}

// T09
TEST_F(SessionCases, TheSmallerHoldTimeCountsAndKeepalivesComeThreeTimesAsOften) {
  establish(9);
  keep_alive(seconds(90), seconds(3));
  EXPECT_EQ(status().state, State::established);
  EXPECT_GE(count(peer, "KEEPALIVE"), 29U);
  EXPECT_LE(count(peer, "KEEPALIVE"), 41U);
  wait(seconds(10));
  EXPECT_EQ(status().last_down, DownReason::hold_timer_expired) << "ours, of 90 s, would still run";
}

TEST_F(SessionCases, WithoutAHoldTimeNobodyCounts) {
  establish(0);
  wait(std::chrono::hours(24));
  EXPECT_EQ(status().state, State::established);
  EXPECT_THAT(peer.heard, Not(Contains("KEEPALIVE")));
}

// T11: we were busy for longer than the hold time, and what arrived meanwhile is read after the timers were served.
TEST_F(SessionCases, WhatHasArrivedCountsBeforeTheHoldTimeDoes) {
  establish(9);
  keep_alive(seconds(6), seconds(3));
  us.stall(seconds(12));
  keep_alive(seconds(12), seconds(3));
  keep_alive(seconds(12), seconds(3));
  EXPECT_EQ(status().state, State::established);
  EXPECT_EQ(status().sessions, 1U);
}

TEST_F(SessionCases, ButSilenceIsSilence) {
  establish(9);
  us.stall(seconds(12));
  wait(milliseconds(12'300));
  EXPECT_EQ(status().last_down, DownReason::hold_timer_expired);
  EXPECT_THAT(peer.heard, Contains("NOTIFICATION 4/0"));
}

// T12
TEST_F(SessionCases, TheShortestHoldTimeIsKeptToTheInstant) {
  establish(3);
  keep_alive(seconds(60), milliseconds(2900));
  EXPECT_EQ(status().state, State::established);
  peer.say_keepalive();
  wait(milliseconds(3100));
  EXPECT_EQ(peer.heard[peer.heard.size() - 2], "NOTIFICATION 4/0");
}

// T14: any byte that is taken is progress; such a peer is not the send hold timer's.
TEST_F(SessionCases, APeerThatTakesAByteASecondIsThere) {
  us.peer("raw").hold_time = 0;
  establish(0);
  Link& link = world.network().link(us.address(), ip("10.0.0.9"));
  link.buffer = 100;
  link.rate = 1;
  for (std::uint32_t i = 0; i < 2000; ++i) us.announce(route_to(following(Prefix::parse("172.16.0.0/24").value(), i), i));
  wait(minutes(30));
  EXPECT_EQ(status().state, State::established);
  EXPECT_FALSE(world.network().quiet(us.address(), ip("10.0.0.9"))) << "otherwise nothing was slow";
}

// T21
TEST_F(SessionCases, WhoIsNotWantedIsRefused) {
  RawPeer stranger(world, ip("10.0.0.77"));
  us.boot();
  wait(milliseconds(10));
  stranger.connect(us.address());
  wait(milliseconds(10));
  EXPECT_THAT(stranger.heard, ElementsAre("connected", "NOTIFICATION 6/3", "closed"));

  peer.say_open(65009, 90);
  wait(milliseconds(10));
  peer.say_keepalive();
  us.drain("raw", seconds(1), bgp::Notification::cease_with_text(bgp::cease::admin_shutdown, ""));
  wait(seconds(10));
  EXPECT_EQ(status().state, State::idle);
  for (int i = 0; i < 3; ++i) {
    peer.heard.clear();
    peer.connect(us.address());
    wait(seconds(1));
    EXPECT_THAT(peer.heard, ElementsAre("connected", "NOTIFICATION 6/5", "closed"));
  }
}

// T26: a peer that came back and never ends its dump keeps nothing of the old one for ever; and our own End-of-RIB waits for nobody's.
TEST_F(SessionCases, AnEndOfRibThatNeverComesIsNotWaitedForForEver) {
  us.peer("raw").graceful_restart = 60;
  us.peer("raw").hold_time = 0;
  us.announce(route_to(Prefix::parse("192.0.2.0/24").value()));
  establish(restarting(peer, 0, 60));
  EXPECT_THAT(us.status("raw")->sent.update, 2U) << "a route and End-of-RIB";
  say_route();
  wait(milliseconds(10));
  world.network().reset(us.address(), ip("10.0.0.9"));
  wait(seconds(5));
  EXPECT_EQ(status().routes_received, 1U) << "stale";
  peer.say(restarting(peer, 0, 60));
  wait(milliseconds(10));
  peer.say_keepalive();
  wait(minutes(5));
  EXPECT_EQ(status().state, State::established);
  EXPECT_EQ(status().routes_received, 1U);
  wait(minutes(2));
  EXPECT_EQ(status().state, State::established);
  EXPECT_EQ(status().routes_received, 0U);
}

// T27: we do not offer it, so what a peer says of it changes nothing: its routes go when the restart time is over.
TEST_F(SessionCases, LongLivedGracefulRestartIsNotAgreedOn) {
  us.peer("raw").graceful_restart = 60;
  bgp::Open open = restarting(peer, 90, 60);
  open.capabilities.unknown.push_back({71, from_hex("00010180015180").value()});
  establish(open);
  say_route();
  wait(milliseconds(10));
  ASSERT_EQ(status().routes_received, 1U);
  EXPECT_TRUE(std::ranges::none_of(status().own_open->capabilities.unknown, [](const bgp::RawCapability& one) { return one.code == 71; }));
  world.network().link(us.address(), ip("10.0.0.9")).refuses = true;
  world.network().reset(us.address(), ip("10.0.0.9"));
  wait(seconds(59));
  EXPECT_EQ(status().routes_received, 1U);
  wait(seconds(2));
  EXPECT_EQ(status().routes_received, 0U);
}

// T27, RFC 9494 section 4.2: a family that is named for long-lived restart alone has no restart time, so its long-lived time begins at once.
TEST_F(SessionCases, AFamilyOfLongLivedRestartAloneIsKeptFromTheStart) {
  us.peer("raw").graceful_restart = 60;
  us.peer("raw").long_lived_stale_time = 0;
  bgp::Open open = restarting(peer, 90, 60);
  open.capabilities.graceful_restart->families.clear();
  open.capabilities.long_lived_restart = {{bgp::kIpv4Unicast, true, 300}};
  establish(open);
  say_route();
  wait(milliseconds(10));
  ASSERT_EQ(status().routes_received, 1U);
  world.network().reset(us.address(), ip("10.0.0.9"));
  wait(milliseconds(10));
  EXPECT_EQ(status().routes_received, 1U);
  us.engine().each_in(us.engine().peers().front(), [](const bgp::Nlri&, const bgp::InView& in) {
    EXPECT_TRUE(in.stale);
    EXPECT_NE(in.attributes->text().find("llgr-stale"), std::string::npos) << in.attributes->text();
  });
  // It is back, and its forwarding state is what the one capability says that names the family.
  wait(seconds(10));
  peer.say(open);
  wait(milliseconds(10));
  peer.say_keepalive();
  wait(seconds(10));
  ASSERT_EQ(status().state, State::established);
  EXPECT_EQ(status().routes_received, 1U);
  world.network().link(us.address(), ip("10.0.0.9")).refuses = true;
  world.network().reset(us.address(), ip("10.0.0.9"));
  wait(seconds(270));
  EXPECT_EQ(status().routes_received, 1U);
  wait(seconds(11));
  EXPECT_EQ(status().routes_received, 0U);
}

}  // namespace raw_peer_case

// T34: they are called in turn, and all of them come up.
TEST(ManyPeers, StartTogetherWithoutABurst) {
  constexpr std::uint32_t kPeers = 1000;
  std::vector<bgp::PeerConfig> all(kPeers);
  for (std::uint32_t i = 0; i < kPeers; ++i) {
    all[i].name = "raw" + std::to_string(i);
    all[i].address = IpAddress::v4(0x0a010000U + i);
    all[i].local_as = 65000;
    all[i].router_id = ip("10.0.0.1");
    all[i].families = {bgp::kIpv4Unicast};
  }
  bgp::Engine engine(Rng(1));
  Instant now{std::chrono::hours(1)};
  engine.set_peers(all, now);
  engine.release_initial_routes(now);
  std::map<Instant, unsigned> at_once;
  for (const Instant end = now + std::chrono::seconds(1); now < end; now = std::max(now, std::min(engine.next_deadline().value_or(end), end))) {
    engine.on_time(now);
    for (const bgp::Output& output : engine.take_outputs()) {
      const auto* open = std::get_if<bgp::OpenConnection>(&output);
      if (open == nullptr) continue;
      ++at_once[now];
      bgp::Open theirs;
      theirs.my_as = 65009;
      theirs.hold_time = 90;
      theirs.identifier = engine.config(open->peer).address;
      Bytes words;
      bgp::encode_open(words, theirs);
      bgp::encode_keepalive(words);
      engine.handle(bgp::ConnectionUp{open->connection, {ip("10.0.0.1"), 40000}, {theirs.identifier, 179}, {}}, now);
      engine.handle(bgp::BytesReceived{open->connection, words}, now);
    }
  }
  EXPECT_GE(at_once.size(), kPeers / 64);
  for (const auto& [when, together] : at_once) EXPECT_LE(together, 64U);
  for (const bgp::PeerId peer : engine.peers()) ASSERT_EQ(engine.status(peer).state, bgp::fsm::State::established) << peer;
}

}  // namespace vigilcast::sim
