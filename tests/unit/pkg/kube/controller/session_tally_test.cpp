// What a BGPPeer says of its sessions over all nodes, from what each of them says.
#include "pkg/kube/controller/session_tally.h"

#include <gtest/gtest.h>

#include "tests/unit/pkg/kube/controller/cluster.h"

namespace vigilcast::kube::controller_test {

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
  cluster.pass(later);
  for (const Write& write : cluster.controller.writes(cluster.wall, cluster.now)) {
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
  cluster.controller.handle(Change<NodeSessions>{{}, {{"", "n1"}, {"", "n3"}}, {}, false}, cluster.wall, cluster.now);
  cluster.add(node_with({"n2 tor-a"}));
  EXPECT_EQ(sessions_of(cluster, seconds(60)), "1/1 True AllEstablished: 1 of 1 node holds the session");
  cluster.add(node_with({"n2 tor-b"}));
  EXPECT_EQ(sessions_of(cluster, seconds(60)),
            "0/0 False NoNodes: no node says that it should hold this session: see spec.nodeSelectors, and whether the agents run");
}

// Three nodes whose agents confirm every five minutes what they say.
struct Confirmed : Cluster {
  Confirmed() {
    add(peer("tor-a", "192.0.2.1", 65000));
    confirm({"n1", "n2", "n3"});
    sync_all();
    controller.handle(WatchState{"NodeBGPState", true, "", now}, now);
  }
  void confirm(const std::vector<std::string>& nodes) {
    for (const std::string& node : nodes) {
      NodeSessions one = node_with({node + " tor-a"});
      one.observed_at = timestamp(wall);
      add(one);
    }
  }
  void watch(bool current) { controller.handle(WatchState{"NodeBGPState", current, current ? "" : "connection refused", now}, now); }
};

using std::chrono::hours;
using std::chrono::minutes;
constexpr const char* kAll = "3/3 True AllEstablished: 3 of 3 nodes hold the session";

TEST(Controller, ANodeWhoseAgentIsSilentCountsNoMore) {
  Confirmed cluster;
  EXPECT_EQ(sessions_of(cluster), kAll);
  EXPECT_EQ(cluster.controller.next_deadline(), cluster.now + minutes(7));
  cluster.pass(minutes(5));
  cluster.confirm({"n1"});
  EXPECT_EQ(sessions_of(cluster), "");
  EXPECT_EQ(sessions_of(cluster, minutes(2)),
            "1/1 True AllEstablished: 1 of 1 node holds the session; n2 and 1 more are not counted: no word of the agents there for seven minutes");
  EXPECT_EQ(cluster.controller.next_deadline(), cluster.now + minutes(5));
  cluster.confirm({"n1", "n3"});
  EXPECT_EQ(sessions_of(cluster, minutes(1)),
            "2/2 True AllEstablished: 2 of 2 nodes hold the session; n2 is not counted: no word of the agent there for seven minutes");
  cluster.controller.handle(Change<NodeSessions>{{}, {{"", "n2"}}, {}, false}, cluster.wall, cluster.now);
  EXPECT_EQ(sessions_of(cluster, minutes(1)), "2/2 True AllEstablished: 2 of 2 nodes hold the session");
  EXPECT_EQ(sessions_of(cluster, minutes(7)),
            "0/0 False NoNodes: no node says that it should hold this session: see spec.nodeSelectors, and whether the "
            "agents run; n1 and 1 more are not counted: no word of the agents there for seven minutes");
  cluster.confirm({"n1", "n2", "n3"});
  EXPECT_EQ(sessions_of(cluster, minutes(1)), kAll);
}

TEST(Controller, WhoTouchesTheObjectOfACrashedAgentConfirmsNothing) {
  Confirmed cluster;
  EXPECT_EQ(sessions_of(cluster), kAll);
  NodeSessions touched = node_with({"n1 tor-a"});
  touched.observed_at = timestamp(cluster.wall);
  cluster.pass(minutes(6));
  cluster.confirm({"n2", "n3"});
  cluster.add(touched);
  EXPECT_EQ(sessions_of(cluster, minutes(1)).substr(0, 3), "2/2");
  cluster.add(touched);
  EXPECT_EQ(sessions_of(cluster, minutes(1)), "");
}

TEST(Controller, WhileNothingIsHeardFromTheApiServerNobodyIsSilent) {
  Confirmed cluster;
  EXPECT_EQ(sessions_of(cluster), kAll);
  cluster.pass(minutes(4));
  cluster.watch(false);
  EXPECT_EQ(sessions_of(cluster, hours(3)), "");
  EXPECT_FALSE(cluster.controller.next_deadline());
  cluster.watch(true);
  EXPECT_EQ(sessions_of(cluster, minutes(2)), "") << "they have as long as they had before";
  cluster.watch(false);
  cluster.watch(true);
  EXPECT_EQ(sessions_of(cluster, minutes(1)).substr(0, 3), "0/0") << "and watches that end and begin again change nothing";
}

TEST(Controller, WhatACrashedAgentLeftBehindIsKnownAtOnce) {
  Cluster cluster;
  cluster.add(peer("tor-a", "192.0.2.1", 65000));
  for (const auto& [node, observed_at] : {std::pair("n1", timestamp(cluster.wall - minutes(3))),
                                          {"n2", timestamp(cluster.wall - hours(3))},
                                          {"n3", timestamp(cluster.wall + hours(3))},
                                          {"n4", "yesterday"}}) {
    NodeSessions one = node_with({std::string(node) + " tor-a"});
    one.observed_at = observed_at;
    cluster.add(one);
  }
  cluster.sync_all();
  EXPECT_EQ(sessions_of(cluster), "3/3 True AllEstablished: 3 of 3 nodes hold the session; n2 is not counted: no word of the agent there for seven minutes")
      << "a clock that is ahead, and what nobody should have written, keep nothing from counting";
  NodeSessions slow = node_with({"n2 tor-a"});
  slow.observed_at = timestamp(cluster.wall - hours(2));
  cluster.add(slow);
  EXPECT_EQ(sessions_of(cluster, minutes(1)).substr(0, 4), "4/4 ") << "another time there is a word, whatever the clock there says";
  EXPECT_EQ(sessions_of(cluster, minutes(3)).substr(0, 4), "3/3 ") << "n1 was three minutes old when we came";
}

TEST(Controller, WritesSessionsSeldom) {
  Cluster cluster = three_nodes();
  ASSERT_NE(sessions_of(cluster), "");
  cluster.add(node_with({"n2 tor-a connection refused"}));
  EXPECT_EQ(sessions_of(cluster, seconds(1)), "") << "it was written a moment ago";
  EXPECT_EQ(cluster.controller.next_deadline(), cluster.now + seconds(4) + milliseconds(30));
  cluster.add(node_with({"n2 tor-a"}));
  EXPECT_EQ(sessions_of(cluster, seconds(10)), "") << "as it was";
  EXPECT_GT(cluster.controller.next_deadline(), cluster.now + minutes(6)) << "that of agents which are silent";
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
  BgpPeer seen = peer("tor-b", "192.0.2.2", 65000);
  seen.conditions = {{"Accepted", ConditionStatus::yes, "Accepted", "in use", "2026-11-22T10:00:00Z", 1},
                     {"Established", ConditionStatus::yes, "AllEstablished", "1 of 1 node holds the session", "2026-11-22T10:00:00Z", 1}};
  other.add(seen);
  other.add(named<HealthCheck>("idle"));
  other.add(node_with({"n1 tor-a", "n1 tor-b"}));
  other.sync<Service>();
  other.sync<Namespace>();
  other.sync<Secret>();
  other.sync<BgpPeer>();
  other.sync<AddressPool>();
  other.sync<Advertisement>();
  other.sync<HealthCheck>();
  EXPECT_TRUE(other.controller.synced()) << "addresses do not wait for it";
  const std::vector<Write> writes = other.controller.writes(kNow, other.now);
  ASSERT_EQ(writes.size(), 2U) << "nor does the judgement of a peer, and what another bears already stays";
  const json::Value& status = writes[0].body["status"];
  EXPECT_EQ(writes[0].body["metadata"]["name"].string(), "tor-a");
  EXPECT_EQ(status["conditions"].items().at(0)["reason"].string(), "Accepted");
  EXPECT_EQ(status["conditions"].items().at(1)["status"].string(), "Unknown");
  EXPECT_TRUE(status["sessions"].is_null());
  EXPECT_EQ(other.written(), Lines{});
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
  const auto good = read(
      R"({"metadata":{"name":"n1","uid":"7","labels":{"a":"b"}},"status":{"node":"n1","observedAt":"2026-11-22T10:00:00Z","prefixes":[{"prefix":"192.0.2.0/24"}],
      "sessions":[{"peer":"tor-a","state":"Established","lastDown":"it was"},{"peer":"tor-b","state":"Idle","lastDown":"refused"}]}})");
  ASSERT_TRUE(good);
  EXPECT_EQ(good->meta.key.name, "n1");
  EXPECT_TRUE(good->meta.labels.empty());
  EXPECT_EQ(good->observed_at, "2026-11-22T10:00:00Z");
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
  tally.upsert(node_with({"n1 tor-a", "n1 tor-a refused"}), kNow, Instant{});
  EXPECT_EQ(tally.of("tor-a").text(), "1 of 1 node holds the session");
  tally.remove("n1");
  tally.remove("n1");
  EXPECT_EQ(tally.of("tor-a").nodes, 0U);
}

}  // namespace vigilcast::kube::controller_test
