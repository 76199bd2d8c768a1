// What the controller writes, told with a small API server beside it.
#include "pkg/kube/controller/controller.h"

#include <gtest/gtest.h>

#include "tests/unit/pkg/kube/controller/cluster.h"

namespace vigilcast::kube::controller_test {

TEST(Controller, SaysNothingBeforeItHasSeenAll) {
  Cluster cluster;
  cluster.add(pool("web", "198.51.100.0/30"));
  cluster.add(service("a"));
  EXPECT_FALSE(cluster.controller.synced());
  EXPECT_EQ(cluster.controller.waiting_for(), "Service, Namespace, Secret, BGPPeer, AddressPool, Advertisement, HealthCheck");
  EXPECT_EQ(cluster.written(), Lines{});
  cluster.sync_all();
  EXPECT_TRUE(cluster.controller.synced());
  EXPECT_EQ(cluster.written(), (Lines{"a: 198.51.100.0/VIP True=Assigned", "event a AddressAssigned", "web: True=Accepted 1 used"}));
}

TEST(Controller, WritesTheDifferenceOnly) {
  Cluster cluster;
  cluster.add(pool("web", "198.51.100.0"));
  cluster.add(service("a"));
  cluster.sync_all();
  ASSERT_FALSE(cluster.written().empty());
  EXPECT_EQ(cluster.written(), Lines{}) << "the watch has not shown it yet, and it is on its way";
  Service seen = service("a");
  seen.ingress = {IpAddress::parse("198.51.100.0").value()};
  cluster.add(seen);
  EXPECT_EQ(cluster.written(), Lines{});
  cluster.add(service("b"));
  EXPECT_EQ(cluster.written(), (Lines{"b: False=PoolExhausted", "event b PoolExhausted"}));
  cluster.controller.handle(Change<Service>{{}, {{"default", "a"}}, {}, false}, cluster.wall, cluster.now);
  EXPECT_EQ(cluster.written(), (Lines{"b: 198.51.100.0/VIP True=Assigned", "event b AddressAssigned"}));
}

TEST(Controller, PoolsThatOverlapAreBothToldSo) {
  Cluster cluster;
  cluster.add(pool("a", "198.51.100.0/24"));
  cluster.add(pool("b", "198.51.100.128/25"));
  cluster.sync_all();
  EXPECT_EQ(cluster.written(), (Lines{"a: False=Overlap 0 used", "b: False=Overlap 0 used", "event a Overlap", "event b Overlap"}));
}

TEST(Controller, ARouterHasOneAsNumber) {
  Cluster cluster;
  cluster.add(peer("tor-a", "192.0.2.1", 65000));
  cluster.add(peer("tor-b", "192.0.2.1", 65001));
  cluster.sync_all();
  EXPECT_EQ(cluster.written(), (Lines{"event tor-b ASNClash", "tor-a: True=Accepted False=NoNodes", "tor-b: False=ASNClash False=NoNodes"}));
  cluster.add(peer("tor-b", "192.0.2.2", 65001));
  EXPECT_EQ(cluster.written(), (Lines{"event tor-b Accepted", "tor-b: True=Accepted False=NoNodes"}));
}

TEST(Controller, APeerWaitsForItsSecret) {
  Cluster cluster;
  BgpPeer one = peer("tor-a", "192.0.2.1", 65000);
  one.password = SecretKeyRef{"bgp", "password"};
  cluster.add(one);
  cluster.sync_all();
  EXPECT_EQ(cluster.written(), (Lines{"event tor-a SecretNotFound", "tor-a: False=SecretNotFound False=NoNodes"}));
  Secret secret = named<Secret>("bgp");
  secret.meta.key.name_space = "vigilcast-system";
  secret.data = {{"pass", "x"}};
  cluster.add(secret);
  EXPECT_EQ(cluster.written(), (Lines{"event tor-a SecretKeyNotFound", "tor-a: False=SecretKeyNotFound False=NoNodes"}));
  secret.data = {{"password", "x"}};
  cluster.add(secret);
  EXPECT_EQ(cluster.written(), (Lines{"event tor-a Accepted", "tor-a: True=Accepted False=NoNodes"}));
}

TEST(Controller, NamesThatNobodyHasAreTold) {
  Cluster cluster;
  Advertisement one = named<Advertisement>("all");
  one.checks = {"web", "nothing"};
  one.meta.generation = 7;
  cluster.add(one);
  cluster.add(named<HealthCheck>("web"));
  cluster.add(named<HealthCheck>("idle"));
  cluster.sync_all();
  EXPECT_EQ(cluster.written(), (Lines{"all: False=HealthCheckNotFound", "event all HealthCheckNotFound", "idle: True=Unused", "web: True=Accepted"}));
}

TEST(Controller, ANewLeaderWritesWhatTheOldOneMayHaveLeftOut) {
  Cluster cluster;
  cluster.add(pool("web", "198.51.100.0"));
  cluster.add(service("a"));
  cluster.sync_all();
  ASSERT_FALSE(cluster.written().empty());
  cluster.controller.lead_anew();
  EXPECT_EQ(cluster.written(), (Lines{"a: 198.51.100.0/VIP True=Assigned", "event a AddressAssigned", "web: True=Accepted 1 used"}));
}

// As the watch shows it after the status was written.
Service served(std::string name, std::string_view address, std::string_view pool_name) {
  Service out = service(std::move(name));
  out.ingress = {IpAddress::parse(address).value()};
  out.conditions = {{"vigilcast.dev/AddressAssigned", ConditionStatus::yes, "Assigned", std::string(address) + " from the pool " + std::string(pool_name),
                     "2026-11-22T10:00:00Z", 1}};
  return out;
}

TEST(Controller, ANewControllerWritesNothingWhereAllIsAsItShouldBe) {
  Cluster cluster;
  AddressPool web = pool("web", "198.51.100.0");
  web.conditions = {{"Accepted", ConditionStatus::yes, "Accepted", "in use", "2026-11-22T10:00:00Z", 1}};
  cluster.add(web);
  cluster.add(served("a", "198.51.100.0", "web"));
  cluster.sync_all();
  cluster.controller.lead_anew();
  EXPECT_EQ(cluster.written(), (Lines{"web: True=Accepted 1 used"})) << "counts are not read back";
}

// An older leader whose write came late, or somebody by hand.
TEST(Controller, WhatSomebodyElseWroteIsPutRight) {
  Cluster cluster;
  cluster.add(pool("web", "198.51.100.0/30"));
  cluster.add(service("a"));
  cluster.sync_all();
  ASSERT_FALSE(cluster.written().empty());
  cluster.add(served("a", "198.51.100.0", "web"));
  ASSERT_EQ(cluster.written(), Lines{});
  cluster.add(served("a", "198.51.100.3", "web"));
  EXPECT_EQ(cluster.written(), (Lines{"a: 198.51.100.0/VIP True=Assigned"}));
  cluster.add(service("a"));
  EXPECT_EQ(cluster.written(), (Lines{"a: 198.51.100.0/VIP True=Assigned"}));
}

TEST(Controller, AServiceThatIsOursAgainGetsItsAddressAgain) {
  Cluster cluster;
  cluster.add(pool("web", "198.51.100.0"));
  cluster.add(service("a"));
  cluster.sync_all();
  ASSERT_FALSE(cluster.written().empty());
  cluster.add(served("a", "198.51.100.0", "web"));
  Service internal = service("a");
  internal.load_balancer = false;
  internal.load_balancer_class.reset();
  cluster.add(internal);
  EXPECT_EQ(cluster.written(), (Lines{"web: True=Accepted 0 used"}));
  cluster.add(service("a"));
  EXPECT_EQ(cluster.written(), (Lines{"a: 198.51.100.0/VIP True=Assigned", "event a AddressAssigned", "web: True=Accepted 1 used"}));
}

// A watch that was away sees no removal when the name is taken again.
TEST(Controller, AnotherObjectOfTheSameNameIsTreatedAsNew) {
  Cluster cluster;
  cluster.add(pool("web", "198.51.100.0"));
  cluster.add(peer("tor-a", "192.0.2.1", 65000));
  Service first = service("a");
  first.meta.uid = "1";
  cluster.add(first);
  cluster.sync_all();
  ASSERT_FALSE(cluster.written().empty());
  Service second = service("a");
  second.meta.uid = "2";
  cluster.add(second);
  EXPECT_EQ(cluster.written(), (Lines{"a: 198.51.100.0/VIP True=Assigned", "event a AddressAssigned"}));
  BgpPeer again = peer("tor-a", "192.0.2.1", 65000);
  again.meta.uid = "2";
  cluster.add(again);
  EXPECT_EQ(cluster.written(), (Lines{"tor-a: True=Accepted False=NoNodes"}));
}

TEST(Controller, WhatWasNotTakenIsWrittenAgain) {
  Cluster cluster;
  cluster.add(pool("web", "198.51.100.0"));
  cluster.add(peer("tor-a", "192.0.2.1", 65000));
  cluster.add(service("a"));
  cluster.add(service("b"));
  cluster.sync_all();
  ASSERT_FALSE(cluster.written().empty());
  for (const char* path : {"/api/v1/namespaces/default/services/a", "/api/v1/namespaces/default/services/b", "/apis/vigilcast.dev/v1alpha1/bgppeers/tor-a",
                           "/apis/vigilcast.dev/v1alpha1/addresspools/web"}) {
    cluster.controller.not_written(path);
  }
  EXPECT_EQ(cluster.written(),
            (Lines{"a: 198.51.100.0/VIP True=Assigned", "b: False=PoolExhausted", "tor-a: True=Accepted False=NoNodes", "web: True=Accepted 1 used"}))
      << "without their Events: those were told";
  EXPECT_EQ(cluster.written(), Lines{});
}

// The right to write a status may be missing for days, and one is tried again every half minute.
TEST(Controller, WhatIsRefusedAgainAndAgainIsToldOnce) {
  Cluster cluster;
  cluster.add(pool("a", "198.51.100.0/24"));
  cluster.add(pool("b", "198.51.100.128/25"));
  cluster.add(peer("tor-a", "192.0.2.1", 65000));
  cluster.add(peer("tor-b", "192.0.2.1", 65001));
  Advertisement all = named<Advertisement>("all");
  all.checks = {"nothing"};
  cluster.add(all);
  cluster.sync_all();
  const auto events = [&] {
    Lines out = cluster.written();
    std::erase_if(out, [](const std::string& line) { return !line.starts_with("event "); });
    return out;
  };
  const auto refuse = [&] {
    for (const char* object : {"bgppeers/tor-b", "addresspools/a", "addresspools/b", "advertisements/all"}) {
      cluster.controller.not_written(std::string("/apis/vigilcast.dev/v1alpha1/") + object);
    }
  };
  EXPECT_EQ(events(), (Lines{"event a Overlap", "event all HealthCheckNotFound", "event b Overlap", "event tor-b ASNClash"}));
  refuse();
  EXPECT_EQ(events(), Lines{});
  refuse();
  cluster.add(named<HealthCheck>("nothing"));
  EXPECT_EQ(events(), Lines{"event all Accepted"}) << "what is news is told";
  refuse();
  all.pools = {"none"};
  cluster.add(all);
  EXPECT_EQ(events(), Lines{"event all PoolNotFound"});
}

}  // namespace vigilcast::kube::controller_test
