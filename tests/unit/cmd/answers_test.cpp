// What people see of an agent whose snapshot has one of everything: the API's own JSON goes in, as it does in the program.
#include "cmd/vigilcast/render/answers.h"

#include <gtest/gtest.h>

#include "pkg/admin/views.h"
#include "tests/unit/pkg/admin/sample.h"

namespace vigilcast::cmd::answers_test {

namespace sample = admin::sample;

TEST(RenderStatus, IsAGlanceAndNamesWhatNeedsALook) {
  EXPECT_EQ(render_status(admin::status_view(sample::snapshot()), false),
            "vigilcast 0.1.0, running for 1d05h, ready\n"
            "peers             1 of 2 up\n"
            "services          1 of 2 announced\n"
            "checks            0 of 2 up\n"
            "processes         1 of 2 running\n"
            "cluster           node worker-1, not heard of for 2m10s, 2 writes failed of 120\n"
            "pool blue         3 in use, 13 free\n"
            "reloads           2 good, 1 failed\n"
            "decision to wire  0.12 ms last, 0.30 ms at most\n"
            "✗ peer tor-b is Active: connection refused\n"
            "✗ check dns is unknown: no result yet\n"
            "✗ service web is down: check web is down: L4CON connection refused\n"
            "✗ process broken does not run: exited with status 1\n"
            "✗ what is known of the cluster is 2m10s old, and decisions stand: EndpointSlice: connection refused\n"
            "→ vigilcast explain NAME says why and what to do\n");
}

TEST(RenderStatus, SaysWhatTheClusterStillOwes) {
  model::Snapshot snapshot;
  snapshot.version = "0.1.0";
  snapshot.ready = true;
  snapshot.cluster = {.node = "worker-1", .synced = false, .waiting_for = "Service, EndpointSlice", .watches = {}, .stale_since = {}, .problem = {}};
  EXPECT_NE(render_status(admin::status_view(snapshot), false).find("cluster           node worker-1, waiting for Service, EndpointSlice\n"),
            std::string::npos);
  snapshot.cluster->synced = true;
  EXPECT_NE(render_status(admin::status_view(snapshot), false).find("cluster           node worker-1, current\n"), std::string::npos);
}

TEST(RenderStatus, AControllerSaysWhoLeads) {
  model::Snapshot snapshot;
  snapshot.version = "0.1.0";
  snapshot.ready = true;
  snapshot.cluster = {.node = {}, .synced = true, .waiting_for = {}, .watches = {}, .stale_since = {}, .problem = {}};
  snapshot.controller = {"controller-0", true, "controller-0", ""};
  snapshot.pools = {{"blue", 3, 13}};
  const auto shown = [&] { return render_status(admin::status_view(snapshot), false); };
  EXPECT_EQ(shown(),
            "vigilcast 0.1.0 controller, running for 0s, ready\n"
            "controller        controller-0 leads\n"
            "cluster           current\n"
            "pool blue         3 in use, 13 free\n");
  snapshot.controller = {"controller-0", false, "controller-1", ""};
  EXPECT_NE(shown().find("controller        controller-0 waits: controller-1 leads\n"), std::string::npos) << shown();
  snapshot.controller = {"controller-0", false, "", "connection refused"};
  EXPECT_NE(shown().find("controller        controller-0 waits, and nobody leads; the Lease cannot be renewed: connection refused\n"), std::string::npos)
      << shown();
}

TEST(RenderStatus, APoolMayHaveMoreAddressesThanAnybodyCanCount) {
  model::Snapshot snapshot;
  snapshot.pools = {{"six", 1, 18446744073709551615.0}, {"full", 4, 0}};
  const std::string text = render_status(admin::status_view(snapshot), false);
  EXPECT_NE(text.find("pool six          1 in use, 1.8e+19 free\n"), std::string::npos) << text;
  EXPECT_NE(text.find("pool full         4 in use, 0 free\n"), std::string::npos) << text;
}

TEST(RenderStatus, AnEmptyAgentIsOneLine) {
  model::Snapshot snapshot;
  snapshot.version = "0.1.0";
  snapshot.not_ready_because = "hold-down";
  EXPECT_EQ(render_status(admin::status_view(snapshot), false), "vigilcast 0.1.0, running for 0s, not ready: hold-down\n");
}

TEST(RenderPeers, OneLineEach) {
  EXPECT_EQ(render_peers(admin::peers_view(sample::snapshot()), false),
            "PEER   ADDRESS      AS     STATE        FOR    BFD       SENT  RECEIVED  LAST DOWN\n"
            "tor-a  192.0.2.1    65000  Established  3m12s  Up 900ms  2     5\n"
            "tor-b  2001:db8::2         Active       5h00m            0     0         connection refused\n");
}

TEST(RenderPeers, WhatWaitsToBeSentIsShown) {
  model::Snapshot snapshot = sample::snapshot();
  snapshot.peers[0].routes_sent = 1;
  EXPECT_NE(render_peers(admin::peers_view(snapshot), false).find("1 of 2"), std::string::npos);
}

TEST(RenderPeer, SaysThatAndHowOftenItIsNotRead) {
  model::Snapshot snapshot = sample::snapshot();
  const auto shown = [&] { return render_peer(admin::peers_view(snapshot, "tor-a"), false); };
  EXPECT_EQ(shown().find("reading"), std::string::npos);
  snapshot.peers[0].reading_pauses = 1;
  EXPECT_NE(shown().find("was paused 1 time for want of room\n"), std::string::npos) << shown();
  snapshot.peers[0].reading_pauses = 3;
  snapshot.peers[0].reading_paused = snapshot.now - std::chrono::seconds(12);
  EXPECT_NE(shown().find("paused for 12s: a helper has no room for what it says; 3 times so far\n"), std::string::npos) << shown();
}

TEST(RenderPeer, OneInFullWithWhatBothSidesSaidAndWhatHappened) {
  model::Snapshot snapshot = sample::snapshot();
  bgp::PeerStatus& peer = snapshot.peers.front();
  bgp::Open open;
  open.my_as = 65001;
  open.hold_time = 9;
  open.identifier = *IpAddress::parse("192.0.2.11");
  peer.own_open = std::make_shared<const bgp::Open>(open);
  peer.families = {{.family = bgp::kIpv4Unicast, .sent = {}, .received = {.announced = 5, .withdrawn = 1}}};
  peer.history = std::make_shared<const std::vector<bgp::HistoryEntry>>(std::vector<bgp::HistoryEntry>{{.at = sample::kNow - std::chrono::seconds(200),
                                                                                                        .from = bgp::fsm::State::established,
                                                                                                        .to = bgp::fsm::State::idle,
                                                                                                        .reason = bgp::fsm::DownReason::link_down,
                                                                                                        .text = "interface eth0 went down",
                                                                                                        .notification = {}},
                                                                                                       {.at = sample::kNow - std::chrono::seconds(192),
                                                                                                        .from = bgp::fsm::State::open_confirm,
                                                                                                        .to = bgp::fsm::State::established,
                                                                                                        .reason = {},
                                                                                                        .text = {},
                                                                                                        .notification = {}}});
  peer.last_malformed = std::make_shared<const bgp::MalformedMessage>(
      bgp::MalformedMessage{.at = sample::kNow - std::chrono::seconds(250), .text = "the ORIGIN has 2 bytes", .size = 51, .head = {0xff, 0x00}});
  EXPECT_EQ(render_peer(admin::peers_view(snapshot, "tor-a"), false),
            "PEER                    tor-a\n"
            "address                 192.0.2.1\n"
            "AS                      65000, ours 65001\n"
            "state                   Established for 3m12s\n"
            "connection              192.0.2.11:41000 to 192.0.2.1:179\n"
            "agreed                  ipv4 unicast; hold time 9 s\n"
            "we said                 version 4 asn 65001 hold_time 9 router_id 192.0.2.11 capabilities []\n"
            "sent                    2 open, 7 update, 0 notification, 40 keepalive, 0 refresh\n"
            "received                2 open, 1 update, 1 notification, 41 keepalive, 0 refresh\n"
            "ipv4 unicast, sent      0 announced, 0 withdrawn in 0 updates\n"
            "ipv4 unicast, received  5 announced, 1 withdrawn in 0 updates\n"
            "malformed               2026-11-18 11:02:30  the ORIGIN has 2 bytes, 51 bytes\n"
            "                        FF00\n"
            "\n"
            "AT                   FROM         TO           BY       BECAUSE\n"
            "2026-11-18 11:03:20  Established  Idle         network  interface eth0 went down\n"
            "2026-11-18 11:03:28  OpenConfirm  Established\n");
}

TEST(RenderPeer, OneThatWasNeverUpIsShort) {
  EXPECT_EQ(render_peer(admin::peers_view(sample::snapshot(), "2001:db8::2"), false),
            "PEER      tor-b\n"
            "address   2001:db8::2\n"
            "AS        any, ours 65001\n"
            "state     Active for 5h00m\n"
            "sent      0 open, 0 update, 0 notification, 0 keepalive, 0 refresh\n"
            "received  0 open, 0 update, 0 notification, 0 keepalive, 0 refresh\n");
}

TEST(RenderPeer, SaysTheVrfAndTheRange) {
  model::Snapshot snapshot = sample::snapshot();
  snapshot.peers[0].config.vrf = "red";
  snapshot.peers[0].range = "leafs";
  const std::string text = render_peer(admin::peers_view(snapshot, "tor-a"), false);
  EXPECT_NE(text.find("192.0.2.1 in VRF red\n"), std::string::npos) << text;
  EXPECT_NE(text.find("leafs\n"), std::string::npos) << text;
}

TEST(RenderServices, ALineForEachPrefix) {
  EXPECT_EQ(render_services(admin::services_view(sample::snapshot()), false),
            "SERVICE  STATE  FOR    PREFIX            ANNOUNCED        WHY\n"
            "web      down   12s    198.51.100.10/32  not announced    check web is down: L4CON connection refused\n"
            "                       2001:db8::10/128  not announced\n"
            "dns      up     1d05h  198.51.100.53/32  to 1 of 1 peers  the checks hold\n");
}

TEST(RenderRoutes, ShowWhoseTheyAreAndWhatIsSent) {
  EXPECT_EQ(render_routes(admin::routes_view(sample::routes_out()), false),
            "PEER   FAMILY        ROUTE             NEXT HOP    ATTRIBUTES          OWNER                             SENT\n"
            "tor-a  ipv4 unicast  198.51.100.53/32  192.0.2.11  origin igp med 100  policy dns                        yes\n"
            "tor-a  ipv4 unicast  198.51.100.10/32  192.0.2.11  origin igp          operator alice (over policy web)  not yet\n");
}

TEST(RenderRoutes, ThoseOfAPeerHaveNoOwner) {
  const model::RoutesAnswer in{1, {{"tor-a", "ipv4 unicast", "10.0.0.0/8", "192.0.2.1", "origin igp", "", false, false, {}}}};
  EXPECT_EQ(render_routes(admin::routes_view(in), false),
            "PEER   FAMILY        ROUTE       NEXT HOP   ATTRIBUTES\n"
            "tor-a  ipv4 unicast  10.0.0.0/8  192.0.2.1  origin igp\n");
}

TEST(RenderRoutes, SaysWhenItIsNotAll) {
  model::RoutesAnswer many = sample::routes_out();
  many.count = 12345;
  EXPECT_NE(render_routes(admin::routes_view(many), false).find("the first 2 of 12345 routes"), std::string::npos);
}

TEST(RenderExplanation, IsATreeWithMarksAndHints) {
  EXPECT_EQ(render_explanation(admin::explanation_view(sample::explanation()), false),
            "✗ 198.51.100.10/32 is not announced\n"
            "│ → start the service\n"
            "├─ ✗ service web is down\n"
            "│  └─ ✗ check web is down\n"
            "│       → look at its log\n"
            "└─ ✓ peer tor-a is up\n");
}

TEST(RenderEvents, TheNewestLast) {
  EXPECT_EQ(render_events(admin::events_view(sample::snapshot()), false),
            "TIME (UTC)           EVENT          SUBJECT  TEXT\n"
            "2026-11-17 06:06:40  peer_up        tor-a    session is up\n"
            "2026-11-18 11:06:28  service_state  web      up to down: check web is down\n");
}

TEST(RenderNothing, IsSaidInWords) {
  const model::Snapshot empty;
  EXPECT_EQ(render_peers(admin::peers_view(empty), false), "no peers are configured\n");
  EXPECT_EQ(render_services(admin::services_view(empty), false), "no services are configured\n");
  EXPECT_EQ(render_events(admin::events_view(empty), false), "nothing has happened yet\n");
  EXPECT_EQ(render_routes(admin::routes_view({}), false), "no routes\n");
}

// An agent of another version may answer otherwise: no answer may end the program.
TEST(RenderAnything, SurvivesAnswersOfAnotherShape) {
  for (const char* text : {"null", "[]", "17", "{\"peers\":7}",
                           R"({"peers":[1,{"routes":[]}],"services":[{"prefixes":[2]}],"routes":[null],"events":[{"at":""}],"because":[[]]})"}) {
    const json::Value answer = *json::parse(text);
    std::ignore = render_peer(answer, true);
    for (const auto render : {render_status, render_peers, render_services, render_routes, render_explanation, render_events})
      EXPECT_FALSE(render(answer, true).empty()) << text;
  }
}

}  // namespace vigilcast::cmd::answers_test
