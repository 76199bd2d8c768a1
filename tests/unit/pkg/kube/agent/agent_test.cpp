#include "pkg/kube/agent/agent.h"

#include <gtest/gtest.h>

#include "pkg/base/rng.h"
#include "tests/unit/pkg/kube/agent/story.h"

namespace vigilcast::kube::agent_test {

const std::string kNode = "node n1 label=zone:a address=10.1.0.1";
const std::string kWebSpec = "default/web 198.51.100.10/32 when endpoints/default/web/ipv4 and node/gates";

TEST(Agent, SaysNothingBeforeEverythingThatMattersWasListed) {
  Story story;
  story.tell({kNode, "peer tor 192.0.2.1 secret=md5/password", "secret md5 password=x", "service default/web 198.51.100.10",
              "slice default/web-1 of=web here=10.0.0.1:r", "adv all check=vip pool=blue nsselect=team:x"});
  EXPECT_FALSE(story.agent.synced());
  EXPECT_EQ(story.agent.wanted(), Wanted{});
  EXPECT_EQ(story.agent.waiting_for(),
            (Lines{"Service", "EndpointSlice", "Node", "BGPPeer", "Advertisement", "Secret", "AddressPool", "HealthCheck", "Namespace"}));
  std::vector<ClusterChange> lists = first_lists();
  for (std::size_t i = 0; i + 1 < lists.size(); ++i) {
    story.agent.handle(lists[i], story.now);
    EXPECT_FALSE(story.agent.synced()) << i;
    EXPECT_EQ(story.agent.wanted(), Wanted{});
  }
  EXPECT_TRUE(story.agent.handle(lists.back(), story.now).structure);
  EXPECT_TRUE(story.agent.synced());
  EXPECT_EQ(story.agent.wanted().peers.size(), 1U);
}

TEST(Agent, DoesNotWaitForWhatNobodyRefersTo) {
  Story story;
  story.tell({kNode, "peer tor 192.0.2.1", "service default/web 198.51.100.10", "adv all"});
  for (const ClusterChange& list :
       {first_list<Service>(), first_list<EndpointSlice>(), first_list<Node>(), first_list<BgpPeer>(), first_list<Advertisement>()}) {
    EXPECT_FALSE(story.agent.synced());
    story.agent.handle(list, story.now);
  }
  EXPECT_TRUE(story.agent.synced());
  EXPECT_EQ(story.services(), Lines{kWebSpec});
}

TEST(Agent, KeepsItsLastAnswerWhileAnotherKindIsNeededThatWasNotListed) {
  Story story;
  story.tell({kNode, "service default/web 198.51.100.10", "adv all"});
  for (const ClusterChange& list :
       {first_list<Service>(), first_list<EndpointSlice>(), first_list<Node>(), first_list<BgpPeer>(), first_list<Advertisement>()}) {
    story.agent.handle(list, story.now);
  }
  story.tell({"adv all pool=blue"});
  EXPECT_TRUE(story.agent.synced());
  EXPECT_EQ(story.agent.waiting_for(), Lines{"AddressPool"});
  EXPECT_EQ(story.services(), Lines{kWebSpec}) << "an empty store of pools means nothing yet";
  story.tell({"pool blue 198.51.100.0-198.51.100.255"});
  story.agent.handle(first_list<AddressPool>(), story.now);
  EXPECT_EQ(story.services(), Lines{kWebSpec});
  EXPECT_TRUE(story.problems().empty());
}

TEST(Agent, StandsByItsDecisionsWhateverTheWatchesDo) {
  Story story;
  story.start({kNode, "service default/web 198.51.100.10", "slice default/web-1 of=web here=10.0.0.1:r", "adv all"});
  const Wanted before = story.agent.wanted();
  EXPECT_FALSE(story.agent.stale_since());
  const Instant lost = story.now;
  story.agent.handle(WatchState{"Node", false, "connection refused", lost + std::chrono::seconds(1)}, story.now);
  story.agent.handle(WatchState{"Service", false, "connection refused", lost}, story.now);
  story.agent.handle(WatchState{"Secret", false, "forbidden", lost + std::chrono::seconds(2)}, story.now);
  EXPECT_EQ(story.agent.stale_since(), lost);
  EXPECT_EQ(story.agent.stale_because(), "Node, Service: connection refused; Secret: forbidden");
  EXPECT_TRUE(story.agent.synced());
  EXPECT_EQ(story.agent.wanted(), before);
  for (const char* kind : {"Node", "Service", "Secret"}) story.agent.handle(WatchState{kind, true, "", story.now}, story.now);
  EXPECT_FALSE(story.agent.stale_since());
}

TEST(Agent, TellsAtOnceWhatEndpointsChange) {
  Story story;
  story.start({kNode, "service default/web 198.51.100.10 local", "service default/api 198.51.100.11", "slice default/web-1 of=web here=10.0.0.1:r", "adv all"});
  EXPECT_EQ(story.services().size(), 2U);
  const Effect gone = story.tell({"slice default/web-1 of=web here=10.0.0.1:x there=1r"});
  EXPECT_FALSE(gone.structure);
  EXPECT_EQ(shown(gone.facts), Lines{"-endpoints/default/web/ipv4: no endpoint on this node is ready; elsewhere 1 endpoint is ready"});
  const Effect back = story.tell({"slice default/web-1 of=web here=10.0.0.1:r there=1r"});
  EXPECT_EQ(shown(back.facts), Lines{"+endpoints/default/web/ipv4: 1 of 1 endpoint on this node is ready"});
  EXPECT_TRUE(story.tell({"slice default/web-1 of=web here=10.0.0.1:r there=5r"}).facts.empty()) << "nothing that this fact says has changed";
  EXPECT_TRUE(story.tell({"slice default/other-1 of=other here=10.0.0.9:r"}).facts.empty()) << "not a Service of ours";
  EXPECT_EQ(shown(story.tell({"- slice default/web-1"}).facts), Lines{"-endpoints/default/web/ipv4: no endpoint can serve"});
  EXPECT_EQ(story.fact("endpoints/default/web/ipv4"), "-no endpoint can serve") << "wanted() says the same";
}

TEST(Agent, TellsAtOnceWhatClosesTheGates) {
  Story story;
  story.start({kNode, "service default/web 198.51.100.10", "adv all"});
  const Effect effect = story.tell({kNode + " taint=ToBeDeletedByClusterAutoscaler"});
  EXPECT_EQ(shown(effect.facts), Lines{"-node/gates: the Node has the taint ToBeDeletedByClusterAutoscaler"});
  EXPECT_EQ(shown(story.tell({kNode}).facts), Lines{"+node/gates: nothing keeps this node from announcing"});
  EXPECT_EQ(shown(story.tell({"- node n1"}).facts), Lines{"-node/gates: there is no Node 'n1'"});
  EXPECT_EQ(story.services(), Lines{kWebSpec}) << "its labels are remembered: which peers are meant does not change";
  EXPECT_TRUE(story.tell({"node n2 netdown", "- node n2"}).facts.empty());
  EXPECT_EQ(shown(story.tell({kNode}).facts), Lines{"+node/gates: nothing keeps this node from announcing"});
}

TEST(Agent, ASliceMayComeBeforeItsService) {
  Story story;
  story.start({kNode, "adv all", "slice default/web-1 of=web here=10.0.0.1:r"});
  EXPECT_TRUE(story.tell({"service default/web 198.51.100.10 local"}).structure);
  EXPECT_EQ(story.fact("endpoints/default/web/ipv4"), "+1 of 1 endpoint on this node is ready");
  EXPECT_TRUE(story.tell({"service default/web 198.51.100.10 clusterip"}).structure) << "no longer ours";
  EXPECT_EQ(story.services(), Lines{});
  EXPECT_TRUE(story.tell({"service default/web 198.51.100.10 local"}).structure);
  EXPECT_EQ(story.fact("endpoints/default/web/ipv4"), "+1 of 1 endpoint on this node is ready");
}

TEST(Agent, WhatNobodyLooksAtChangesNothing) {
  Story story;
  story.start({kNode, "ns default label=a:b", "peer tor 192.0.2.1", "service default/web 198.51.100.10", "slice default/web-1 of=web here=10.0.0.1:r",
               "adv all", "check vip target=vip", "pool blue 198.51.100.0-198.51.100.255", "secret md5 password=x"});
  story.agent.wanted();
  const Effect effect =
      story.tell({kNode + " notready", "ns default label=a:b", "ns other label=x:y", "peer tor 192.0.2.1", "service default/web 198.51.100.10",
                  "service default/foreign 198.51.100.99 class=other", "slice default/web-1 of=web here=10.0.0.1:r", "adv all", "check vip target=vip",
                  "pool blue 198.51.100.0-198.51.100.255", "secret md5 password=x", "- ns nosuch", "- service default/nosuch", "- adv nosuch"});
  EXPECT_FALSE(effect.structure);
  EXPECT_TRUE(effect.facts.empty());
  Change<Service> newer;
  newer.upserted.push_back(make_service(Line("service default/web 198.51.100.10")));
  newer.upserted.back().meta.resource_version = "12345";
  EXPECT_FALSE(story.agent.handle(newer, story.now).structure) << "a version alone is no news";
}

TEST(Agent, ProbedEndpointsAreStructure) {
  Story story;
  story.start({kNode, "service default/web 198.51.100.10", "slice default/web-1 of=web here=10.0.0.1:r", "check pods target=endpoints", "adv all check=pods"});
  EXPECT_EQ(story.services(), Lines{kWebSpec + " and pods/default/web/10.0.0.1"});
  const Effect effect = story.tell({"slice default/web-1 of=web here=10.0.0.1:x,10.0.0.2:r"});
  EXPECT_TRUE(effect.structure);
  EXPECT_EQ(story.services(), Lines{kWebSpec + " and pods/default/web/10.0.0.2"});
  EXPECT_FALSE(story.tell({"slice default/web-1 of=web here=10.0.0.1:g,10.0.0.2:r there=3r"}).structure) << "the same endpoint is probed";
}

TEST(Agent, ARefusedObjectHarmsOnlyItself) {
  Story story;
  story.start({kNode, "peer good 192.0.2.1", "peer tor 192.0.2.2", "adv all", "service default/web 198.51.100.10"});
  Change<BgpPeer> bad;
  bad.refused.push_back({Line("peer tor").meta(), "spec.holdTime: '1s' is too short: 0s or at least 3s"});
  EXPECT_TRUE(story.agent.handle(bad, story.now).structure);
  EXPECT_EQ(story.problems(), Lines{"BGPPeer tor Invalid: spec.holdTime: '1s' is too short: 0s or at least 3s"});
  EXPECT_EQ(story.agent.wanted().peers.size(), 2U) << "as it was when it could be read";
  story.tell({"peer tor 192.0.2.3"});
  EXPECT_TRUE(story.problems().empty());
  story.agent.handle(bad, story.now);
  story.tell({"- peer tor"});
  EXPECT_TRUE(story.problems().empty());
  EXPECT_EQ(story.agent.wanted().peers.size(), 1U);
}

// Random changes: what handle() tells, applied to what wanted() said before, is what an agent says that sees the cluster for the first time.
class Changes {
 public:
  explicit Changes(std::uint64_t seed) : rng_(seed) {}

  std::string next() {
    const std::string text = any();
    const Line line(text);
    const std::string id = line.kind + " " + line.name + (line.kind == "secret" ? " in=vigil" : "");
    if (line.kind == "node") node_gone = line.removal;
    if (line.removal && line.kind != "node") present.erase(id);
    if (!line.removal) present[id] = text;
    return text;
  }

  std::map<std::string, std::string> present;  // the lines that make the cluster as it is
  bool node_gone = false;                      // its last line still says what its labels were

 private:
  std::string pick(const std::vector<std::string>& from) { return from[rng_.below(from.size())]; }
  std::string name() { return pick({"default/a", "default/b", "shop/a"}); }
  std::string any() {
    switch (rng_.below(14)) {
      case 0: return service();
      case 1: return advertisement();
      case 2: return "- service " + name();
      case 3: return "- adv " + pick({"one", "two", "three"});
      case 4:
        return "node n1 address=10.1.0.1" + pick({"", " label=zone:a", " label=zone:b", " netdown", " taint=ToBeDeletedByClusterAutoscaler", " notready"});
      case 5: return "peer tor-" + pick({"a 192.0.2.1", "b 192.0.2.2 on=zone:a", "c 192.0.2.1", "d 192.0.2.4 secret=md5/password"});
      case 6: return rng_.chance(0.3) ? "- node n1" : "ns shop" + pick({"", " label=team:x"});
      case 7: return "- slice default/s-" + pick({"1", "2", "3"});
      default: return slice();
    }
  }
  std::string service() {
    return "service " + name() + " " + pick({"", "198.51.100.1", "198.51.100.2", "198.51.100.1 2001:db8::1 dual", "2001:db8::2 v6"}) + pick({"", " local"}) +
           pick({"", " label=app:web"}) + pick({"", "", "", " clusterip", " class=other", " deleting"});
  }
  std::string advertisement() {
    return "adv " + pick({"one", "two", "three"}) + pick({"", " select=app:web"}) + pick({"", "", " on=zone:a"}) + pick({"", "", " nsselect=team:x"}) +
           pick({"", "", " peer=tor-a", " peer=tor-b peer=tor-d"}) + pick({"", " med=5", " downmed=9"}) + pick({"", " agg4=24"}) + pick({"", " keep"}) +
           pick({"", " serve", " stop"}) + pick({"", " check=vip", " check=pods check=up"}) + pick({"", "", " pool=blue"});
  }
  std::string slice() {
    std::string out =
        "slice " + pick({"default", "default", "shop"}) + "/s-" + pick({"1", "2", "3"}) + " of=" + pick({"a", "a", "b", "c"}) + pick({"", "", " v6"});
    for (unsigned i = 0; i < rng_.below(3); ++i) {
      const bool v6 = out.find(" v6") != std::string::npos;
      out += " here=" + std::string(v6 ? "2001:db8:1::" : "10.0.0.") + std::to_string(1 + rng_.below(3)) + ":" + pick({"r", "r", "t", "x", "g"});
    }
    return out + pick({"", " there=1r", " there=2t", " there=1r1t"}) + pick({"", "", " port=http:8080", " port=http:9090"});
  }

  Rng rng_;
};

const Lines kFixed{"pool blue 198.51.100.0-198.51.100.1",       "check vip target=vip",  "check pods target=endpoints",
                   "check up target=url url=tcp://127.0.0.1:1", "secret md5 password=x", "node n1 address=10.1.0.1"};

// As an app has it: facts are posted, structure is fetched.
void follow(const Effect& effect, Story& story, Wanted& known) {
  for (const Fact& fact : effect.facts) {
    const auto place = std::ranges::find(known.facts, fact.check, &Fact::check);
    ASSERT_NE(place, known.facts.end()) << "a fact for a check that nobody has: " << shown(fact);
    ASSERT_NE(*place, fact) << "not news";
    *place = fact;
  }
  if (effect.structure) known = story.agent.wanted();
}

Wanted from_scratch(const Changes& changes) {
  Story story;
  Lines lines = kFixed;
  for (const auto& [id, text] : changes.present) lines.push_back(text);
  if (changes.node_gone) lines.emplace_back("- node n1");
  return story.start(lines).agent.wanted();
}

TEST(Agent, IncrementalFactsAreThoseOfAFreshLook) {
  for (std::uint64_t seed = 1; seed <= 25; ++seed) {
    Changes changes(seed);
    Story story;
    story.start(kFixed);
    Wanted known = story.agent.wanted();
    Lines history;
    for (int i = 0; i < 120; ++i) {
      history.push_back(changes.next());
      follow(story.tell({history.back()}), story, known);
      if (HasFatalFailure()) return;
      const Wanted fresh = from_scratch(changes);
      ASSERT_EQ(shown(known.facts), shown(fresh.facts)) << "seed " << seed << "\n" << join(history, "\n");
      ASSERT_EQ(known, fresh) << "seed " << seed << "\n" << join(history, "\n");
    }
  }
}

}  // namespace vigilcast::kube::agent_test
