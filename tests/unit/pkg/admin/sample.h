// A snapshot with one of everything, for tests of whatever shows it.
#pragma once

#include "pkg/model/query.h"

namespace vigilcast::admin::sample {

inline const Instant kNow{std::chrono::hours(30)};
inline const WallTime kWallNow{std::chrono::seconds(1'795'000'000)};  // 2026-11-18T11:06:40Z

inline bgp::PeerStatus peer_up() {
  bgp::PeerStatus peer;
  peer.config.name = "tor-a";
  peer.config.address = *IpAddress::parse("192.0.2.1");
  peer.config.local_as = 65001;
  peer.config.peer_as = 65000;
  peer.config.families = {bgp::kIpv4Unicast};
  peer.config.md5_password = "hunter2";
  peer.state = bgp::fsm::State::established;
  peer.since = kNow - std::chrono::seconds(192);
  bgp::Negotiated& agreed = peer.negotiated.emplace();
  agreed.local_as = 65001;
  agreed.peer_as = 65000;
  agreed.hold_time = 9;
  agreed.families = {bgp::kIpv4Unicast};
  peer.local = *Endpoint::parse("192.0.2.11:41000");
  peer.remote = *Endpoint::parse("192.0.2.1:179");
  peer.sessions = 2;
  peer.connect_attempts = 3;
  peer.sent = {.open = 2, .update = 7, .notification = 0, .keepalive = 40, .refresh = 0};
  peer.received = {.open = 2, .update = 1, .notification = 1, .keepalive = 41, .refresh = 0};
  peer.families = {{.family = bgp::kIpv4Unicast, .sent = {.updates = 7, .announced = 12, .withdrawn = 3}, .received = {.updates = 1, .announced = 4}}};
  peer.config.bfd = bgp::BfdConfig{};
  peer.config.bfd->session.key = bgp::bfd::Key{.secret = {'h', 'u', 'n', 't', 'e', 'r', '2'}};
  bgp::bfd::Status& bfd = peer.bfd.emplace();
  bfd.state = bfd.remote_state = bgp::bfd::State::up;
  bfd.since = kNow - std::chrono::seconds(100);
  bfd.last_failure = bgp::bfd::Diagnostic::detection_time_expired;
  bfd.transmit_interval = std::chrono::milliseconds(300);
  bfd.detection_time = std::chrono::milliseconds(900);
  bfd.remote_min_tx = bfd.remote_min_rx = std::chrono::milliseconds(300);
  bfd.remote_multiplier = 3;
  bfd.ups = 2;
  bfd.downs = 1;
  bfd.sent = 10;
  bfd.received = 9;
  peer.routes_desired = 2;
  peer.routes_sent = 2;
  peer.routes_received = 5;
  return peer;
}

inline bgp::PeerStatus peer_down() {
  bgp::PeerStatus peer;
  peer.config.name = "tor-b";
  peer.config.address = *IpAddress::parse("2001:db8::2");
  peer.config.local_as = 65001;
  peer.config.families = {bgp::kIpv6Unicast};
  peer.state = bgp::fsm::State::active;
  peer.since = kNow - std::chrono::hours(5);
  peer.last_down = bgp::fsm::DownReason::connect_failed;
  peer.last_down_text = "connection refused";
  peer.connect_attempts = 17;
  return peer;
}

inline model::Snapshot snapshot() {
  model::Snapshot out;
  out.now = kNow;
  out.wall_now = kWallNow;
  out.started = kWallNow - std::chrono::hours(29);
  out.version = "0.1.0";
  out.ready = true;
  out.peers = {peer_up(), peer_down()};
  out.checks = {{.name = "web",
                 .kind = "http",
                 .target = "http://127.0.0.1:8080/healthz",
                 .state = "down",
                 .since = kNow - std::chrono::seconds(12),
                 .held = {},
                 .last_code = "L4CON",
                 .last_text = "connection refused",
                 .last_took = std::chrono::milliseconds(3),
                 .passed = 100,
                 .failed = 4,
                 .inconclusive = 1},
                {.name = "dns", .kind = "tcp", .target = "127.0.0.1:53", .state = "unknown", .since = kNow, .held = {}, .last_code = {}, .last_text = {}}};
  out.services = {{.name = "web",
                   .state = "down",
                   .reason = "checks_down",
                   .text = "check web is down: L4CON connection refused",
                   .since = kNow - std::chrono::seconds(12),
                   .healthy = "web",
                   .prefixes = {{"198.51.100.10/32", false, 0, 1}, {"2001:db8::10/128", false, 0, 1}}},
                  {.name = "dns",
                   .state = "up",
                   .reason = "healthy",
                   .text = "the checks hold",
                   .since = kNow - std::chrono::hours(29),
                   .healthy = "dns",
                   .prefixes = {{"198.51.100.53/32", true, 1, 1}}}};
  out.processes = {
      {.name = "helper", .running = true, .pid = 4242, .problem = {}, .queued_bytes = 0, .starts = 1, .lines_in = 5, .lines_out = 9, .lines_dropped = 0},
      {.name = "broken", .running = false, .pid = 0, .problem = "exited with status 1", .queued_bytes = 0, .starts = 6}};
  out.cluster = {.node = "worker-1",
                 .synced = true,
                 .waiting_for = {},
                 .watches = {{"Service", true, {}}, {"EndpointSlice", false, "connection refused"}},
                 .stale_since = kNow - std::chrono::seconds(130),
                 .problem = "EndpointSlice: connection refused",
                 .writes = 120,
                 .writes_failed = 2};
  out.pools = {{"blue", 3, 13}};
  out.events = {{kWallNow - std::chrono::hours(29), "peer_up", "tor-a", "session is up"},
                {kWallNow - std::chrono::seconds(12), "service_state", "web", "up to down: check web is down"}};
  out.reloads_ok = 2;
  out.reloads_failed = 1;
  out.loop_lag = std::chrono::microseconds(40);
  out.decision_to_wire = {std::chrono::microseconds(300), std::chrono::microseconds(120)};
  for (const Duration took : out.decision_to_wire) out.decision_to_wire_total.add(took);
  return out;
}

inline model::RoutesAnswer routes_out() {
  return {2,
          {{"tor-a", "ipv4 unicast", "198.51.100.53/32", "192.0.2.11", "origin igp med 100", "policy dns", true, false, {}},
           {"tor-a", "ipv4 unicast", "198.51.100.10/32", "192.0.2.11", "origin igp", "operator alice", false, false, {"policy web"}}}};
}

inline model::Explanation explanation() {
  using Mood = model::Explanation::Mood;
  return {"198.51.100.10/32 is not announced",
          Mood::bad,
          "start the service",
          {{"service web is down", Mood::bad, {}, {{"check web is down", Mood::bad, "look at its log", {}}}}, {"peer tor-a is up", Mood::good, {}, {}}}};
}

}  // namespace vigilcast::admin::sample
