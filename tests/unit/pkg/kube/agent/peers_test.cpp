#include "pkg/kube/agent/peers.h"

#include <gtest/gtest.h>

#include "pkg/kube/agent/gates.h"
#include "tests/unit/pkg/kube/agent/story.h"

namespace vigilcast::kube::peers_test {

using agent_test::ip;
using agent_test::Line;
using agent_test::Lines;
using agent_test::Story;

const std::string kNode = "node n1 label=zone:a address=10.1.0.1 address=2001:db8::1";

bgp::PeerConfig only_peer(Story& story) {
  EXPECT_EQ(story.agent.wanted().peers.size(), 1U);
  return story.agent.wanted().peers.empty() ? bgp::PeerConfig{} : story.agent.wanted().peers.front();
}

TEST(Peers, BecomeWhatTheSpeakerNeeds) {
  Story story;
  story.start({kNode, "peer tor-a 192.0.2.1 asn=65000 port=1179 hops=1 source=10.1.0.7 restart=15s"});
  bgp::PeerConfig expected;
  expected.name = "tor-a";
  expected.address = ip("192.0.2.1");
  expected.port = 1179;
  expected.local_address = ip("10.1.0.7");
  expected.local_as = 65001;
  expected.peer_as = 65000;
  expected.router_id = ip("10.1.0.1");
  expected.hold_time = 9;
  expected.outgoing_ttl = 255;
  expected.incoming_ttl = 255;
  expected.families = {bgp::kIpv4Unicast, bgp::kIpv6Unicast};
  expected.route_refresh = true;
  expected.graceful_restart = 15;
  expected.restart_notification = true;
  EXPECT_EQ(only_peer(story), expected);
}

TEST(Peers, OnlyThoseThatSelectTheNode) {
  Story story;
  story.start({kNode, "peer here 192.0.2.1 on=zone:a", "peer there 192.0.2.2 on=zone:b", "peer either 192.0.2.3 on=zone:b on=zone:a", "peer all 192.0.2.4"});
  std::vector<std::string> names;
  for (const bgp::PeerConfig& peer : story.agent.wanted().peers) names.push_back(peer.name);
  EXPECT_EQ(names, (Lines{"all", "either", "here"}));
  EXPECT_TRUE(story.tell({"node n1 label=zone:b address=10.1.0.1"}).structure);
  EXPECT_EQ(story.agent.wanted().peers.size(), 3U);
  EXPECT_EQ(story.agent.wanted().peers[2].name, "there");
}

TEST(Peers, WaitWhereTheRouterCanFindThem) {
  Story story;
  story.start({kNode, "peer v4 192.0.2.1 passive", "peer v6 2001:db8::ff passive", "peer own 192.0.2.2 passive source=10.1.0.9"});
  const auto& peers = story.agent.wanted().peers;
  ASSERT_EQ(peers.size(), 3U);
  EXPECT_EQ(peers[0].local_address, ip("10.1.0.9"));
  EXPECT_EQ(peers[1].local_address, ip("10.1.0.1"));
  EXPECT_EQ(peers[2].local_address, ip("2001:db8::1"));
  for (const bgp::PeerConfig& peer : peers) EXPECT_TRUE(peer.passive && peer.listen_port == 179);
}

TEST(Peers, MayBeKnownByTheirLink) {
  Story story;
  story.start({kNode, "peer alone interface=eth1", "peer by-address 192.0.2.1 interface=eth0", "peer link-local fe80::1 interface=eth0 passive",
               "peer other 192.0.2.1 interface=eth7", "peer same interface=eth1", "peer vrf 192.0.2.1 vrf=red passive"});
  const auto& peers = story.agent.wanted().peers;
  ASSERT_EQ(peers.size(), 4U);
  EXPECT_TRUE(peers[0].unnumbered());
  EXPECT_EQ(peers[0].extended_next_hop, (std::vector<bgp::ExtendedNextHop>{{bgp::kIpv4Unicast, bgp::Afi::ipv6}})) << "IPv4 routes go to the link-local address";
  EXPECT_EQ(peers[1].remote_text() + " on " + peers[1].interface, "192.0.2.1 on eth0");
  EXPECT_TRUE(peers[1].extended_next_hop.empty());
  EXPECT_EQ(peers[2].remote_text(), "fe80::1%eth0");
  EXPECT_TRUE(peers[2].passive && peers[2].listen_port == 179 && !peers[2].local_address) << "whoever is bound to a link needs no address to listen on";
  EXPECT_EQ(peers[3].vrf, "red");
  EXPECT_FALSE(peers[3].local_address);
  EXPECT_EQ(
      story.problems(),
      (Lines{"BGPPeer other DuplicatePeer: BGPPeer 'by-address' is the same session with 192.0.2.1:179 and selects this node too; the first by name counts",
             "BGPPeer same DuplicatePeer: BGPPeer 'alone' is the same session with eth1 and selects this node too; the first by name counts"}));
}

TEST(Peers, MayBeWatchedByBfd) {
  Story story;
  story.start({kNode, "peer far 192.0.2.1 ttl=4 bfd=1s", "peer near interface=eth1 bfd=50ms", "peer none 192.0.2.3"});
  const auto& peers = story.agent.wanted().peers;
  ASSERT_EQ(peers.size(), 3U);
  ASSERT_TRUE(peers[0].bfd && peers[1].bfd);
  EXPECT_EQ(peers[0].bfd->session.min_tx, std::chrono::seconds(1));
  EXPECT_EQ(peers[0].bfd->session.min_rx, std::chrono::seconds(1));
  EXPECT_EQ(peers[0].bfd->session.multiplier, 3);
  EXPECT_EQ(peers[0].bfd->multihop, 254) << "the router may send with any TTL";
  EXPECT_FALSE(peers[1].bfd->multihop);
  EXPECT_FALSE(peers[2].bfd);
}

struct Mistake {
  std::string_view peer, problem;
};

TEST(Peers, ThatCannotBeUsedAreLeftOutAndSayWhy) {
  constexpr Mistake kMistakes[] = {
      {"peer x 192.0.2.7 source=2001:db8::7", "SourceAddressUnusable: spec.sourceAddress and spec.address are of different families"},
      {"peer x 192.0.2.7 secret=nobody/password", "SecretNotFound: there is no Secret vigil/nobody; without its password the peer is left out"},
      {"peer x 192.0.2.7 secret=md5/nokey", "SecretKeyNotFound: Secret vigil/md5 has no key 'nokey'; without its password the peer is left out"},
      {"peer x 192.0.2.7 secret=md5/empty", "PasswordUnusable: the key 'empty' of Secret vigil/md5 is empty; without its password the peer is left out"},
      {"peer x 192.0.2.7 secret=md5/long",
       "PasswordUnusable: the key 'long' of Secret vigil/md5 has more than the 80 bytes that TCP MD5 takes; without its password the peer is left out"},
      {"peer x 192.0.2.7 secret=elsewhere/password", "SecretNotFound: there is no Secret vigil/elsewhere; without its password the peer is left out"},
      {"peer x 192.0.2.1", "DuplicatePeer: BGPPeer 'good' is the same session with 192.0.2.1:179 and selects this node too; the first by name counts"},
  };
  for (const Mistake& mistake : kMistakes) {
    Story story;
    story.start(
        {kNode, "peer good 192.0.2.1", "secret md5 empty= long=" + std::string(81, 'x'), "secret elsewhere in=default password=x", std::string(mistake.peer)});
    EXPECT_EQ(only_peer(story).name, "good") << mistake.peer;
    EXPECT_EQ(story.problems(), Lines{"BGPPeer x " + std::string(mistake.problem)});
  }
}

TEST(Peers, NeedAnASAndARouterId) {
  AgentOptions options = agent_test::options();
  options.local_asn.reset();
  Story story(options);
  story.start({"node n1 address=2001:db8::1", "peer none 192.0.2.1", "peer own 192.0.2.2 local=65009"});
  EXPECT_TRUE(story.agent.wanted().peers.empty());
  EXPECT_EQ(story.problems(), (Lines{"BGPPeer none NoLocalASN: our AS number is not known: give spec.localASN, or router.asn in the agent's configuration",
                                     "BGPPeer own NoRouterID: the Node has no IPv4 InternalIP that could be the router id: give router.id in the agent's "
                                     "configuration"}));
  story.tell({"node n1 address=2001:db8::1 address=10.1.0.5"});
  EXPECT_EQ(only_peer(story).local_as, 65009U);
  EXPECT_EQ(story.agent.wanted().router_id, ip("10.1.0.5"));
}

TEST(Peers, KeepTheRouterIdThatTheyStartedWith) {
  Story story;
  story.start({kNode, "peer tor 192.0.2.1"});
  story.agent.wanted();
  story.tell({"node n1 address=10.9.9.9"});
  EXPECT_EQ(only_peer(story).router_id, ip("10.1.0.1")) << "another one would reset every session";
}

TEST(Peers, FollowAReloadThatSaysOtherwiseWhoWeAre) {
  Story story;
  story.start({"node n1 address=10.1.0.1", "peer tor-a 192.0.2.1"});
  ASSERT_EQ(only_peer(story).local_as, 65001U);
  story.agent.set_router(65009, ip("192.0.2.99"));
  EXPECT_EQ(only_peer(story).local_as, 65009U);
  EXPECT_EQ(only_peer(story).router_id, ip("192.0.2.99"));
  story.agent.set_router(65009, std::nullopt);
  EXPECT_EQ(only_peer(story).router_id, ip("192.0.2.99")) << "another one would reset every session";
}

TEST(Passwords, AreRotated) {
  Story story;
  story.start({kNode, "secret md5 password=one\r", "peer tor 192.0.2.1 secret=md5/password"});
  EXPECT_EQ(only_peer(story).md5_password, "one") << "without the end of line that editors add";
  EXPECT_TRUE(story.tell({"secret md5 password=two"}).structure);
  EXPECT_EQ(only_peer(story).md5_password, "two");
  EXPECT_FALSE(story.tell({"secret md5 password=two", "secret other in=default password=three"}).structure);
}

TEST(Passwords, StayInUseWhenTheirSecretIsLost) {
  Story story;
  story.start({kNode, "secret md5 password=one", "peer tor 192.0.2.1 secret=md5/password"});
  story.agent.wanted();
  const std::string kept = "; the session goes on with the last password known, until the agent restarts";
  story.tell({"- secret md5 in=vigil"});
  EXPECT_EQ(only_peer(story).md5_password, "one");
  EXPECT_EQ(story.problems(), Lines{"BGPPeer tor SecretNotFound: there is no Secret vigil/md5" + kept});
  story.tell({"secret md5 other=x"});
  EXPECT_EQ(only_peer(story).md5_password, "one");
  EXPECT_EQ(story.problems(), Lines{"BGPPeer tor SecretKeyNotFound: Secret vigil/md5 has no key 'password'" + kept});
  story.tell({"secret md5 password=two"});
  EXPECT_EQ(only_peer(story).md5_password, "two");
  EXPECT_TRUE(story.problems().empty());
}

TEST(Passwords, AreNotKeptForAnotherReference) {
  Story story;
  story.start({kNode, "secret md5 password=one", "peer tor 192.0.2.1 secret=md5/password"});
  story.agent.wanted();
  story.tell({"peer tor 192.0.2.1 secret=md5/new"});
  EXPECT_TRUE(story.agent.wanted().peers.empty()) << "never with another password than the one that is asked for, and never without one";
  story.tell({"peer tor 192.0.2.1"});
  EXPECT_EQ(only_peer(story).md5_password, "");
}

struct Gate {
  std::string_view node, text;
  bool open;
};

TEST(Gates, CloseForWhatMeansThatTrafficIsNotServed) {
  constexpr Gate kGates[] = {
      {"node n1", "nothing keeps this node from announcing", true},
      {"node n1 notready", "nothing keeps this node from announcing", true},
      {"node n1 taint=node.kubernetes.io/unschedulable taint=node.kubernetes.io/not-ready", "nothing keeps this node from announcing", true},
      {"node n1 label=node.kubernetes.io/exclude-from-external-load-balancers",
       "the Node has the label node.kubernetes.io/exclude-from-external-load-balancers", false},
      {"node n1 label=node.kubernetes.io/exclude-from-external-load-balancers:false",
       "the Node has the label node.kubernetes.io/exclude-from-external-load-balancers", false},
      {"node n1 netdown", "the Node's condition NetworkUnavailable is True", false},
      {"node n1 deleting", "the Node is being deleted", false},
      {"node n1 taint=ToBeDeletedByClusterAutoscaler", "the Node has the taint ToBeDeletedByClusterAutoscaler", false},
      {"node n1 deleting netdown", "the Node is being deleted; the Node's condition NetworkUnavailable is True", false},
  };
  for (const Gate& gate : kGates) {
    const Node node = agent_test::make_node(Line(gate.node));
    EXPECT_EQ(gates_of(&node, "n1"), (Gates{gate.open, std::string(gate.text)})) << gate.node;
  }
  EXPECT_EQ(gates_of(nullptr, "n1"), (Gates{false, "there is no Node 'n1'"}));
}

}  // namespace vigilcast::kube::peers_test
