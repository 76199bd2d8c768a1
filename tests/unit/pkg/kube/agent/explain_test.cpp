// What the cluster answers to `vigilcast explain`.
#include "pkg/kube/agent/explain.h"

#include <gtest/gtest.h>

#include "tests/unit/pkg/kube/agent/story.h"

namespace vigilcast::kube::explain_test {

using agent_test::Lines;
using agent_test::Story;
using model::SubjectKind;
using Mood = model::Explanation::Mood;

void append(Lines& out, const model::Explanation& part, const std::string& indent) {
  const char* mark = part.mood == Mood::good ? "+ " : part.mood == Mood::bad ? "- " : "  ";
  out.push_back(indent + mark + part.text + (part.hint.empty() ? "" : " -> " + part.hint));
  for (const model::Explanation& below : part.because) append(out, below, indent + "  ");
}

Lines explained(const Story& story, const std::string& subject, SubjectKind kind = SubjectKind::any) {
  const auto found = story.agent.explain({subject, kind});
  if (!found) return {"nothing"};
  Lines out;
  append(out, found->explanation, "");
  if (!found->services.empty()) out.push_back("see " + join(found->services, ", "));
  if (!found->notable) out.push_back("nothing to note");
  if (found->absent) out.push_back("not there");
  return out;
}

const Lines kCluster{"node n1 address=10.1.0.1 label=zone:a", "peer tor-a 192.0.2.1", "pool blue 198.51.100.0-198.51.100.127",
                     "slice default/web-1 of=web here=10.0.0.1:r"};

Lines with(Lines more) {
  more.insert(more.begin(), kCluster.begin(), kCluster.end());
  return more;
}

constexpr const char* kNotAdvertised = "make an Advertisement that matches it, or correct the selectors and pools of one: kubectl get vcadv";
constexpr const char* kNoAddress =
    "the controller gives addresses: the Service's condition vigilcast.dev/AddressAssigned says why it has none (kubectl describe service)";

struct Case {
  const char* what;
  Lines cluster;
  const char* subject;
  Lines answer;
};

void PrintTo(const Case& one, std::ostream* out) { *out << one.what; }

class Explained : public ::testing::TestWithParam<Case> {};

TEST_P(Explained, SaysWhyAndWhatToDo) {
  Story story;
  story.start(with(GetParam().cluster));
  EXPECT_EQ(explained(story, GetParam().subject), GetParam().answer);
}

const Case kCases[] = {
    {"a Service that is announced",
     {"adv all", "service default/web 198.51.100.10"},
     "default/web",
     {"  Service default/web of the cluster has the address 198.51.100.10", "    Advertisement all asks this node to announce 198.51.100.10/32 to every peer",
      "see default/web", "nothing to note"}},
    {"a Service without an address",
     {"adv all", "service default/web"},
     "default/web",
     {"- Service default/web of the cluster has no address", std::string("  - the Service has no address yet -> ") + kNoAddress}},
    {"a Service that no Advertisement selects",
     {"adv all select=app:web", "service default/web 198.51.100.10"},
     "default/web",
     {"- Service default/web of the cluster has the address 198.51.100.10", std::string("  - no Advertisement selects the Service -> ") + kNotAdvertised}},
    {"a Service that other nodes announce",
     {"adv rack-b on=zone:b", "adv nobody peer=gone", "service default/web 198.51.100.10"},
     "default/web",
     {"- Service default/web of the cluster has the address 198.51.100.10",
      "    Advertisement nobody selects it, but it names no BGPPeer of this node (spec.peers)",
      "    Advertisement rack-b selects it, but it does not select this node (spec.nodeSelectors)"}},
    {"a Service of another class",
     {"adv all", "service default/web 198.51.100.10 class=example.com/other"},
     "default/web",
     {"- the cluster has no Service default/web of type LoadBalancer with the class vigilcast.dev/vigilcast -> kubectl -n default get service web -o yaml: "
      "spec.type and spec.loadBalancerClass; the class is given when the Service is made",
      "nothing to note", "not there"}},
    {"an address",
     {"adv all", "service default/web", "service default/api 198.51.100.11"},
     "198.51.100.11",
     {"  198.51.100.11/32 has the address of default/api", "    Service default/api of the cluster has the address 198.51.100.11",
      "      Advertisement all asks this node to announce 198.51.100.11/32 to every peer", "see default/api", "nothing to note"}},
    {"a prefix that two Services share",
     {"adv all", "service default/a 198.51.100.11", "service default/b 198.51.100.11"},
     "198.51.100.0/24",
     {"  198.51.100.0/24 has the address of default/a, default/b", "    Service default/a of the cluster has the address 198.51.100.11",
      "      Advertisement all asks this node to announce 198.51.100.11/32 to every peer", "    Service default/b of the cluster has the address 198.51.100.11",
      "      Advertisement all asks this node to announce 198.51.100.11/32 to every peer", "see 198.51.100.11/32, 198.51.100.11/32", "nothing to note"}},
    {"a prefix of nobody", {"adv all"}, "203.0.113.0/24", {"nothing"}},
    {"a peer in use", {}, "tor-a", {"  BGPPeer tor-a is in use on this node", "nothing to note"}},
    {"a peer without its Secret",
     {"peer tor-b 192.0.2.2 secret=md5/password"},
     "tor-b",
     {"- BGPPeer tor-b is left out on this node",
      "  - there is no Secret vigil/md5; without its password the peer is left out -> make the Secret in the namespace of vigilcast, or correct "
      "spec.passwordSecret; it is taken over at once"}},
    {"a peer of other nodes, by its address",
     {"peer tor-b 192.0.2.2 on=zone:b"},
     "192.0.2.2",
     {"  BGPPeer tor-b is not for this node: none of its nodeSelectors matches the labels of the Node n1 -> kubectl get node n1 --show-labels"}},
    {"an address that the routers of all racks have",
     {"peer rack-a 192.0.2.2 on=zone:b", "peer rack-b 192.0.2.2 on=zone:a", "peer rack-c 192.0.2.2 on=zone:c"},
     "192.0.2.2",
     {"  BGPPeer rack-b is in use on this node", "nothing to note"}},
    {"two routers behind one address",
     {"peer tor-b 192.0.2.2", "peer tor-c 192.0.2.2 port=1179", "peer tor-d 192.0.2.2 on=zone:b"},
     "192.0.2.2",
     {"  the cluster has several things that are called 192.0.2.2", "    BGPPeer tor-b is in use on this node", "    BGPPeer tor-c is in use on this node",
      "nothing to note"}},
    {"an Advertisement that announces",
     {"adv all", "service default/web 198.51.100.10", "service default/api 198.51.100.11"},
     "all",
     {"  Advertisement all asks this node to announce default/api, default/web"}},
    {"an Advertisement that selects nothing",
     {"adv all select=app:none", "service default/web 198.51.100.10"},
     "all",
     {"- Advertisement all asks nothing of this node: it selects no Service that has an address, or none that is left to it -> look at its serviceSelector, "
      "namespaceSelector and pools: kubectl get services -A --show-labels"}},
    {"an Advertisement of other nodes",
     {"adv all on=zone:b", "service default/web 198.51.100.10"},
     "all",
     {"- Advertisement all asks nothing of this node: none of its nodeSelectors matches the labels of the Node n1 -> kubectl get node n1 --show-labels",
      "    it selects Service default/web, but it does not select this node (spec.nodeSelectors)"}},
    {"an Advertisement that yields",
     {"adv a", "adv b", "service default/web 198.51.100.10"},
     "b",
     {"- Advertisement b asks nothing of this node: it selects no Service that has an address, or none that is left to it -> look at its serviceSelector, "
      "namespaceSelector and pools: kubectl get services -A --show-labels",
      "  - Advertisement 'a' comes first by name and announces to the same peers: default/web -> let the two select different Services or peers, or delete "
      "one; "
      "the first by name counts",
      "    it selects Service default/web, but others that come first by name announce it to the same peers"}},
    {"a HealthCheck that nobody names",
     {"adv all", "check idle target=vip"},
     "idle",
     {"  HealthCheck idle asks nothing: no Advertisement names it -> name it in spec.checks of an Advertisement, or delete it"}},
    {"a HealthCheck in use",
     {"adv all check=up", "check up target=vip", "service default/web 198.51.100.10"},
     "up",
     {"  HealthCheck up is named by the Advertisement all", "    its checks on this node are up/default/web/198.51.100.10"}},
    {"a HealthCheck that is not needed here",
     {"adv all check=up on=zone:b", "check up target=vip"},
     "up",
     {"  HealthCheck up is named by the Advertisement all", "    nothing that this node announces needs it"}},
    {"a name of several things",
     {"peer web 192.0.2.7", "check web target=vip"},
     "web",
     {"  the cluster has several things that are called web", "    BGPPeer web is in use on this node",
      "    HealthCheck web asks nothing: no Advertisement names it -> name it in spec.checks of an Advertisement, or delete it"}},
    {"a name of nothing", {}, "nobody", {"nothing"}},
    {"no prefix and no Service", {}, "203.0.113.0/33", {"nothing"}},
};

INSTANTIATE_TEST_SUITE_P(Cluster, Explained, ::testing::ValuesIn(kCases));

TEST(Explain, TheKindTellsApartWhatHasOneName) {
  Story story;
  story.start(with({"peer web 192.0.2.7", "check web target=vip", "service default/web 198.51.100.10"}));
  EXPECT_EQ(explained(story, "web", SubjectKind::peer), (Lines{"  BGPPeer web is in use on this node", "nothing to note"}));
  EXPECT_EQ(explained(story, "web", SubjectKind::service), Lines{"nothing"});
  EXPECT_EQ(explained(story, "198.51.100.10", SubjectKind::peer), Lines{"nothing"});
}

TEST(Explain, WhatTheHostRefusesIsNamed) {
  Story story;
  story.start(with({"adv all", "service default/web 198.51.100.10"}));
  story.agent.set_hindrances({{Hindrance::Part::peer, "tor-a", {}, "ASNClash", "the files say AS 65001"},
                              {Hindrance::Part::service, "default/web", Prefix::parse("198.51.100.10/32").value(), "MayNotAnnounce", "not from here"}});
  EXPECT_EQ(explained(story, "tor-a"), (Lines{"- BGPPeer tor-a is left out on this node", "  - the files say AS 65001"}));
  EXPECT_EQ(explained(story, "198.51.100.10/32"),
            (Lines{"- 198.51.100.10/32 has the address of default/web", "  - Service default/web of the cluster has the address 198.51.100.10",
                   "    - not from here -> add it to router.mayAnnounce of the agents' configuration, or give the Service an address from another pool",
                   "      Advertisement all asks this node to announce 198.51.100.10/32 to every peer", "see default/web"}));
}

TEST(Explain, AnObjectThatCannotBeReadSaysSo) {
  Story story;
  story.start(kCluster);
  Change<BgpPeer> change;
  ObjectMeta meta;
  meta.key.name = "tor-x";
  change.refused.push_back({meta, "spec.asn: this is missing"});
  story.agent.handle(change, story.now);
  ASSERT_EQ(story.problems().size(), 1U);
  EXPECT_EQ(explained(story, "tor-x"), (Lines{"- BGPPeer tor-x cannot be read", "  - spec.asn: this is missing"}));
}

TEST(Explain, NothingIsKnownBeforeTheFirstLists) {
  Story story;
  story.tell(kCluster);
  EXPECT_EQ(explained(story, "tor-a"), Lines{"nothing"});
}

}  // namespace vigilcast::kube::explain_test
