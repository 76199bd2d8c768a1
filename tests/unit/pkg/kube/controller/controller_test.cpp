// What the controller writes, told with a small API server beside it.
#include "pkg/kube/controller/controller.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "pkg/kube/resources/all.h"

namespace vigilcast::kube::controller_test {

const WallTime kNow = WallTime{} + std::chrono::hours(500000);

template <class Kind>
Kind named(std::string name) {
  Kind out;
  out.meta.key.name = std::move(name);
  out.meta.generation = 1;
  return out;
}

Service service(std::string name) {
  Service out = named<Service>(std::move(name));
  out.meta.key.name_space = "default";
  out.load_balancer = true;
  out.load_balancer_class = "vigilcast.dev/vigilcast";
  out.ports = {{"http", "TCP", 80, ""}};
  return out;
}

AddressPool pool(std::string name, const std::string& range) {
  AddressPool out = named<AddressPool>(std::move(name));
  out.addresses = {AddressRange::parse(range).value()};
  return out;
}

BgpPeer peer(std::string name, std::string_view address, std::uint32_t asn) {
  BgpPeer out = named<BgpPeer>(std::move(name));
  out.address = IpAddress::parse(address).value();
  out.asn = asn;
  return out;
}

struct Cluster {
  Controller controller{{{"vigilcast.dev/vigilcast", false}, "vigilcast-system", "controller-0"}};
  Instant now{std::chrono::hours(1)};

  template <class Kind>
  void add(const Kind& object) {
    controller.handle(Change<Kind>{{object}, {}, {}, false});
  }
  template <class Kind>
  void sync() {
    controller.handle(Change<Kind>{{}, {}, {}, true});
  }
  void sync_all() {
    sync<Service>();
    sync<Namespace>();
    sync<Secret>();
    sync<BgpPeer>();
    sync<AddressPool>();
    sync<Advertisement>();
    sync<HealthCheck>();
    sync<NodeSessions>();
  }
  // "default/web: [{ip…}]" for addresses, "tor-a: Accepted=False ASNClash" for conditions, "event default/web PoolExhausted".
  std::vector<std::string> written() {
    std::vector<std::string> out;
    for (const Write& write : controller.writes(kNow, now)) {
      const std::string name = write.body["metadata"]["name"].string();
      if (write.kind == WriteKind::create) {
        out.push_back("event " + write.body["regarding"]["name"].string() + " " + write.body["reason"].string());
        continue;
      }
      std::string line = name + ":";
      for (const json::Value& ingress : write.body["status"]["loadBalancer"]["ingress"].items())
        line += " " + ingress["ip"].string() + "/" + ingress["ipMode"].string();
      for (const json::Value& condition : write.body["status"]["conditions"].items())
        line += " " + condition["status"].string() + "=" + condition["reason"].string();
      if (write.body["kind"].string() == "AddressPool") line += " " + std::to_string(write.body["status"]["assigned"].integer()) + " used";
      out.push_back(line);
    }
    std::ranges::sort(out);
    return out;
  }
};

using Lines = std::vector<std::string>;

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
  cluster.controller.handle(Change<Service>{{}, {{"default", "a"}}, {}, false});
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
  EXPECT_EQ(cluster.written(), (Lines{"tor-b: True=Accepted False=NoNodes"}));
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
  EXPECT_EQ(cluster.written(), (Lines{"tor-a: True=Accepted False=NoNodes"}));
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

// "node-1 tor-a" is a session that holds, "node-1 tor-a why" one that does not.
NodeSessions node_with(const std::vector<std::string>& sessions) {
  NodeSessions out;
  for (const std::string& text : sessions) {
    const auto peer = text.find(' ') + 1, why = text.find(' ', peer);
    out.meta.key.name = text.substr(0, peer - 1);
    const bool established = why == std::string::npos;
    out.sessions.push_back({text.substr(peer, established ? why : why - peer), established, established ? "" : text.substr(why + 1)});
  }
  return out;
}

// "2/3 False SomeDown: 2 of 3 nodes hold …"; empty: nothing is written.
std::string sessions_of(Cluster& cluster, Duration later = {}) {
  cluster.now += later;
  for (const Write& write : cluster.controller.writes(kNow, cluster.now)) {
    if (write.kind != WriteKind::apply_status || write.body["metadata"]["name"].string() != "tor-a") continue;
    const json::Value& status = write.body["status"];
    const json::Value& condition = status["conditions"].items().at(1);
    EXPECT_EQ(condition["type"].string(), "Established");
    EXPECT_EQ(status["sessions"].string(), std::to_string(status["established"].integer()) + "/" + std::to_string(status["nodes"].integer()));
    return status["sessions"].string() + " " + condition["status"].string() + " " + condition["reason"].string() + ": " + condition["message"].string();
  }
  return "";
}

Cluster three_nodes() {
  Cluster cluster;
  cluster.add(peer("tor-a", "192.0.2.1", 65000));
  for (const char* node : {"n1", "n2", "n3"}) cluster.add(node_with({std::string(node) + " tor-a", std::string(node) + " tor-of-a-file"}));
  cluster.sync_all();
  return cluster;
}

using std::chrono::milliseconds;
using std::chrono::seconds;

TEST(Controller, CountsTheSessionsOfAPeer) {
  Cluster cluster = three_nodes();
  EXPECT_EQ(sessions_of(cluster), "3/3 True AllEstablished: 3 of 3 nodes hold the session");
  EXPECT_EQ(sessions_of(cluster, seconds(60)), "");
  cluster.add(node_with({"n2 tor-a connection refused"}));
  EXPECT_EQ(sessions_of(cluster), "2/3 False SomeDown: 2 of 3 nodes hold the session; n2: connection refused");
  cluster.add(node_with({"n1 tor-a "}));
  cluster.add(node_with({"n3 tor-a hold timer expired"}));
  EXPECT_EQ(sessions_of(cluster, seconds(60)), "0/3 False NoneEstablished: 0 of 3 nodes hold the session; n1: not up yet");
  cluster.controller.handle(Change<NodeSessions>{{}, {{"", "n1"}, {"", "n3"}}, {}, false});
  cluster.add(node_with({"n2 tor-a"}));
  EXPECT_EQ(sessions_of(cluster, seconds(60)), "1/1 True AllEstablished: 1 of 1 node holds the session");
  cluster.add(node_with({"n2 tor-b"}));
  EXPECT_EQ(sessions_of(cluster, seconds(60)),
            "0/0 False NoNodes: no node says that it should hold this session: see spec.nodeSelectors, and whether the agents run");
}

TEST(Controller, WritesSessionsSeldom) {
  Cluster cluster = three_nodes();
  ASSERT_NE(sessions_of(cluster), "");
  cluster.add(node_with({"n2 tor-a connection refused"}));
  EXPECT_EQ(sessions_of(cluster, seconds(1)), "") << "it was written a moment ago";
  EXPECT_EQ(cluster.controller.next_deadline(), cluster.now + seconds(4) + milliseconds(30));
  cluster.add(node_with({"n2 tor-a"}));
  EXPECT_EQ(sessions_of(cluster, seconds(10)), "") << "as it was";
  EXPECT_FALSE(cluster.controller.next_deadline());
  cluster.add(node_with({"n2 tor-a connection refused"}));
  EXPECT_NE(sessions_of(cluster), "") << "at once after a quiet time";
  cluster.add(node_with({"n2 tor-a hold timer expired"}));
  cluster.add(peer("tor-b", "192.0.2.1", 65001));
  EXPECT_EQ(sessions_of(cluster, seconds(1)), "") << "what is written of another peer is no reason";
}

TEST(Controller, OfALargeClusterAPeerSaysNoMore) {
  Cluster cluster;
  cluster.add(peer("tor-a", "192.0.2.1", 65000));
  for (int i = 0; i < 5000; ++i) cluster.add(node_with({"n" + std::to_string(i) + " tor-a " + std::string(200, 'x')}));
  cluster.sync_all();
  const std::string said = sessions_of(cluster);
  EXPECT_TRUE(said.starts_with("0/5000 False NoneEstablished: 0 of 5000 nodes hold the session; n0: xx")) << said;
  EXPECT_LT(said.size(), 400U);
  cluster.add(node_with({"n7 tor-a"}));
  EXPECT_EQ(sessions_of(cluster, seconds(54)), "") << "each node gets each write";
  EXPECT_EQ(sessions_of(cluster, seconds(1)).substr(0, 6), "1/5000");
}

TEST(Controller, SaysNothingOfSessionsBeforeAllNodesAreKnown) {
  Cluster other;
  other.add(peer("tor-a", "192.0.2.1", 65000));
  other.add(named<HealthCheck>("idle"));
  other.add(node_with({"n1 tor-a"}));
  other.sync<Service>();
  other.sync<Namespace>();
  other.sync<Secret>();
  other.sync<BgpPeer>();
  other.sync<AddressPool>();
  other.sync<Advertisement>();
  other.sync<HealthCheck>();
  EXPECT_TRUE(other.controller.synced()) << "addresses do not wait for it";
  EXPECT_EQ(other.written(), Lines{"idle: True=Unused"});
  other.sync<NodeSessions>();
  EXPECT_EQ(other.written(), Lines{"tor-a: True=Accepted True=AllEstablished"});
}

TEST(Controller, ANewControllerCountsTheSameAndWritesNothing) {
  Cluster cluster = three_nodes();
  BgpPeer seen = peer("tor-a", "192.0.2.1", 65000);
  seen.conditions = {{"Accepted", ConditionStatus::yes, "Accepted", "in use", "2026-11-22T10:00:00Z", 1},
                     {"Established", ConditionStatus::yes, "AllEstablished", "3 of 3 nodes hold the session", "2026-11-22T10:00:00Z", 1}};
  cluster.add(seen);
  EXPECT_EQ(cluster.written(), Lines{});
  cluster.controller.lead_anew();
  EXPECT_EQ(cluster.written(), Lines{});
}

// A NodeBGPState as an agent writes it, and others that nobody should have written.
TEST(NodeSessions, AreReadFromNodeBGPState) {
  const auto read = [](std::string_view text) { return decode<NodeSessions>(json::parse(text).value()); };
  const auto good = read(R"({"metadata":{"name":"n1","uid":"7","labels":{"a":"b"}},"status":{"node":"n1","prefixes":[{"prefix":"192.0.2.0/24"}],
      "sessions":[{"peer":"tor-a","state":"Established","lastDown":"it was"},{"peer":"tor-b","state":"Idle","lastDown":"refused"}]}})");
  ASSERT_TRUE(good);
  EXPECT_EQ(good->meta.key.name, "n1");
  EXPECT_TRUE(good->meta.labels.empty());
  EXPECT_EQ(good->sessions, (std::vector<NodeSession>{{"tor-a", true, ""}, {"tor-b", false, "refused"}}));
  EXPECT_TRUE(read(R"({"metadata":{"name":"n1"}})")->sessions.empty());
  EXPECT_TRUE(read(R"({"metadata":{"name":"n1"},"status":{"sessions":[7,{"state":"Idle"},{"peer":["x"]}]}})")->sessions.empty());
  EXPECT_EQ(read(R"({"metadata":{"name":"n1"},"status":{"sessions":[{"peer":"a","state":"Idle","lastDown":")" + std::string(5000, 'x') + R"("}]}})")
                ->sessions.front()
                .last_down.size(),
            NodeSessions::kLongestCause);
  EXPECT_FALSE(read(R"({"metadata":{}})"));
}

TEST(SessionTally, ASessionThatIsListedTwiceCountsOnce) {
  SessionTally tally;
  tally.upsert(node_with({"n1 tor-a", "n1 tor-a refused"}));
  EXPECT_EQ(tally.of("tor-a").text(), "1 of 1 node holds the session");
  tally.remove("n1");
  tally.remove("n1");
  EXPECT_EQ(tally.of("tor-a").nodes, 0U);
}

}  // namespace vigilcast::kube::controller_test
