// What a cluster wants beside what files say.
#include "pkg/app/overlay.h"

#include <gtest/gtest.h>

namespace vigilcast::app::overlay_test {

bgp::PeerConfig peer(std::string name, std::string_view address) {
  bgp::PeerConfig out;
  out.name = std::move(name);
  out.address = IpAddress::parse(address).value();
  return out;
}

announce::ServiceSpec service(std::string name, std::string_view prefix) {
  announce::ServiceSpec out;
  out.name = std::move(name);
  out.prefixes = {Prefix::parse(prefix).value()};
  return out;
}

model::Config files() {
  model::Config out;
  out.router = model::RouterConfig{.asn = 65001, .id = {}, .may_announce = {Prefix::parse("198.51.100.0/24").value()}};
  out.peers = {peer("tor-a", "192.0.2.1")};
  out.services = {service("dns", "198.51.100.53/32")};
  return out;
}

TEST(Overlay, BothAreThereAndFilesComeFirst) {
  const Overlaid out = overlay(files(), {.router_id = IpAddress::parse("192.0.2.11").value(),
                                         .peers = {peer("tor-b", "192.0.2.2")},
                                         .checks = {health::CheckSpec{.name = "node/gates", .probe = health::ExternalProbe{"the node"}}},
                                         .services = {service("default/web", "198.51.100.10/32")},
                                         .facts = {},
                                         .problems = {}});
  EXPECT_EQ(out.config.router->id.to_string(), "192.0.2.11");
  ASSERT_EQ(out.config.peers.size(), 2U);
  EXPECT_EQ(out.config.peers[1].name, "tor-b");
  EXPECT_EQ(out.config.checks.size(), 1U);
  ASSERT_EQ(out.config.services.size(), 2U);
  EXPECT_EQ(out.config.services[1].name, "default/web");
  EXPECT_TRUE(out.hindrances.empty());
}

TEST(Overlay, APeerThatAFileHasIsNotTakenTwice) {
  kube::Wanted wanted;
  wanted.peers = {peer("tor-a", "192.0.2.9"), peer("other", "192.0.2.1")};
  const Overlaid out = overlay(files(), wanted);
  EXPECT_EQ(out.config.peers.size(), 1U);
  ASSERT_EQ(out.hindrances.size(), 2U);
  EXPECT_EQ(out.hindrances[0].reason, "InFile");
  EXPECT_EQ(out.hindrances[1].name, "other");
}

// A file may name the link, which a BGPPeer cannot.
TEST(Overlay, ASessionIsItsAddressAndPort) {
  model::Config mine = files();
  mine.peers.front().interface = "eth1";
  mine.peers.push_back(peer("tor-6", "fe80::1"));
  mine.peers.back().interface = "eth1";
  kube::Wanted wanted;
  wanted.peers = {peer("same", "192.0.2.1"), peer("another", "192.0.2.1")};
  wanted.peers.back().port = 1179;
  const Overlaid out = overlay(mine, wanted);
  ASSERT_EQ(out.hindrances.size(), 1U);
  EXPECT_EQ(out.hindrances.front().name, "same");
  EXPECT_EQ(out.hindrances.front().message, "the agent's own files have the peer tor-a with 192.0.2.1:179, and files win; keep it in one of the two");
  EXPECT_EQ(mine.peers.back().session_text(), "[fe80::1%eth1]:179");
}

TEST(Overlay, OneRouterIsOfOneAs) {
  model::Config mine = files();
  mine.peers.front().peer_as = 65000;
  kube::Wanted wanted;
  wanted.peers = {peer("other", "192.0.2.1")};
  wanted.peers.front().peer_as = 65123;
  const Overlaid out = overlay(mine, wanted);
  ASSERT_EQ(out.hindrances.size(), 1U);
  EXPECT_EQ(out.hindrances[0].reason, "ASNClash");
  EXPECT_EQ(
      out.hindrances[0].message,
      "the agent's own files say that 192.0.2.1:179 is AS 65000, this one says AS 65123; files win: keep the peer in one of the two, with the right number");
}

TEST(Overlay, APrefixThatAFileAnnouncesIsLeftToIt) {
  kube::Wanted wanted;
  wanted.services = {service("default/web", "198.51.100.53/32")};
  const Overlaid out = overlay(files(), wanted);
  EXPECT_TRUE(out.config.services.back().prefixes.empty());
  ASSERT_EQ(out.hindrances.size(), 1U);
  EXPECT_EQ(out.hindrances[0].prefix, Prefix::parse("198.51.100.53/32"));
  EXPECT_EQ(out.hindrances[0].message,
            "the service dns of the agent's own files announces 198.51.100.53/32, and files win; take the prefix out of one of the two");
}

TEST(Overlay, NobodyAnnouncesBeyondTheFence) {
  kube::Wanted wanted;
  wanted.services = {service("default/web", "203.0.113.1/32")};
  const Overlaid out = overlay(files(), wanted);
  EXPECT_TRUE(out.config.services.back().prefixes.empty());
  ASSERT_EQ(out.hindrances.size(), 1U);
  EXPECT_EQ(out.hindrances[0].reason, "MayNotAnnounce");
}

TEST(Overlay, NamesOfFilesAreNotTakenOver) {
  model::Config mine = files();
  mine.services.push_back(service("default/web", "198.51.100.80/32"));
  mine.checks.push_back(health::CheckSpec{.name = "web/url", .probe = health::TcpProbe{"127.0.0.1:80"}});
  kube::Wanted wanted;
  wanted.services = {service("default/web", "198.51.100.10/32")};
  wanted.checks = {health::CheckSpec{.name = "web/url", .probe = health::TcpProbe{"127.0.0.1:81"}}};
  const Overlaid out = overlay(mine, wanted);
  EXPECT_EQ(out.config.services, mine.services);
  EXPECT_EQ(out.config.checks, mine.checks);
  ASSERT_EQ(out.hindrances.size(), 2U);
  EXPECT_EQ(out.hindrances[0].name, "web/url");
  EXPECT_EQ(out.hindrances[1].reason, "InFile");
}

}  // namespace vigilcast::app::overlay_test
