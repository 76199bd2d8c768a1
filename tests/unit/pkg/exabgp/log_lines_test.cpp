#include "pkg/exabgp/log_lines.h"

#include <gtest/gtest.h>

namespace vigilcast::exabgp::log_lines_test {

using Lines = std::vector<std::string>;

bgp::PeerStatus router() {
  bgp::PeerStatus out;
  out.config.address = *IpAddress::parse("192.168.1.1");
  out.config.local_as = 65001;
  out.config.peer_as = 65000;
  return out;
}

Lines told(bgp::PeerEventKind kind, const bgp::PeerStatus& status = router()) {
  Lines out;
  for (const LogLine& line : log_lines({1, std::move(kind)}, &status)) out.push_back(line.to_string());
  return out;
}

bgp::UpdateSeen update(bgp::Direction direction, std::size_t routes) {
  bgp::UpdateSeen out{direction, {}, {}, {}};
  out.update.attributes.set(bgp::Origin{});
  out.update.attributes.set(bgp::AsPath::sequence({65001}));
  bgp::Announced group{bgp::kIpv4Unicast, {*IpAddress::parse("192.168.1.2"), std::nullopt}, {}};
  for (std::size_t i = 0; i < routes; ++i) group.nlri.push_back(bgp::unicast_nlri({IpAddress::v4(0x640a0000U + static_cast<std::uint32_t>(i << 8)), 24}));
  out.update.announced.push_back(group);
  return out;
}

TEST(LogLines, LayoutIsThatOf5) {
  EXPECT_EQ(log_line(Line::thank_you).to_string(), "welcome         Thank you for using ExaBGP");
  EXPECT_EQ(log_line(Line::performing_reload, {"5.0.15"}).to_string(), "configuration   performing reload of exabgp 5.0.15");
  EXPECT_EQ((LogLine{LineLevel::info, "a-very-long-source-name", "x"}.to_string()), "a-very-long-source-name x");
}

TEST(LogLines, WordsOfTheGuide) {
  EXPECT_EQ(log_line(Line::welcome).text, "Welcome to ExaBGP");
  EXPECT_EQ(log_line(Line::performing_reload_guide, {"5.0.15"}).text, "Performing reload of exabgp 5.0.15");
  EXPECT_EQ(new_neighbor_line(router().config).text, "New neighbor 192.168.1.1 (local AS 65001, peer AS 65000)");
  EXPECT_EQ(log_line(Line::process_started, {"dynamic-routes", "12345"}).text, "Started process 'dynamic-routes' with PID 12345");
  EXPECT_EQ(log_line(Line::process_failed, {"dynamic-routes", "/x: does not exist"}).text, "Process 'dynamic-routes' failed to start: /x: does not exist");
  EXPECT_EQ(log_line(Line::process_failed, {"x", "y"}).level, LineLevel::error);
  EXPECT_EQ(log_line(Line::command, {"announce route 100.10.0.0/24 next-hop self"}).text,
            "Received command from API: announce route 100.10.0.0/24 next-hop self");
}

TEST(LogLines, EveryLineHasItsRow) {
  for (int i = 0; i <= static_cast<int>(Line::command_refused); ++i) { EXPECT_FALSE(log_line(static_cast<Line>(i), {"a", "b", "c", "d"}).text.empty()) << i; }
}

TEST(LogLines, ValuesCannotForgeLines) {
  EXPECT_EQ(log_line(Line::command, {"foo\nbar"}).text,
            "Received command from API: foo\xef\xbf\xbd"
            "bar");
}

TEST(LogLines, Session) {
  const Endpoint local{*IpAddress::parse("192.168.1.2"), 4000}, remote{*IpAddress::parse("192.168.1.1"), 179};
  EXPECT_EQ(told(bgp::PeerConnected{local, remote, false}), (Lines{"reactor         connected to peer-1 with outgoing-1 192.168.1.2-192.168.1.1"}));
  EXPECT_EQ(told(bgp::PeerConnected{local, remote, true}), (Lines{"reactor         connected to peer-1 with incoming-1 192.168.1.2-192.168.1.1"}));
  EXPECT_EQ(told(bgp::OpenSeen{bgp::Direction::send, {}, {}}), (Lines{"reactor         Sending OPEN to 192.168.1.1"}));
  EXPECT_EQ(told(bgp::OpenSeen{bgp::Direction::receive, {}, {}}), (Lines{"reactor         Received OPEN from 192.168.1.1"}));
  EXPECT_EQ(told(bgp::PeerUp{}), (Lines{"reactor         BGP session established with 192.168.1.1"}));
  EXPECT_EQ(told(bgp::PeerDown{bgp::fsm::DownReason::connection_closed, "closed by the peer", {}, true}),
            (Lines{"reactor         session with 192.168.1.1 is down: closed by the peer"}));
  EXPECT_EQ(told(bgp::PeerDown{bgp::fsm::DownReason::connect_failed, "connection refused", {}, false}),
            (Lines{"reactor         no session with 192.168.1.1 yet: connection refused"}));
  EXPECT_TRUE(told(bgp::KeepaliveSeen{bgp::Direction::send}).empty());
}

TEST(LogLines, UpdatesAsTheGuidePrintsThem) {
  EXPECT_EQ(told(update(bgp::Direction::send, 1)), (Lines{"reactor         Announced route 100.10.0.0/24 next-hop 192.168.1.2",
                                                          "rib             UPDATE: route 100.10.0.0/24 next-hop 192.168.1.2 origin IGP as-path [ 65001 ]"}));
  EXPECT_EQ(told(update(bgp::Direction::receive, 1)), (Lines{"routes          UPDATE: route 100.10.0.0/24 next-hop 192.168.1.2 origin IGP as-path [ 65001 ]"}));
  bgp::UpdateSeen withdrawal{bgp::Direction::send, {}, {}, {}};
  withdrawal.update.withdrawn.push_back({bgp::kIpv4Unicast, {bgp::unicast_nlri(*Prefix::parse("100.10.0.0/24"))}});
  EXPECT_EQ(told(withdrawal), (Lines{"rib             UPDATE: withdraw route 100.10.0.0/24"}));
}

TEST(LogLines, WhatACommandDid) {
  bgp::AttributeSet set;
  set.set(bgp::Med{5});
  const bgp::Nlri nlri = bgp::unicast_nlri(*Prefix::parse("10.0.0.0/8"));
  const bgp::Route route{nlri, {.self = true, .given = {}}, std::make_shared<const bgp::AttributeSet>(set), {}};
  EXPECT_EQ(route_change_line("neighbor 192.168.1.1 local-ip auto", bgp::Announce{route}).to_string(),
            "processes       route added to neighbor 192.168.1.1 local-ip auto : 10.0.0.0/8 next-hop self med 5");
  EXPECT_EQ(route_change_line("neighbor 192.168.1.1", bgp::Withdraw{nlri, {}}).text, "route removed from neighbor 192.168.1.1 : 10.0.0.0/8");
}

TEST(LogLines, AFullTableDoesNotDrownTheLog) {
  const Lines lines = told(update(bgp::Direction::send, 1000));
  EXPECT_EQ(lines.size(), 202U);
  EXPECT_EQ(lines[100], "reactor         Announced 900 more routes with the same attributes");
  EXPECT_EQ(lines.back(), "rib             UPDATE: 900 more routes");
}

TEST(LogLines, FaultsAreBounded) {
  bgp::UpdateSeen seen{bgp::Direction::receive, {}, {}, {}};
  seen.faults.push_back({bgp::FaultAction::treat_as_withdraw, 1, {}, "ORIGIN has length 2, not 1"});
  const bgp::PeerStatus status = router();
  const auto lines = log_lines({1, seen}, &status);
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_EQ(lines[0].text, "UPDATE with a fault: ORIGIN has length 2, not 1");
  EXPECT_TRUE(lines[0].limited);
}

TEST(LogLines, Notifications) {
  const auto reset = bgp::Notification::cease_with_text(bgp::cease::admin_reset, "");
  EXPECT_EQ(told(bgp::NotificationSeen{bgp::Direction::receive, reset, {}}),
            (Lines{"reactor         NOTIFICATION: Cease - Administrative Reset (from 192.168.1.1)"}));
  const auto spoken = bgp::Notification::cease_with_text(bgp::cease::admin_shutdown, "back at noon");
  EXPECT_EQ(told(bgp::NotificationSeen{bgp::Direction::send, spoken, {}}),
            (Lines{"reactor         NOTIFICATION: Cease - Administrative Shutdown: back at noon (to 192.168.1.1)"}));
  EXPECT_EQ(told(bgp::NotificationSeen{bgp::Direction::receive, {bgp::ErrorCode::open_message, 5, {}}, {}}),
            (Lines{"reactor         NOTIFICATION: Authentication failure (from 192.168.1.1)"}));
}

// A wrong MD5 password shows as silence, and only where there is a password.
TEST(LogLines, SilenceWithAPasswordIsAuthenticationFailure) {
  const bgp::PeerDown silence{bgp::fsm::DownReason::connect_failed, "no answer within 5s", {}, false};
  EXPECT_EQ(told(silence).size(), 1U);
  bgp::PeerStatus with_password = router();
  with_password.config.md5_password = "secret";
  const Lines lines = told(silence, with_password);
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_TRUE(lines[0].starts_with("reactor         NOTIFICATION: Authentication failure with 192.168.1.1? ")) << lines[0];
  EXPECT_EQ(told(bgp::PeerDown{bgp::fsm::DownReason::connect_failed, "connection refused", {}, false}, with_password).size(), 1U);
}

TEST(LogLines, AConnectionThatIsNobodys) {
  const auto lines = log_lines({0, bgp::ConnectionRefused{{*IpAddress::parse("192.0.2.9"), 4000}, "no neighbor has this address"}}, nullptr);
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_EQ(lines[0].to_string(), "network         connection from 192.0.2.9:4000 refused: no neighbor has this address");
  EXPECT_TRUE(lines[0].limited);
}

}  // namespace vigilcast::exabgp::log_lines_test
