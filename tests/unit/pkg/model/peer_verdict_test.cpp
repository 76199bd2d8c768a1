#include "pkg/model/peer_verdict.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>

namespace vigilcast::model::peer_verdict_test {

using bgp::ErrorCode;
using bgp::Notification;
using bgp::PeerStatus;
using bgp::fsm::DownReason;
using bgp::fsm::State;
using std::chrono::seconds;
using Mood = Explanation::Mood;

const Instant kNow{std::chrono::hours(100)};

// A peer as configured by most people, down since 192 s.
PeerStatus tor_a() {
  PeerStatus peer;
  peer.config.name = "tor-a";
  peer.config.address = *IpAddress::parse("192.0.2.1");
  peer.config.local_address = *IpAddress::parse("192.0.2.11");
  peer.config.local_as = 65001;
  peer.config.peer_as = 65000;
  peer.config.router_id = *IpAddress::parse("192.0.2.11");
  peer.config.hold_time = 9;
  peer.config.families = {bgp::kIpv4Unicast};
  peer.state = State::active;
  peer.since = kNow - seconds(192);
  return peer;
}

PeerStatus failed(const std::string& text) {
  PeerStatus peer = tor_a();
  peer.last_down = DownReason::connect_failed;
  peer.last_down_text = text;
  peer.connect_attempts = 3;
  return peer;
}

PeerStatus notified(ErrorCode code, std::uint8_t subcode) {
  PeerStatus peer = tor_a();
  peer.last_down = DownReason::notification_received;
  peer.last_notification = {code, subcode, {}};
  return peer;
}

bgp::Open open_of(std::uint32_t as, std::vector<bgp::Family> families) {
  bgp::Open open;
  open.my_as = static_cast<std::uint16_t>(as);
  open.capabilities.families = std::move(families);
  return open;
}

PeerStatus with(PeerStatus peer, const std::function<void(PeerStatus&)>& change) {
  change(peer);
  return peer;
}

PeerStatus established() {
  PeerStatus peer = tor_a();
  peer.state = State::established;
  peer.sessions = 1;
  peer.peer_open = open_of(65000, {bgp::kIpv4Unicast});
  bgp::Negotiated& agreed = peer.negotiated.emplace();
  agreed.local_as = 65001;
  agreed.peer_as = 65000;
  agreed.hold_time = 9;
  agreed.families = {bgp::kIpv4Unicast};
  peer.local = *Endpoint::parse("192.0.2.11:41000");
  peer.remote = *Endpoint::parse("192.0.2.1:179");
  return peer;
}

struct Case {
  const char* name;
  PeerStatus peer;
  const char* says;  // in the first cause
  const char* hint;  // in its hint
};

std::vector<Case> down_cases() {
  return {
      {"refused", failed("connection refused"), "connection refused: the host answers, but nothing listens on 192.0.2.1:179",
       "is BGP running there, on port 179?"},
      {"silence", failed("no answer within 4s"), "no answer from 192.0.2.1:179", "firewall"},
      {"silence with a password", with(failed("no answer"), [](PeerStatus& p) { p.config.md5_password = "secret"; }), "a password is configured",
       "compare the password"},
      {"reset with a password", with(failed("reset by the peer"), [](PeerStatus& p) { p.config.md5_password = "secret"; }),
       "the connection is reset, and a password", "192.0.2.11"},
      {"reset without one", failed("reset by the peer"), "reset before the peer said anything", "may expect a password"},
      {"no route", failed("no route to host"), "no route to 192.0.2.1", "ip route get 192.0.2.1"},
      {"own address missing", failed("local-address 192.0.2.11 is not on any interface of this host"), "the local address 192.0.2.11 is on no interface",
       "ip address add"},
      {"something else", failed("permission denied"), "failed: permission denied", "look at"},
      {"wrong AS",
       with(notified(ErrorCode::open_message, bgp::open_error::bad_peer_as),
            [](PeerStatus& p) {
              p.last_down = DownReason::notification_sent;
              p.peer_open = open_of(64999, {bgp::kIpv4Unicast});
            }),
       "wrong AS: the peer says it is AS 64999, configured is AS 65000", "set the peer's AS to 64999"},
      {"closed without a word",
       with(tor_a(),
            [](PeerStatus& p) {
              p.last_down = DownReason::connection_closed;
              p.last_down_text = "closed by the peer";
            }),
       "closes it without a word", "no neighbor 192.0.2.11"},
      {"closed after its OPEN",
       with(tor_a(),
            [](PeerStatus& p) {
              p.last_down = DownReason::connection_closed;
              p.last_down_text = "reset by the peer";
              p.peer_open = open_of(65000, {});
            }),
       "closed the connection without saying why: reset by the peer", "router's log"},
      {"its link went down",
       with(tor_a(),
            [](PeerStatus& p) {
              p.last_down = DownReason::link_down;
              p.last_down_text = "interface eth0 went down";
              p.config.interface = "eth0";
              p.peer_open = open_of(65000, {});
            }),
       "interface eth0 went down", "ip link show eth0"},
      {"our AS is wrong there", notified(ErrorCode::open_message, bgp::open_error::bad_peer_as), "the peer ended the session: OPEN",
       "remote-as for this neighbor must be 65001"},
      {"our router id collides", notified(ErrorCode::open_message, bgp::open_error::bad_identifier), "the peer ended the session", "router id 192.0.2.11"},
      {"our hold time is too short", notified(ErrorCode::open_message, bgp::open_error::unacceptable_hold_time), "the peer ended the session",
       "hold time of 9s"},
      {"authentication failure of old", notified(ErrorCode::open_message, 5), "the peer ended the session", "compare the password"},
      {"too many prefixes", notified(ErrorCode::cease, bgp::cease::max_prefixes), "the peer ended the session: Cease", "maximum-prefix"},
      {"an unknown code", notified(static_cast<ErrorCode>(99), 1), "the peer ended the session", "log"},
      {"shut down with a text",
       with(notified(ErrorCode::cease, 2), [](PeerStatus& p) { p.last_notification = Notification::cease_with_text(2, "back at 10:00"); }),
       "saying \"back at 10:00\"", "enabled there"},
      {"a fault of the peer",
       with(tor_a(),
            [](PeerStatus& p) {
              p.last_down = DownReason::notification_sent;
              p.last_notification = {ErrorCode::update_message, bgp::update_error::malformed_attributes, {}};
              p.last_down_text = "attributes run over the end";
            }),
       "attributes run over the end", "the peer's message"},
      {"hold timer", with(tor_a(), [](PeerStatus& p) { p.last_down = DownReason::hold_timer_expired; }), "hold timer expired", "MTU"},
      {"peer does not read", with(tor_a(), [](PeerStatus& p) { p.last_down = DownReason::send_hold_timer_expired; }), "stopped reading", "stuck"},
      {"no OPEN", with(tor_a(), [](PeerStatus& p) { p.last_down = DownReason::open_timeout; }), "sends no OPEN", "192.0.2.1:179"},
      {"collision", with(tor_a(), [](PeerStatus& p) { p.last_down = DownReason::collision; }), "both sides connected at once", "a moment"},
      {"passive",
       with(tor_a(),
            [](PeerStatus& p) {
              p.config.passive = true;
              p.config.listen_port = 1179;
            }),
       "it never did", "from 192.0.2.1 to 192.0.2.11 port 1179"},
      {"passive, again",
       with(tor_a(),
            [](PeerStatus& p) {
              p.config.passive = true;
              p.sessions = 2;
            }),
       "to connect again", "let us connect"},
      {"nothing happened yet", tor_a(), "no attempt has ended yet", "under way"},
  };
}

TEST(PeerVerdict, DownSaysTheLikeliestCauseFirstAndWhatToDo) {
  for (const Case& one : down_cases()) {
    SCOPED_TRACE(one.name);
    const Explanation verdict = peer_verdict(one.peer, kNow);
    EXPECT_EQ(verdict.mood, Mood::bad);
    EXPECT_EQ(verdict.text, "session with tor-a (192.0.2.1) is down for 3m12s (Active)");
    ASSERT_FALSE(verdict.because.empty());
    EXPECT_NE(verdict.because[0].text.find(one.says), std::string::npos) << verdict.because[0].text;
    EXPECT_NE(verdict.because[0].hint.find(one.hint), std::string::npos) << verdict.because[0].hint;
  }
}

TEST(PeerVerdict, SilenceWithAPasswordStillNamesTheFirewall) {
  const Explanation verdict = peer_verdict(with(failed("no answer"),
                                                [](PeerStatus& p) {
                                                  p.config.md5_password = "secret";
                                                  p.config.incoming_ttl = 254;
                                                }),
                                           kNow);
  ASSERT_GE(verdict.because.size(), 3U);
  EXPECT_NE(verdict.because[1].hint.find("firewall"), std::string::npos);
  EXPECT_NE(verdict.because[2].text.find("TTL security"), std::string::npos);
}

TEST(PeerVerdict, NeverShowsThePassword) {
  const std::function<void(const Explanation&)> look = [&](const Explanation& part) {
    EXPECT_EQ((part.text + part.hint).find("hunter2"), std::string::npos) << part.text;
    for (const Explanation& reason : part.because) look(reason);
  };
  for (Case& one : down_cases()) look(peer_verdict(with(std::move(one.peer), [](PeerStatus& p) { p.config.md5_password = "hunter2"; }), kNow));
}

TEST(PeerVerdict, WhatThePeerSaidIsMadePrintable) {
  const Explanation verdict = peer_verdict(failed("evil \x1b[2J text"), kNow);
  EXPECT_EQ(verdict.because[0].text.find('\x1b'), std::string::npos);
}

TEST(PeerVerdict, FamiliesThatAreNotAgreedAreListed) {
  const Explanation verdict = peer_verdict(with(established(),
                                                [](PeerStatus& p) {
                                                  p.config.families = {bgp::kIpv4Unicast, bgp::kIpv6Unicast};
                                                  p.peer_open = open_of(65000, {bgp::kIpv4Unicast, bgp::kIpv4Flow});
                                                }),
                                           kNow);
  EXPECT_EQ(verdict.because[1].text, "ipv6 unicast is not negotiated: we offer ipv4 unicast, ipv6 unicast; the peer offers ipv4 unicast, ipv4 flow");
  EXPECT_EQ(verdict.because[1].mood, Mood::bad);
  EXPECT_EQ(verdict.because[2].text, "the peer also offers ipv4 flow, which is not configured here");
}

// RFC 4760 section 8: a peer without the capability speaks IPv4 unicast.
TEST(PeerVerdict, APeerWithoutCapabilitiesSpeaksIpv4Unicast) {
  const Explanation verdict = peer_verdict(with(established(), [](PeerStatus& p) { p.peer_open = open_of(65000, {}); }), kNow);
  for (const Explanation& part : verdict.because) EXPECT_EQ(part.text.find("not negotiated"), std::string::npos) << part.text;
}

struct Routes {
  std::size_t desired, sent;
  Mood mood;
  const char* says;
};

TEST(PeerVerdict, UpTellsWhatThePeerKnows) {
  const Routes cases[] = {
      {0, 0, Mood::neutral, "nothing is to be announced to this peer"},
      {3, 0, Mood::bad, "nothing is announced yet: 0 of 3 routes"},
      {3, 2, Mood::bad, "announced 2 of 3 routes"},
      {3, 3, Mood::good, "all 3 routes are announced"},
      {1, 1, Mood::good, "all 1 route is announced"},
      {0, 2, Mood::bad, "withdrawals wait to be sent"},
  };
  for (const Routes& one : cases) {
    PeerStatus peer = established();
    peer.routes_desired = one.desired;
    peer.routes_sent = one.sent;
    const Explanation verdict = peer_verdict(peer, kNow);
    EXPECT_EQ(verdict.text, "session with tor-a (192.0.2.1) is up for 3m12s");
    EXPECT_EQ(verdict.mood, Mood::good);
    ASSERT_EQ(verdict.because.size(), 2U);
    EXPECT_EQ(verdict.because[0].text, "connection 192.0.2.11:41000 to 192.0.2.1:179, AS 65001 to AS 65000 (eBGP), hold time 9s, families: ipv4 unicast");
    EXPECT_NE(verdict.because[1].text.find(one.says), std::string::npos) << verdict.because[1].text;
    EXPECT_EQ(verdict.because[1].mood, one.mood) << one.says;
    EXPECT_FALSE(verdict.because[1].hint.empty());
  }
}

TEST(PeerVerdict, ANameThatHasTheAddressDoesNotRepeatIt) {
  const Explanation verdict = peer_verdict(with(tor_a(), [](PeerStatus& p) { p.config.name = "neighbor 192.0.2.1 local-ip 192.0.2.11"; }), kNow);
  EXPECT_EQ(verdict.text, "session with neighbor 192.0.2.1 local-ip 192.0.2.11 is down for 3m12s (Active)");
}

TEST(PeerVerdict, SaysHowTheLastSessionEndedWhateverFailedSince) {
  PeerStatus peer = failed("cannot connect: connection refused");
  peer.sessions = 1;
  peer.last_loss = DownReason::hold_timer_expired;
  peer.last_loss_text = "nothing was heard for 9s";
  const auto told = [&] {
    const auto because = peer_verdict(peer, kNow).because;
    return std::ranges::any_of(because, [](const Explanation& one) { return one.text == "the last session ended: nothing was heard for 9s"; });
  };
  EXPECT_TRUE(told());
  peer.last_down_text = peer.last_loss_text;
  EXPECT_FALSE(told()) << "it is the cause itself";
}

}  // namespace vigilcast::model::peer_verdict_test
