// What the agent writes back: NodeBGPState and Events.
#include <gtest/gtest.h>

#include <set>

#include "pkg/json/value.h"
#include "pkg/kube/agent/event_report.h"
#include "pkg/kube/agent/node_state.h"
#include "tests/unit/pkg/kube/agent/told.h"

namespace vigilcast::kube::report_test {

using agent_test::Lines;
using agent_test::Told;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

const Lines kCluster{"node n1 address=10.1.0.1", "peer tor-a 192.0.2.1", "adv all", "service default/web 198.51.100.10",
                     "slice default/web-1 of=web here=10.0.0.1:r"};

TEST(NodeState, IsTheObjectAndItsStatus) {
  Told told(kCluster);
  told.service("default/web 198.51.100.10/32 up");
  told.peer("tor-a", bgp::fsm::State::established).routes_sent = 1;
  std::vector<Write> writes = told.writes(seconds(1));
  std::erase_if(writes, [](const Write& write) { return write.kind == WriteKind::create; });
  ASSERT_EQ(writes.size(), 2U);
  EXPECT_EQ(writes[0].kind, WriteKind::apply);
  EXPECT_EQ(writes[1].kind, WriteKind::apply_status);
  for (const Write& write : writes) EXPECT_EQ(write.path, "/apis/vigilcast.dev/v1alpha1/nodebgpstates/n1");
  EXPECT_EQ(writes[0].body["metadata"]["ownerReferences"].items().at(0)["uid"].string(), "uid-of-n1");

  const json::Value& status = writes[1].body["status"];
  for (const json::Value& one : status["conditions"].items()) EXPECT_TRUE(one["observedGeneration"].is_null()) << "there is no spec to be observed";
  const json::Value& session = status["sessions"].items().at(0);
  EXPECT_EQ(session["peer"].string(), "tor-a");
  EXPECT_EQ(session["state"].string(), "Established");
  EXPECT_EQ(session["since"].string(), "2026-11-22T10:00:00Z");
  EXPECT_EQ(session["advertised"].integer(), 1);
  const json::Value& prefix = status["prefixes"].items().at(0);
  EXPECT_EQ(prefix["prefix"].string(), "198.51.100.10/32");
  EXPECT_EQ(prefix["services"].items().at(0).string(), "default/web");
  EXPECT_EQ(prefix["peers"].items().at(0).string(), "tor-a");
  EXPECT_EQ(prefix["reason"].string(), "healthy");
  EXPECT_EQ(prefix["message"].string(), "the checks hold");
}

std::string condition(const json::Value& status, std::string_view type) {
  for (const json::Value& one : status["conditions"].items()) {
    if (one["type"].string() == type) return one["status"].string() + " " + one["reason"].string() + ": " + one["message"].string();
  }
  return "none";
}

TEST(NodeState, ConditionsSayWhatKeepsTheNodeFromAnnouncing) {
  Told told(kCluster);
  json::Value status = told.state();
  EXPECT_EQ(condition(status, "MayAnnounce"), "True NoGateClosed: nothing keeps this node from announcing");
  EXPECT_EQ(condition(status, "Accepted"), "True AllInUse: everything that concerns this node is in use");
  told.tell({"node n1 address=10.1.0.1 netdown", "peer tor-b 192.0.2.2 secret=nosuch/password"});
  status = told.state(minutes(1));
  EXPECT_EQ(condition(status, "MayAnnounce"), "False GateClosed: the Node's condition NetworkUnavailable is True");
  EXPECT_EQ(condition(status, "Accepted"), "False SecretNotFound: BGPPeer tor-b: there is no Secret vigil/nosuch; without its password the peer is left out");
}

TEST(NodeState, ServicesOfFilesAreThereToo) {
  Told told(kCluster);
  told.service("dns 203.0.113.53/32 up");
  EXPECT_EQ(told.state()["prefixes"].items().at(0)["services"].items().at(0).string(), "dns");
}

TEST(NodeState, IsWrittenAtOnceThenRarelyAndOnlyWhenSomethingChanged) {
  Told told(kCluster);
  told.service("default/web 198.51.100.10/32 up");
  EXPECT_FALSE(told.state().is_null()) << "at once after start";
  EXPECT_TRUE(told.state(minutes(4)).is_null()) << "nothing changed";
  told.service("default/web 198.51.100.10/32 down no endpoint can serve");
  EXPECT_FALSE(told.state().is_null()) << "at once after a quiet time";
  told.service("default/web 198.51.100.10/32 up");
  EXPECT_TRUE(told.state(seconds(1)).is_null());
  EXPECT_EQ(told.agent.next_deadline(), told.now + seconds(4));
  told.service("default/web 198.51.100.10/32 down again");
  EXPECT_TRUE(told.state(seconds(3)).is_null());
  const json::Value status = told.state(seconds(1));
  ASSERT_FALSE(status.is_null());
  EXPECT_EQ(status["prefixes"].items().at(0)["message"].string(), "again") << "the state as it is when it is written";
  EXPECT_GT(told.agent.next_deadline(), told.now + minutes(4)) << "nothing but the next heartbeat";
}

TEST(NodeState, AHeartbeatIsTheStatusWithAnotherTime) {
  Told told(kCluster);
  told.service("default/web 198.51.100.10/32 up");
  const json::Value before = told.state(seconds(1));
  const Duration pause = *told.agent.next_deadline() - told.now;
  EXPECT_GE(pause, NodeState::kHeartbeat * 9 / 10);
  EXPECT_LE(pause, NodeState::kHeartbeat * 11 / 10);
  EXPECT_TRUE(told.writes(pause - milliseconds(1)).empty());
  const std::vector<Write> writes = told.writes(milliseconds(1));
  ASSERT_EQ(writes.size(), 1U);
  EXPECT_EQ(writes[0].kind, WriteKind::apply_status);
  json::Value after = writes[0].body["status"];
  EXPECT_NE(after["observedAt"].string(), before["observedAt"].string());
  EXPECT_EQ(after.set("observedAt", before["observedAt"].string()), before);
  EXPECT_EQ(told.agent.next_deadline(), told.now + pause);
}

TEST(NodeState, NodesDoNotKeepInStep) {
  std::set<Instant> due;
  for (int i = 0; i < 100; ++i) {
    NodeState state("node-" + std::to_string(i));
    state.report({}, {}, {true, ""}, "uid", Instant{});
    due.insert(*state.next_deadline());
  }
  EXPECT_GT(due.size(), 90U);
}

TEST(NodeState, GoesWithTheAgentAndWithItsNode) {
  Told told(kCluster);
  EXPECT_TRUE(told.agent.farewell().empty()) << "nothing was written";
  told.state();
  ASSERT_EQ(told.agent.farewell().size(), 1U);
  EXPECT_EQ(told.agent.farewell()[0].kind, WriteKind::remove);
  EXPECT_EQ(told.agent.farewell()[0].path, "/apis/vigilcast.dev/v1alpha1/nodebgpstates/n1");
  told.tell({"- node n1"});
  EXPECT_TRUE(told.writes(minutes(10)).empty()) << "the garbage collector takes it, and it is not made again";
  EXPECT_FALSE(told.agent.next_deadline());
  Change<Node> another;
  another.upserted.push_back(agent_test::make_node(agent_test::Line("node n1 address=10.1.0.1")));
  another.upserted[0].meta.uid = "another";
  told.agent.handle(another, told.now);
  const std::vector<Write> writes = told.writes(seconds(1));
  ASSERT_EQ(writes.size(), 2U) << "one of the same name is another Node";
  EXPECT_EQ(writes[0].body["metadata"]["ownerReferences"].items().at(0)["uid"].string(), "another");
}

TEST(NodeState, ASessionThatTriesAgainAndAgainIsNotWorthAWriteEachTime) {
  Told told(kCluster);
  told.peer("tor-a", bgp::fsm::State::connect);
  EXPECT_FALSE(told.state().is_null());
  told.snapshot.peers.front().state = bgp::fsm::State::idle;
  EXPECT_TRUE(told.state(seconds(30)).is_null());
  told.snapshot.peers.front().routes_received = 5;
  EXPECT_TRUE(told.state(seconds(29)).is_null());
  EXPECT_EQ(told.state(seconds(1))["sessions"].items().at(0)["state"].string(), "Idle") << "small changes are written once a minute";
}

TEST(NodeState, APointInTimeKeepsItsText) {
  Told told(kCluster);
  told.service("default/web 198.51.100.10/32 up");
  told.state();
  // The two clocks run apart a little: that is no change.
  told.started += milliseconds(700);
  EXPECT_TRUE(told.state(minutes(4)).is_null());
}

TEST(NodeState, ListsTheTroubleFirstWhenThereIsTooMuch) {
  Told told(kCluster);
  for (unsigned i = 0; i < NodeState::kMostPrefixes; ++i) {
    told.service("s" + std::to_string(i) + " 10.0." + std::to_string(i / 256) + "." + std::to_string(i % 256) + "/32 up");
  }
  told.service("bad 203.0.113.1/32 down because");
  const json::Value status = told.state();
  EXPECT_EQ(status["prefixes"].items().size(), NodeState::kMostPrefixes);
  EXPECT_EQ(status["prefixes"].items().front()["prefix"].string(), "203.0.113.1/32");
  EXPECT_EQ(condition(status, "Complete"), "False TooMany: 1000 of 1001 prefixes are listed; the agent's metrics have all");
}

TEST(NodeState, WhatTheApiServerDidNotTakeIsWrittenAgain) {
  Told told(kCluster);
  told.service("default/web 198.51.100.10/32 up");
  ASSERT_FALSE(told.state().is_null());
  told.agent.not_written();
  EXPECT_TRUE(told.state(seconds(59)).is_null());
  EXPECT_EQ(told.agent.next_deadline(), told.now + seconds(1));
  EXPECT_FALSE(told.state(seconds(1)).is_null());
  EXPECT_TRUE(told.state(minutes(4)).is_null());
}

TEST(NodeState, NothingIsWrittenBeforeTheFirstLists) {
  agent_test::Story story;
  story.tell(kCluster);
  EXPECT_TRUE(story.agent.report({}, story.now).empty());
}

Hindrance refused(std::string name, std::string_view prefix) {
  return {Hindrance::Part::service, std::move(name), Prefix::parse(prefix).value(), "MayNotAnnounce", "this node may not announce it"};
}

TEST(NodeState, ListsWhatTheHostRefused) {
  Told told(kCluster);
  told.service("default/web 203.0.113.9/32 up");
  told.snapshot.services.front().prefixes.clear();  // it was taken away from the service
  told.agent.set_hindrances({refused("default/web", "198.51.100.10/32")});
  const json::Value status = told.state();
  const json::Value& prefix = status["prefixes"].items().at(0);
  EXPECT_EQ(prefix["prefix"].string(), "198.51.100.10/32");
  EXPECT_EQ(prefix["services"].items().at(0).string(), "default/web");
  EXPECT_EQ(prefix["state"].string(), "refused");
  EXPECT_FALSE(prefix["announced"].boolean());
  EXPECT_EQ(prefix["reason"].string(), "MayNotAnnounce");
  EXPECT_EQ(condition(status, "Accepted"), "False MayNotAnnounce: Service default/web: this node may not announce it");
  told.agent.set_hindrances({});
  EXPECT_EQ(condition(told.state(minutes(1)), "Accepted"), "True AllInUse: everything that concerns this node is in use");
}

// A list of the API with two entries of one key is refused as a whole.
TEST(NodeState, TellsWhatAFileHasAndWhatWasRefusedOfOnePrefixInOneEntry) {
  Told told(kCluster);
  told.service("default/web 203.0.113.9/32 up");
  told.agent.set_hindrances({refused("default/web", "203.0.113.9/32")});
  const json::Value status = told.state();
  ASSERT_EQ(status["prefixes"].items().size(), 1U);
  const json::Value& prefix = status["prefixes"].items().front();
  EXPECT_EQ(prefix["prefix"].string(), "203.0.113.9/32");
  EXPECT_NE(prefix["state"].string(), "refused") << "it is announced for somebody else";
  EXPECT_TRUE(prefix["message"].string().ends_with("this node may not announce it")) << prefix["message"].string();
}

TEST(NodeState, MissesTheSessionOfAPeerThatIsLeftOut) {
  Told told(kCluster);
  told.peer("tor-a", bgp::fsm::State::established);
  told.tell({"peer tor-b 192.0.2.2 secret=nosuch/password", "peer tor-c 192.0.2.3 on=zone:elsewhere", "peer tor-d 192.0.2.4"});
  const json::Value status = told.state();
  ASSERT_EQ(status["sessions"].items().size(), 2U) << "one of them is not for this node, one is not applied yet";
  const json::Value& session = status["sessions"].items().at(1);
  EXPECT_EQ(session["peer"].string(), "tor-b");
  EXPECT_EQ(session["address"].string(), "192.0.2.2");
  EXPECT_EQ(session["state"].string(), "Idle");
  EXPECT_EQ(session["lastDown"].string(), "there is no Secret vigil/nosuch; without its password the peer is left out");
}

// What is said of an object of the cluster, by n1.
std::string first(std::string_view event) { return std::string(event) + " (n1 is the first to say so; which nodes do: kubectl get vcnode)"; }

TEST(Events, TellWhatTheHostRefusedOnTheObjectThatAskedForIt) {
  Told told({"node n1 address=10.1.0.1", "peer tor-a 192.0.2.1 asn=65000", "adv all check=web", "check web target=url url=http://192.0.2.9/",
             "service default/web 198.51.100.10", "slice default/web-1 of=web here=10.0.0.1:r", "service default/far 198.51.100.11",
             "slice default/far-1 of=far there=1r"});
  told.agent.set_hindrances({{Hindrance::Part::peer, "tor-a", {}, "CannotListen", "address in use"},
                             {Hindrance::Part::check, "web/url", {}, "InFile", "the files have it"},
                             {Hindrance::Part::check, "endpoints/default/web/ipv4", {}, "InFile", "the files have that too"},
                             {Hindrance::Part::check, "node/gates", {}, "InFile", "and that"},
                             {Hindrance::Part::peer, "gone", {}, "InFile", "nobody asks for it any more"},
                             refused("default/web", "198.51.100.10/32"),
                             refused("default/far", "198.51.100.11/32")});
  EXPECT_EQ(told.events(), Lines{}) << "a moment later it may be otherwise";
  EXPECT_EQ(told.events(EventReport::kSettles),
            (Lines{"Warning InFile Node n1: and that", first("Warning InFile Service default/web: the files have that too"),
                   first("Warning MayNotAnnounce Service default/web: this node may not announce it"),
                   first("Warning CannotListen BGPPeer tor-a: address in use"), first("Warning InFile HealthCheck web: the files have it")}))
      << "of default/far nothing is here, so others tell";
  EXPECT_EQ(told.events(minutes(1)), Lines{}) << "told once";
  told.agent.set_hindrances({});
  told.events(minutes(1));
  told.agent.set_hindrances({refused("default/web", "198.51.100.10/32")});
  told.events();
  EXPECT_EQ(told.events(EventReport::kSettles), Lines{first("Warning MayNotAnnounce Service default/web: this node may not announce it")});
}

TEST(Events, WhatTheHostRefusedStandsWhenTheClusterChanges) {
  Told told(kCluster);
  told.agent.set_hindrances({refused("default/web", "198.51.100.10/32")});
  told.events();
  told.tell({"peer tor-b 192.0.2.2", "service default/other 198.51.100.20"});
  EXPECT_EQ(told.events(EventReport::kSettles), Lines{first("Warning MayNotAnnounce Service default/web: this node may not announce it")});
}

// Thousands of nodes have the same file.
TEST(Events, OfOneObjectAndReasonThereIsOne) {
  std::set<std::string> names;
  const auto tell = [&](const std::string& node, const std::string& message) {
    AgentOptions options = agent_test::options();
    options.node = node;
    Told told({"node " + node, "peer tor-a 192.0.2.1", "peer tor-b 192.0.2.2"}, options);
    told.agent.set_hindrances({{Hindrance::Part::peer, "tor-a", {}, "InFile", message}, {Hindrance::Part::check, "node/gates", {}, "InFile", "a check"}});
    told.writes(seconds(static_cast<int>(names.size())));
    for (const Write& write : told.writes(EventReport::kSettles)) {
      if (write.body["reason"].string() == "InFile") names.insert(write.body["regarding"]["kind"].string() + " " + write.body["metadata"]["name"].string());
    }
  };
  tell("n1", "the file of n1 has it");
  ASSERT_EQ(names.size(), 2U);
  tell("n2", "the file of n2 has it");
  tell("n1", "the file of n1 has it otherwise");
  EXPECT_EQ(std::ranges::count_if(names, [](const std::string& name) { return name.starts_with("BGPPeer "); }), 1) << "the API server takes no second";
  EXPECT_EQ(std::ranges::count_if(names, [](const std::string& name) { return name.starts_with("Node "); }), 3) << "each Node is an object of its own";
  const auto named = [](std::string_view uid, std::string_view reason) {
    return event_write({{"v1", "BGPPeer", {"", "tor-a"}, std::string(uid)}, true, std::string(reason), "Configure", "", true}, "n1", WallTime{})
        .body["metadata"]["name"]
        .string();
  };
  EXPECT_NE(named("1", "InFile"), named("2", "InFile")) << "one of the same name is another object";
  EXPECT_NE(named("1", "InFile"), named("1", "CannotListen"));
}

TEST(Events, AProblemOfAServiceIsNotTakenBackByItsEndpoints) {
  Told told(kCluster);
  told.agent.set_hindrances({refused("default/web", "198.51.100.10/32")});
  told.events();
  EXPECT_EQ(told.events(EventReport::kSettles).size(), 1U);
  told.tell({"slice default/web-1 of=web there=1r"});
  EXPECT_EQ(told.events(minutes(1)), Lines{});
  told.tell({"slice default/web-1 of=web here=10.0.0.1:r"});
  told.events();
  EXPECT_EQ(told.events(minutes(1)), Lines{}) << "it was told, and held all the time";
}

TEST(Events, FollowTheAnnouncement) {
  Told told(kCluster);
  told.service("default/web 198.51.100.10/32 rising");
  EXPECT_EQ(told.events(minutes(1)), Lines{});
  told.service("default/web 198.51.100.10/32 up");
  EXPECT_EQ(told.events(), Lines{"Normal Announced Service default/web: 198.51.100.10/32 is announced by n1: the checks hold"});
  EXPECT_EQ(told.events(minutes(1)), Lines{});
  told.service("default/web 198.51.100.10/32 down no endpoint can serve");
  EXPECT_EQ(told.events(), Lines{"Warning Withdrawn Service default/web: 198.51.100.10/32 is withdrawn by n1: no endpoint can serve"});
  EXPECT_EQ(told.events(minutes(1)), Lines{}) << "told once, and not as NotAnnounced again";
}

TEST(Events, AreAsTheApiWantsThem) {
  Told told(kCluster);
  told.service("default/web 198.51.100.10/32 up");
  const std::vector<Write> writes = told.writes(milliseconds(1500));
  ASSERT_FALSE(writes.empty());
  const Write& write = writes.front();
  EXPECT_EQ(write.kind, WriteKind::create);
  EXPECT_EQ(write.path, "/apis/events.k8s.io/v1/namespaces/default/events");
  EXPECT_EQ(write.body["apiVersion"].string(), "events.k8s.io/v1");
  EXPECT_EQ(write.body["eventTime"].string(), "2026-11-22T10:00:01.500000Z");
  EXPECT_EQ(write.body["reportingController"].string(), "vigilcast.dev/agent");
  EXPECT_EQ(write.body["reportingInstance"].string(), "n1");
  EXPECT_EQ(write.body["regarding"]["uid"].string(), "uid-of-web");
  EXPECT_EQ(write.body["metadata"]["name"].string().size(), std::string("web.").size() + 16);
  EXPECT_TRUE(write.body["metadata"]["name"].string().starts_with("web."));
}

TEST(Events, ASharedAddressIsToldOfEachService) {
  Told told({"node n1", "adv all", "service default/a 198.51.100.10", "service default/b 198.51.100.10"});
  told.service("198.51.100.10/32 198.51.100.10/32 up");
  EXPECT_EQ(told.events(), (Lines{"Normal Announced Service default/a: 198.51.100.10/32 is announced by n1: the checks hold",
                                  "Normal Announced Service default/b: 198.51.100.10/32 is announced by n1: the checks hold"}));
  // A Service leaves: the set has another name from now on, and the snapshot of the moment before still has the old one.
  told.tell({"- service default/b"});
  EXPECT_EQ(told.events(seconds(1)), Lines{});
  told.snapshot.services.clear();
  told.service("default/a 198.51.100.10/32 up");
  EXPECT_EQ(told.events(seconds(1)), Lines{}) << "it was announced all the time";
}

TEST(Events, SayWhyAServiceIsNotAnnouncedWhereItCouldBe) {
  Told told({"node n1", "adv web select=app:web", "service default/here 198.51.100.1", "service default/there 198.51.100.2", "service default/none",
             "service default/down 198.51.100.3 label=app:web", "slice default/h of=here here=10.0.0.1:r", "slice default/n of=none here=10.0.0.2:r",
             "slice default/t of=there there=3r", "slice default/d of=down here=10.0.0.3:x"});
  told.service("default/down 198.51.100.3/32 down check endpoints/default/down/ipv4 is down: no endpoint can serve");
  told.snapshot.ready = false;
  EXPECT_EQ(told.events(minutes(1)), Lines{}) << "the first moments after start decide nothing";
  told.snapshot.ready = true;
  EXPECT_EQ(told.events(), Lines{});
  EXPECT_EQ(told.agent.next_deadline(), told.now + EventReport::kSettles);
  EXPECT_EQ(told.events(seconds(2)),
            (Lines{"Warning NotAnnounced Service default/down: n1 does not announce it: check endpoints/default/down/ipv4 is down: no endpoint can serve",
                   "Warning NotAnnounced Service default/here: n1 does not announce it: no Advertisement selects the Service",
                   "Warning NotAnnounced Service default/none: n1 does not announce it: the Service has no address yet"}));
  EXPECT_EQ(told.events(minutes(5)), Lines{});
}

TEST(Events, ASecretMayComeALittleAfterItsPeer) {
  Told told(kCluster);
  told.tell({"peer tor-b 192.0.2.2 secret=md5/password"});
  EXPECT_EQ(told.events(), Lines{});
  EXPECT_EQ(told.events(seconds(1)), Lines{});
  told.tell({"secret md5 password=x"});
  EXPECT_EQ(told.events(seconds(5)), Lines{});
  told.tell({"- secret md5 in=vigil", "peer tor-c 192.0.2.3 secret=nosuch/password"});
  EXPECT_EQ(told.events(), Lines{});
  EXPECT_EQ(
      told.events(seconds(2)),
      (Lines{
          first(
              "Warning SecretNotFound BGPPeer tor-b: there is no Secret vigil/md5; the session goes on with the last password known, until the agent restarts"),
          first("Warning SecretNotFound BGPPeer tor-c: there is no Secret vigil/nosuch; without its password the peer is left out")}));
  EXPECT_EQ(told.events(minutes(1)), Lines{}) << "once, while it lasts";
  told.tell({"secret md5 password=x"});
  told.events(minutes(1));
  told.tell({"- secret md5 in=vigil"});
  told.events(minutes(1));
  EXPECT_EQ(told.events(seconds(2)).size(), 1U) << "again after it was mended";
}

TEST(Events, WhatTheControllerSaysIsNotSaidAgain) {
  Told told(kCluster);
  told.tell({"peer tor-b 192.0.2.2 secret=nosuch/password refused", "adv also check=nosuch refused", "service default/none refused",
             "slice default/none-1 of=none here=10.0.0.2:r"});
  EXPECT_EQ(condition(told.state(), "Accepted").substr(0, 5), "False") << "what it means for this node is told here";
  EXPECT_EQ(told.events(minutes(1)), Lines{}) << "each of them has a condition, and an Event of the controller";
  told.tell({"peer tor-b 192.0.2.2 secret=nosuch/password", "service default/none"});
  told.events(minutes(1));
  EXPECT_EQ(told.events(seconds(2)).size(), 2U) << "without a controller the agent speaks";
}

TEST(Events, TellOfTheApiServerOnceItIsAwayForLong) {
  Told told(kCluster);
  const auto watch = [&](bool current) { told.agent.handle(WatchState{"Service", current, current ? "" : "connection refused", told.now}, told.now); };
  watch(false);
  EXPECT_EQ(told.events(seconds(9)), Lines{});
  watch(true);
  EXPECT_EQ(told.events(minutes(1)), Lines{}) << "watches end and begin again all the time";
  watch(false);
  EXPECT_EQ(told.events(seconds(1)), Lines{});
  EXPECT_EQ(told.agent.next_deadline(), told.now + seconds(9));
  EXPECT_EQ(told.events(seconds(9)), Lines{"Warning ApiServerStale Node n1: what is known of the cluster may be out of date (Service: connection refused); the "
                                           "last decisions stand"});
  EXPECT_EQ(told.events(seconds(110)), Lines{});
  watch(true);
  EXPECT_EQ(
      told.events(),
      Lines{"Normal ApiServerBack Node n1: the API server answers again, and what is known of the cluster is up to date; the last decisions stood for 2m00s"});
}

TEST(Events, ABusyObjectIsHeldBack) {
  Told told(kCluster);
  std::size_t events = 0;
  for (int i = 0; i < 50; ++i) {
    told.service(i % 2 == 0 ? "default/web 198.51.100.10/32 up" : "default/web 198.51.100.10/32 down flapping");
    events += told.events(milliseconds(100)).size();
  }
  EXPECT_EQ(events, EventReport::kBurst);
  told.service("default/web 198.51.100.10/32 up");
  EXPECT_EQ(told.events(minutes(6)),
            Lines{"Normal Announced Service default/web: 198.51.100.10/32 is announced by n1: the checks hold (25 more about this object were held back)"});
}

TEST(Events, NotesAndNamesAreCutToWhatTheApiTakes) {
  std::string note;
  for (int i = 0; i < 600; ++i) note += "\xc3\xa9";  // é
  const ObjectRef about{"v1", "Service", {"default", std::string(250, 'w')}, ""};
  const Write write = event_write({about, false, "Announced", "Announce", "x" + note}, std::string(200, 'n'), WallTime{});
  EXPECT_EQ(write.body["note"].string().size(), 1023U) << "not in the middle of a character";
  EXPECT_EQ(write.body["metadata"]["name"].string().size(), 253U);
  EXPECT_EQ(write.body["reportingInstance"].string().size(), 128U);
  EXPECT_EQ(write.body["eventTime"].string(), "1970-01-01T00:00:00.000000Z");
  const Write again = event_write({about, false, "Announced", "Announce", "x" + note}, std::string(200, 'n'), WallTime{});
  EXPECT_EQ(write.body["metadata"]["name"].string(), again.body["metadata"]["name"].string()) << "a write that is tried again makes no second Event";
}

}  // namespace vigilcast::kube::report_test
