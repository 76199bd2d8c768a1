#include "pkg/model/merge.h"

#include <gtest/gtest.h>

#include "pkg/model/may_announce.h"
#include "tests/unit/pkg/model/routes.h"

namespace vigilcast::model::merge_test {

bgp::PeerConfig peer(std::string name, std::string_view address, std::uint16_t port = 179) {
  bgp::PeerConfig out;
  out.name = std::move(name);
  out.address = IpAddress::parse(address).value();
  out.port = port;
  return out;
}

WrittenRoute route(std::string peer, std::string_view prefix, std::string watchdog = {}) {
  WrittenRoute out;
  out.peer = std::move(peer);
  out.nlri = bgp::unicast_nlri(Prefix::parse(prefix).value());
  out.terms.watchdog = std::move(watchdog);
  return out;
}

Config yaml() {
  Config out;
  out.router = RouterConfig{65001, IpAddress::parse("192.0.2.11").value(), std::chrono::seconds(5), {}};
  out.peers = {peer("tor-a", "192.0.2.1")};
  out.services.resize(1);
  out.services[0].name = "web";
  out.admin.listen = Endpoint::parse("127.0.0.1:7479").value();
  return out;
}

Config exabgp(std::vector<bgp::PeerConfig> peers, const std::vector<WrittenRoute>& routes = {}) {
  Config out;
  out.peers = std::move(peers);
  out.routes = packed(routes);
  return out;
}

// The parts as files one.conf, two.conf beside vigilcast.yaml.
Config merged(Config base, std::vector<Config> parts, Diagnostics& told) {
  std::vector<FileConfig> files;
  for (Config& part : parts) files.push_back({files.empty() ? "one.conf" : "two.conf", std::move(part)});
  return merge({"vigilcast.yaml", std::move(base)}, std::move(files), told);
}

TEST(Merge, KeepsWhatEitherFileHas) {
  Config part = exabgp({peer("neighbor 192.0.2.2", "192.0.2.2")}, {route("neighbor 192.0.2.2", "198.51.100.0/24")});
  part.processes = {ProcessSpec{"watch", {"/bin/watch"}, Encoder::json, true, Shape::standard, ""}};
  part.attachments = {Attachment{"watch", "neighbor 192.0.2.2", {}}};
  part.listen = {Endpoint::parse("192.0.2.11:179").value(), Endpoint::parse("192.0.2.11:179").value()};
  Diagnostics told;
  const Config out = merged(yaml(), {part}, told);
  EXPECT_TRUE(told.empty()) << told.to_string();
  ASSERT_EQ(out.peers.size(), 2U);
  EXPECT_EQ(out.peers[1].name, "neighbor 192.0.2.2");
  EXPECT_EQ(out.router->asn, 65001U);
  EXPECT_EQ(out.services.size(), 1U);
  EXPECT_EQ(count_routes(out.routes), 1U);
  EXPECT_EQ(out.processes.size(), 1U);
  EXPECT_EQ(out.attachments.size(), 1U);
  EXPECT_EQ(out.listen.size(), 1U);
  EXPECT_EQ(out.admin.listen->port, 7479);
}

TEST(Merge, OnePeerInTwoFilesIsAnError) {
  Diagnostics told;
  merged(
      yaml(),
      {exabgp({peer("n1", "192.0.2.1"), peer("n2", "192.0.2.1", 1179), peer("n3", "192.0.2.3")}), exabgp({peer("n4", "192.0.2.3"), peer("n3", "192.0.2.4")})},
      told);
  EXPECT_EQ(told.to_string(),
            "one.conf: error: the peer 192.0.2.1:179 is also in vigilcast.yaml\n"
            "    hint: keep it in one of the two; services are announced to both kinds of peer\n"
            "two.conf: error: the peer 192.0.2.3:179 is also in one.conf\n"
            "    hint: keep it in one of the two; services are announced to both kinds of peer\n"
            "two.conf: error: the peer name 'n3' is also in one.conf\n"
            "    hint: rename one of the two\n");
}

TEST(Merge, OneFileMayHaveSeveralNeighborsWithOneAddress) {
  Diagnostics told;
  EXPECT_EQ(merged(yaml(), {exabgp({peer("n1", "192.0.2.7"), peer("n2", "192.0.2.7")})}, told).peers.size(), 3U);
  EXPECT_TRUE(told.empty()) << told.to_string();
}

TEST(Merge, AProcessNameMeansOneProgram) {
  Config one = exabgp({});
  one.processes = {ProcessSpec{"watch", {"/bin/watch"}, Encoder::json, true, Shape::standard, ""}};
  Config two = one;
  Diagnostics told;
  EXPECT_EQ(merged(yaml(), {one, two}, told).processes.size(), 1U);
  EXPECT_TRUE(told.empty());
  two.processes[0].run = {"/bin/other"};
  merged(yaml(), {one, two}, told);
  EXPECT_TRUE(told.has_errors());
}

TEST(Merge, RoutesBeyondMayAnnounceAreRefused) {
  Config base = yaml();
  base.router->may_announce = {Prefix::parse("198.51.100.0/24").value()};
  Diagnostics told;
  merged(base, {exabgp({peer("n1", "192.0.2.7")}, {route("n1", "198.51.100.128/25"), route("n1", "203.0.113.0/24")})}, told);
  EXPECT_EQ(told.to_string(), "one.conf: error: 203.0.113.0/24 may not be announced to n1\n    hint: router.mayAnnounce does not cover it\n");
}

TEST(Merge, AWatchdogThatNoRouteBearsIsTold) {
  Config base = yaml();
  base.services[0].watchdog = "dog";
  Diagnostics told;
  merged(base, {exabgp({peer("n1", "192.0.2.7")}, {route("n1", "198.51.100.0/24", "cat")})}, told);
  EXPECT_EQ(told.to_string(),
            "vigilcast.yaml: warning: the service 'web' drives the watchdog 'dog', which no route bears\n"
            "    hint: write watchdog dog after the routes that it concerns\n");
  Diagnostics none;
  merged(base, {exabgp({peer("n1", "192.0.2.7")}, {route("n1", "198.51.100.0/24", "dog")})}, none);
  EXPECT_TRUE(none.empty());
}

TEST(MayAnnounce, CoversPrefixesAndTheirParts) {
  std::optional<RouterConfig> router = yaml().router;
  const auto ask = [&](std::string_view prefix) { return may_announce(router, Prefix::parse(prefix).value()); };
  EXPECT_TRUE(ask("203.0.113.0/24"));
  router->may_announce = {Prefix::parse("198.51.100.0/24").value(), Prefix::parse("2001:db8::/32").value()};
  EXPECT_TRUE(ask("198.51.100.0/24"));
  EXPECT_TRUE(ask("198.51.100.7/32"));
  EXPECT_TRUE(ask("2001:db8:1::/48"));
  EXPECT_FALSE(ask("198.51.0.0/16"));
  EXPECT_FALSE(ask("0.0.0.0/0"));
  EXPECT_FALSE(ask("::/0"));
  EXPECT_FALSE(may_announce(router, bgp::unicast_nlri(Prefix::parse("203.0.113.0/24").value())));
  bgp::Nlri flow;
  flow.family = bgp::kIpv4Flow;
  EXPECT_TRUE(may_announce(router, flow));
}

}  // namespace vigilcast::model::merge_test
