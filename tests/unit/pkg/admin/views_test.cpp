#include "pkg/admin/views.h"

#include <gtest/gtest.h>

#include "tests/unit/pkg/admin/sample.h"

namespace vigilcast::admin::views_test {

using json::Value;

TEST(Views, StatusCountsAndNamesProblems) {
  const Value status = status_view(sample::snapshot());
  EXPECT_EQ(status["version"].string(), "0.1.0");
  EXPECT_TRUE(status["ready"].boolean());
  EXPECT_TRUE(status["notReadyBecause"].is_null());
  EXPECT_EQ(status["uptimeSeconds"].number(), 29 * 3600);
  EXPECT_EQ(dump(status["peers"]), R"({"total":2,"up":1})");
  EXPECT_EQ(dump(status["services"]), R"({"total":2,"announced":1})");
  EXPECT_EQ(dump(status["reloads"]), R"({"ok":2,"failed":1})");
  EXPECT_DOUBLE_EQ(status["decisionToWire"]["worstSeconds"].number(), 0.0003);
  EXPECT_EQ(dump(status["cluster"]), R"({"node":"worker-1","synced":true,"current":false,"staleSeconds":130.0,"problem":"EndpointSlice: connection refused",)"
                                     R"("watches":[{"kind":"Service","current":true},{"kind":"EndpointSlice","current":false,"problem":"connection refused"}],)"
                                     R"("writes":{"total":120,"failed":2}})");
  EXPECT_EQ(dump(status["pools"]), R"([{"name":"blue","inUse":3,"free":13}])");
  ASSERT_EQ(status["problems"].items().size(), 5U);
  EXPECT_EQ(status["problems"].items()[0].string(), "peer tor-b is Active: connection refused");
  EXPECT_EQ(status["problems"].items()[1].string(), "check dns is unknown: no result yet");
  EXPECT_EQ(status["problems"].items()[2].string(), "service web is down: check web is down: L4CON connection refused");
  EXPECT_EQ(status["problems"].items()[3].string(), "process broken does not run: exited with status 1");
  EXPECT_EQ(status["problems"].items()[4].string(), "what is known of the cluster is 2m10s old, and decisions stand: EndpointSlice: connection refused");
}

TEST(Views, StatusShowsWhyAProbeCameToNothing) {
  model::Snapshot snapshot = sample::snapshot();
  snapshot.checks[0].state = "up";
  snapshot.checks[0].last_code = "SOCKERR";
  snapshot.checks[0].last_text = "cannot look up the name web.example";
  EXPECT_EQ(status_view(snapshot)["problems"].items()[1].string(), "check web is up: SOCKERR cannot look up the name web.example");
}

TEST(Views, StatusOutsideAClusterSaysNothingOfOne) {
  model::Snapshot snapshot = sample::snapshot();
  snapshot.cluster.reset();
  snapshot.pools.clear();
  const Value status = status_view(snapshot);
  EXPECT_TRUE(status["cluster"].is_null());
  EXPECT_TRUE(status["pools"].is_null());
  snapshot.cluster = {.node = "n", .synced = false, .waiting_for = "Service", .watches = {}, .stale_since = {}, .problem = "refused"};
  EXPECT_EQ(status_view(snapshot)["problems"].items().back().string(), "the cluster is not known yet: refused");
  snapshot.cluster->problems = {"BGPPeer tor-b: there is no Secret"};
  snapshot.cluster->problem_count = 3;
  const Value seen = status_view(snapshot);
  const auto& problems = seen["problems"].items();
  ASSERT_GE(problems.size(), 2U);
  EXPECT_EQ(problems[problems.size() - 2].string(), "BGPPeer tor-b: there is no Secret");
  EXPECT_EQ(problems.back().string(), "and 2 more objects of the cluster that cannot be used as they are");
}

TEST(Views, PeersShowTheSessionAndWhyItIsDown) {
  const Value peers = peers_view(sample::snapshot());
  ASSERT_EQ(peers["peers"].items().size(), 2U);
  const Value& up = peers["peers"].items()[0];
  EXPECT_EQ(up["state"].string(), "Established");
  EXPECT_TRUE(up["up"].boolean());
  EXPECT_EQ(up["since"].string(), format_wall_time(sample::kWallNow - std::chrono::seconds(192)));
  EXPECT_EQ(up["ageSeconds"].number(), 192);
  EXPECT_EQ(up["peerAs"].integer(), 65000);
  EXPECT_EQ(dump(up["negotiated"]["families"]), R"(["ipv4 unicast"])");
  EXPECT_EQ(dump(up["routes"]), R"({"desired":2,"sent":2,"received":5})");
  EXPECT_TRUE(up["lastDown"].is_null());
  const Value& down = peers["peers"].items()[1];
  EXPECT_TRUE(down["negotiated"].is_null());
  EXPECT_TRUE(down["peerAs"].is_null()) << "neither configured nor heard";
  EXPECT_EQ(dump(down["lastDown"]), R"({"reason":"connect_failed","text":"connection refused"})");
}

TEST(Views, PeersShowTheirBfd) {
  const Value peers = peers_view(sample::snapshot());
  const Value& bfd = peers["peers"].items()[0]["bfd"];
  EXPECT_EQ(bfd["state"].string(), "Up");
  EXPECT_EQ(bfd["ageSeconds"].number(), 100);
  EXPECT_EQ(bfd["detectMs"].number(), 900);
  EXPECT_EQ(bfd["lastFailure"].string(), "control detection time expired");
  EXPECT_EQ(bfd["remote"]["multiplier"].integer(), 3);
  EXPECT_EQ(dump(bfd["packets"]), R"({"sent":10,"received":9,"discarded":0,"lastDiscard":""})");
  EXPECT_TRUE(peers["peers"].items()[1]["bfd"].is_null());
}

TEST(Views, NeverShowAPassword) { EXPECT_EQ(dump(peers_view(sample::snapshot())).find("hunter2"), std::string::npos); }

TEST(Views, ServicesShowWhatIsAnnouncedAndWhy) {
  const Value services = services_view(sample::snapshot());
  const Value& web = services["services"].items()[0];
  EXPECT_EQ(web["reason"].string(), "checks_down");
  EXPECT_EQ(dump(web["prefixes"].items()[0]), R"({"prefix":"198.51.100.10/32","announced":false,"peersTold":0,"peersUp":1})");
}

TEST(Views, ChecksAndEvents) {
  const Value check = checks_view(sample::snapshot())["checks"].items()[0];
  EXPECT_EQ(check["lastCode"].string(), "L4CON");
  EXPECT_EQ(check["failed"].integer(), 4);
  const Value events = events_view(sample::snapshot());
  EXPECT_EQ(events["events"].items()[1]["subject"].string(), "web");
}

TEST(Views, RoutesSayWhoseTheyAreAndAreBounded) {
  const Value routes = routes_view(sample::routes_out());
  EXPECT_EQ(routes["count"].integer(), 2);
  EXPECT_FALSE(routes["truncated"].boolean());
  EXPECT_EQ(routes["routes"].items()[1]["owner"].string(), "operator alice");
  EXPECT_EQ(dump(routes["routes"].items()[1]["losers"]), R"(["policy web"])");

  model::RoutesAnswer many{.count = kMaxRoutes + 1, .routes = std::vector<model::RouteView>(kMaxRoutes + 1)};
  const Value cut = routes_view(many);
  EXPECT_EQ(cut["count"].integer(), static_cast<std::int64_t>(kMaxRoutes) + 1);
  EXPECT_TRUE(cut["truncated"].boolean());
  EXPECT_EQ(cut["routes"].items().size(), kMaxRoutes);

  many.routes.resize(5);
  EXPECT_TRUE(routes_view(many)["truncated"].boolean()) << "whoever was asked for a few of them";

  const Value counted = routes_view({.count = 77, .routes = {}});
  EXPECT_EQ(counted["count"].integer(), 77);
  EXPECT_FALSE(counted["truncated"].boolean()) << "only the number was asked for";
}

TEST(Views, ExplanationsAreTrees) {
  const Value tree = explanation_view(sample::explanation());
  EXPECT_EQ(tree["mood"].string(), "bad");
  EXPECT_EQ(tree["because"].items()[0]["because"].items()[0]["hint"].string(), "look at its log");
  EXPECT_TRUE(tree["because"].items()[1]["hint"].is_null());
}

TEST(Views, WhatPeersSentIsMadePrintable) {
  model::Snapshot snapshot = sample::snapshot();
  snapshot.peers[1].last_down_text = "evil\x1b[2J\xff";
  const std::string text = dump(peers_view(snapshot)) + dump(status_view(snapshot));
  EXPECT_EQ(text.find("\\u001b"), std::string::npos);
}

}  // namespace vigilcast::admin::views_test
