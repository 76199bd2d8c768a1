// What is announced, how, to whom, and under which conditions: Advertisements, shared addresses, aggregates, checks.
#include <gtest/gtest.h>

#include "tests/unit/pkg/kube/agent/story.h"

namespace vigilcast::kube::services_test {

using agent_test::Lines;
using agent_test::Story;

Lines with_node(Lines lines) {
  lines.insert(lines.begin(), {"node n1 label=zone:a address=10.1.0.1", "peer tor-a 192.0.2.1", "peer tor-b 192.0.2.2"});
  return lines;
}

struct Case {
  std::string_view name;
  Lines cluster;
  Lines services;
  Lines problems;
};

const std::vector<Case>& cases() {
  static const std::vector<Case> kCases{
      {"one Service, one Advertisement",
       {"service default/web 198.51.100.10", "adv all med=50"},
       {"default/web 198.51.100.10/32 when endpoints/default/web/ipv4 and node/gates med 50"},
       {}},
      {"dual stack: each family for itself",
       {"service default/web 198.51.100.10 2001:db8::10 dual", "adv all"},
       {"default/web/ipv4 198.51.100.10/32 when endpoints/default/web/ipv4 and node/gates",
        "default/web/ipv6 2001:db8::10/128 when endpoints/default/web/ipv6 and node/gates"},
       {}},
      {"IPv6 alone", {"service default/web 2001:db8::10 v6", "adv all"}, {"default/web 2001:db8::10/128 when endpoints/default/web/ipv6 and node/gates"}, {}},
      {"two addresses of one family",
       {"service default/web 198.51.100.10 198.51.100.12", "adv all"},
       {"default/web 198.51.100.10/32 when endpoints/default/web/ipv4 and node/gates",
        "default/web/198.51.100.12 198.51.100.12/32 when endpoints/default/web/ipv4 and node/gates"},
       {}},
      {"not ours",
       {"service default/a 198.51.100.1 class=example.com/other", "service default/b 198.51.100.2 classless", "service default/c 198.51.100.3 clusterip",
        "adv all"},
       {},
       {}},
      {"nobody advertises, or there is nothing to announce",
       {"service default/none", "service default/other 198.51.100.11", "service default/gone 198.51.100.12 label=app:web deleting", "adv web select=app:web"},
       {},
       {"Service default/gone Deleting: the Service is being deleted", "Service default/none NoAddress: the Service has no address yet",
        "Service default/other NotAdvertised: no Advertisement selects the Service"}},
      {"selected by labels, of the Service and of its namespace",
       {"ns shop label=team:x", "service shop/web 198.51.100.10 label=app:web", "service default/web 198.51.100.11 label=app:web",
        "adv web select=app:web nsselect=team:x"},
       {"shop/web 198.51.100.10/32 when endpoints/shop/web/ipv4 and node/gates"},
       {"Service default/web NotAdvertised: no Advertisement selects the Service"}},
      {"a namespace that was not listed yet has its name all the same",
       {"service shop/web 198.51.100.10", "adv web nsselect=kubernetes.io/metadata.name:shop"},
       {"shop/web 198.51.100.10/32 when endpoints/shop/web/ipv4 and node/gates"},
       {}},
      {"by pool",
       {"pool blue 198.51.100.0-198.51.100.127 2001:db8::-2001:db8::ff", "service default/in 198.51.100.127", "service default/out 198.51.100.128",
        "adv blue pool=blue pool=green"},
       {"default/in 198.51.100.127/32 when endpoints/default/in/ipv4 and node/gates"},
       {"Service default/out NotAdvertised: every Advertisement that selects the Service is for pools that do not hold its addresses",
        "Advertisement blue PoolNotFound: there is no AddressPool 'green'"}},
      {"by node: quiet where others announce",
       {"service default/web 198.51.100.10", "adv elsewhere on=zone:b pool=nosuchpool"},
       {},
       {"Service default/web NotAdvertised: every Advertisement that selects the Service is for pools that do not hold its addresses"}},
      {"other nodes announce it", {"service default/web 198.51.100.10", "adv elsewhere on=zone:b"}, {}, {}},
      {"by peer",
       {"service default/web 198.51.100.10", "adv a peer=tor-a peer=nobody"},
       {"default/web 198.51.100.10/32 to tor-a when endpoints/default/web/ipv4 and node/gates"},
       {"Advertisement a PeerNotFound: there is no BGPPeer 'nobody'"}},
      {"a peer of other nodes", {"peer far 192.0.2.9 on=zone:b", "service default/web 198.51.100.10", "adv a peer=far"}, {}, {}},
      {"two Advertisements, two peers",
       {"service default/web 198.51.100.10", "adv a peer=tor-a med=10", "adv b peer=tor-b med=20"},
       {"default/web 198.51.100.10/32 to tor-a when endpoints/default/web/ipv4 and node/gates med 10",
        "default/web@b 198.51.100.10/32 to tor-b when endpoints/default/web/ipv4 and node/gates med 20"},
       {}},
      {"for one peer the first by name counts, and the other keeps what is left",
       {"service default/web 198.51.100.10", "adv a peer=tor-a med=10", "adv b med=20"},
       {"default/web 198.51.100.10/32 to tor-a when endpoints/default/web/ipv4 and node/gates med 10",
        "default/web@b 198.51.100.10/32 to tor-b when endpoints/default/web/ipv4 and node/gates med 20"},
       {"Advertisement b Overlap: Advertisement 'a' comes first by name and announces to the same peers: default/web"}},
      {"the first for all leaves nothing",
       {"service default/web 198.51.100.10", "adv a med=10", "adv b peer=tor-b"},
       {"default/web 198.51.100.10/32 when endpoints/default/web/ipv4 and node/gates med 10"},
       {"Advertisement b Overlap: Advertisement 'a' comes first by name and announces to the same peers: default/web"}},
      {"a shared address is announced while any of its Services can be served",
       {"service default/a 198.51.100.10", "service default/b 198.51.100.10", "adv all"},
       {"198.51.100.10/32 198.51.100.10/32 when node/gates and (endpoints/default/a/ipv4 or endpoints/default/b/ipv4)"},
       {}},
      {"a shared address by two Advertisements: the first says how",
       {"service default/a 198.51.100.10 label=x:1", "service default/b 198.51.100.10 label=x:2", "adv one select=x:1 med=10", "adv two select=x:2 med=20"},
       {"198.51.100.10/32 198.51.100.10/32 when node/gates and (endpoints/default/a/ipv4 or endpoints/default/b/ipv4) med 10"},
       {"Advertisement two Overlap: 198.51.100.10/32 is announced as Advertisement 'one' says, which comes first by name and has other attributes"}},
      {"a shared address, partly to other peers",
       {"service default/a 198.51.100.10 label=x:1", "service default/b 198.51.100.10 label=x:2", "adv one select=x:1 peer=tor-a", "adv two select=x:2"},
       {"198.51.100.10/32 198.51.100.10/32 to tor-a when node/gates and (endpoints/default/a/ipv4 or endpoints/default/b/ipv4)",
        "default/b 198.51.100.10/32 to tor-b when endpoints/default/b/ipv4 and node/gates"},
       {}},
      {"an aggregate covers its Services; a Local one is a host route all the same",
       {"service default/a 198.51.100.10", "service default/b 198.51.100.20", "service default/c 198.51.100.30 local", "service default/d 203.0.113.5",
        "adv all agg4=24"},
       {"198.51.100.0/24 198.51.100.0/24 when node/gates and (endpoints/default/a/ipv4 or endpoints/default/b/ipv4)",
        "203.0.113.0/24 203.0.113.0/24 when endpoints/default/d/ipv4 and node/gates",
        "default/c 198.51.100.30/32 when endpoints/default/c/ipv4 and node/gates"},
       {}},
      {"IPv6 aggregates",
       {"service default/a 2001:db8:0:1::5 v6", "adv all agg4=24 agg6=64"},
       {"2001:db8:0:1::/64 2001:db8:0:1::/64 when endpoints/default/a/ipv6 and node/gates"},
       {}},
      {"de-preferred instead of withdrawn",
       {"service default/web 198.51.100.10", "adv all med=10 downmed=900"},
       {"default/web 198.51.100.10/32 when endpoints/default/web/ipv4 and node/gates med 10 else med 900"},
       {}},
      {"but not from a node that may not announce",
       {"node n1 netdown address=10.1.0.1", "service default/web 198.51.100.10", "adv all med=10 downmed=900"},
       {"default/web 198.51.100.10/32 when endpoints/default/web/ipv4 and node/gates med 10"},
       {}},
      {"two endpoint policies for one Service",
       {"service default/web 198.51.100.10", "adv a peer=tor-a", "adv b peer=tor-b keep"},
       {"default/web 198.51.100.10/32 to tor-a when endpoints/default/web/ipv4 and node/gates",
        "default/web@b 198.51.100.10/32 to tor-b when endpoints/default/web/ipv4/b and node/gates"},
       {}},
      {"checks: the address itself, local endpoints, something else",
       {"service default/web 198.51.100.10", "slice default/web-1 of=web here=10.0.0.1:r,10.0.0.2:r,10.0.0.3:x", "check vip target=vip",
        "check pods target=endpoints", "check up target=url url=tcp://127.0.0.1:10256", "adv all check=vip check=pods check=up"},
       {"default/web 198.51.100.10/32 when endpoints/default/web/ipv4 and node/gates and vip/default/web/198.51.100.10 and (pods/default/web/10.0.0.1 or "
        "pods/default/web/10.0.0.2) and up/url"},
       {}},
      {"no endpoint here: nothing to probe but others serve",
       {"service default/web 198.51.100.10", "slice default/web-1 of=web there=2r", "check pods target=endpoints", "adv all check=pods"},
       {"default/web 198.51.100.10/32 when endpoints/default/web/ipv4 and node/gates"},
       {}},
      {"a check that nobody knows fails",
       {"service default/web 198.51.100.10", "adv all check=nosuch"},
       {"default/web 198.51.100.10/32 when endpoints/default/web/ipv4 and node/gates and nosuch/missing"},
       {"Advertisement all HealthCheckNotFound: there is no HealthCheck 'nosuch'; what needs it is not announced"}},
      {"a check for a port that the Service does not have",
       {"service default/web 198.51.100.10 port=dns:53:UDP", "check vip target=vip", "check admin target=vip port=admin", "adv all check=vip check=admin"},
       {"default/web 198.51.100.10/32 when endpoints/default/web/ipv4 and node/gates and vip/default/web and admin/default/web"},
       {"Service default/web PortNotFound: the Service has no TCP port 'admin', which HealthCheck 'admin' would probe",
        "Service default/web PortNotFound: the Service has no TCP port, which HealthCheck 'vip' would probe"}},
  };
  return kCases;
}

TEST(Services, AreAnnouncedAsAdvertisementsSay) {
  for (const Case& one : cases()) {
    SCOPED_TRACE(one.name);
    Story story;
    story.start(with_node(one.cluster));
    EXPECT_EQ(story.services(), one.services);
    EXPECT_EQ(story.problems(), one.problems);
  }
}

TEST(Services, WithoutAClassAreOursWhenAskedFor) {
  AgentOptions options = agent_test::options();
  options.services.default_class = true;
  Story story(options);
  story.start(with_node({"service default/a 198.51.100.1 classless", "service default/b 198.51.100.2 class=example.com/other", "adv all"}));
  EXPECT_EQ(story.services(), Lines{"default/a 198.51.100.1/32 when endpoints/default/a/ipv4 and node/gates"});
}

TEST(Services, WithoutBGPPeersGoToThePeersOfFiles) {
  Story story;
  story.start({"node n1 address=10.1.0.1", "service default/web 198.51.100.10", "adv all"});
  ASSERT_EQ(story.agent.wanted().services.size(), 1U);
  EXPECT_TRUE(story.agent.wanted().services.front().peers.empty()) << "empty means all";
}

TEST(Services, OverlapsNameOnlyAFew) {
  Story story;
  Lines lines{"adv a", "adv b"};
  for (int i = 1; i <= 8; ++i) lines.push_back("service default/s" + std::to_string(i) + " 198.51.100." + std::to_string(i));
  story.start(with_node(lines));
  EXPECT_EQ(story.problems(), Lines{"Advertisement b Overlap: Advertisement 'a' comes first by name and announces to the same peers: default/s1, default/s2, "
                                    "default/s3, default/s4, default/s5 and 3 more"});
}

const health::CheckSpec* check(Story& story, std::string_view name) {
  for (const health::CheckSpec& spec : story.agent.wanted().checks) {
    if (spec.name == name) return &spec;
  }
  return nullptr;
}

struct Probe {
  std::string_view check, name, target;
};

TEST(Checks, ProbeWhatTheirTemplateAsksFor) {
  constexpr Probe kProbes[] = {
      {"check c target=vip", "c/default/web/198.51.100.10", "tcp 198.51.100.10:80"},
      {"check c target=vip port=admin", "c/default/web/198.51.100.10", "tcp 198.51.100.10:9000"},
      {"check c target=vip port=9000", "c/default/web/198.51.100.10", "tcp 198.51.100.10:9000"},
      {"check c target=vip http=/healthz host=web.example", "c/default/web/198.51.100.10", "http://198.51.100.10:80/healthz Host=web.example"},
      {"check c target=vip http=healthz https", "c/default/web/198.51.100.10", "https://198.51.100.10:80/healthz"},
      {"check c target=vip", "c/default/web/2001:db8::10", "tcp [2001:db8::10]:80"},
      {"check c target=endpoints", "c/default/web/10.0.0.1", "tcp 10.0.0.1:8080"},
      {"check c target=endpoints port=admin", "c/default/web/10.0.0.1", "tcp 10.0.0.1:9001"},
      {"check c target=endpoints port=9000", "c/default/web/10.0.0.1", "tcp 10.0.0.1:9001"},
      {"check c target=endpoints port=7777 http=/live", "c/default/web/10.0.0.1", "http://10.0.0.1:7777/live"},
      {"check c target=endpoints", "c/default/web/2001:db8:1::1", "tcp [2001:db8:1::1]:8080"},
      {"check c target=url url=tcp://127.0.0.1:443", "c/url", "tcp 127.0.0.1:443"},
      {"check c target=url url=http://127.0.0.1:8080/ok http=/ignored host=me", "c/url", "http://127.0.0.1:8080/ok Host=me"},
  };
  for (const Probe& probe : kProbes) {
    Story story;
    story.start(with_node({"service default/web 198.51.100.10 2001:db8::10 dual port=http:80 port=admin:9000", std::string(probe.check), "adv all check=c",
                           "slice default/web-1 of=web here=10.0.0.1:r port=http:8080 port=admin:9001",
                           "slice default/web-2 of=web v6 here=2001:db8:1::1:r port=http:8080 port=admin:9001"}));
    const health::CheckSpec* spec = check(story, probe.name);
    ASSERT_NE(spec, nullptr) << probe.check;
    std::string shown;
    if (const auto* tcp = std::get_if<health::TcpProbe>(&spec->probe)) shown = "tcp " + tcp->address;
    if (const auto* http = std::get_if<health::HttpProbe>(&spec->probe)) {
      shown = http->url;
      for (const auto& [name, value] : http->headers) shown += " " + name + "=" + value;
    }
    EXPECT_EQ(shown, probe.target) << probe.check;
  }
}

TEST(Checks, TheFirstPortIsTheFirstThatTcpCanReach) {
  Story story;
  story.start(with_node({"service default/dns 198.51.100.53 port=udp:53:UDP port=tcp:53", "check c target=vip", "adv all check=c"}));
  ASSERT_NE(check(story, "c/default/dns/198.51.100.53"), nullptr);
  EXPECT_EQ(story.problems(), Lines{});
}

TEST(Checks, ExternalOnesHaveAFactEach) {
  Story story;
  story.start(
      with_node({"service default/web 198.51.100.10 local", "slice default/web-1 of=web here=10.0.0.1:r", "check vip target=vip", "adv all check=vip"}));
  EXPECT_EQ(story.facts(),
            (Lines{"+endpoints/default/web/ipv4: 1 of 1 endpoint on this node is ready", "+node/gates: nothing keeps this node from announcing"}));
  std::size_t externals = 0;
  for (const health::CheckSpec& spec : story.agent.wanted().checks) {
    if (!std::holds_alternative<health::ExternalProbe>(spec.probe)) continue;
    ++externals;
    EXPECT_TRUE(spec.rise == 1 && spec.fall == 1) << "nobody counts what is known";
  }
  EXPECT_EQ(externals, 2U);
}

TEST(Checks, StayAsTheyWereWhenTheirTemplateIsLost) {
  Story story;
  story.start(with_node({"service default/web 198.51.100.10", "check vip target=vip port=80", "adv all check=vip"}));
  const Lines before = story.services();
  story.tell({"- check vip"});
  EXPECT_EQ(story.services(), before) << "a deletion must not withdraw everything everywhere at once";
  EXPECT_EQ(story.problems(),
            Lines{"Advertisement all HealthCheckNotFound: there is no HealthCheck 'vip'; it stays in use as it was, until the agent restarts"});
  story.tell({"adv all"});
  EXPECT_EQ(story.services(), Lines{"default/web 198.51.100.10/32 when endpoints/default/web/ipv4 and node/gates"});
  story.tell({"adv all check=vip"});
  EXPECT_EQ(story.services(), Lines{"default/web 198.51.100.10/32 when endpoints/default/web/ipv4 and node/gates and vip/missing"})
      << "what nobody asked for any more is forgotten";
}

}  // namespace vigilcast::kube::services_test
