#include "pkg/exabgp/conf/loader.h"
#include "bgp/wire/family.h"
#include "pkg/exabgp/conf/families.h"

#include <gtest/gtest.h>

#include "pkg/exabgp/conf/keywords.h"
#include "pkg/exabgp/conf/program.h"

namespace vigilcast::exabgp::loader_test {

model::Loaded load(std::string_view text, const std::map<std::string, std::string>& environment = {}, Compat compat = Compat::auto_) {
  return load_conf("/etc/exabgp/site/exabgp.conf", text, load_settings(environment, {}).settings, compat);
}

std::string neighbor(std::string_view inside) {
  return "neighbor 127.0.0.1 { router-id 2.2.2.2; local-address 127.0.0.1; local-as 65000; peer-as 65001; " + std::string(inside) + " }";
}

// A neighbor without a family section has what its version has: later families would be a surprise to the router.
TEST(ConfLoader, EveryFamilyIsEveryFamilyOfTheVersion) {
  const auto has = [](Compat compat, bgp::Family family) { return std::ranges::count(conf::every_family(compat), family) == 1; };
  const bgp::Family mup{bgp::Afi::ipv4, bgp::Safi::mup}, policy{bgp::Afi::ipv6, bgp::Safi::sr_policy};
  EXPECT_TRUE(has(Compat::auto_, mup) && has(Compat::v5_0, mup) && has(Compat::v6, mup));
  EXPECT_FALSE(has(Compat::v4_2, mup));
  EXPECT_TRUE(has(Compat::v6, policy));
  EXPECT_FALSE(has(Compat::auto_, policy) || has(Compat::v5_0, policy));
  EXPECT_TRUE(has(Compat::v4_2, bgp::kIpv6Unicast));
}

TEST(ConfLoader, DefaultsAreExaBgps) {
  const auto loaded = load(neighbor(""));
  ASSERT_TRUE(loaded.diagnostics.empty()) << loaded.diagnostics.to_string();
  ASSERT_EQ(loaded.config.peers.size(), 1U);
  const bgp::PeerConfig& peer = loaded.config.peers[0];
  EXPECT_EQ(peer.name, "neighbor 127.0.0.1 local-ip 127.0.0.1 local-as 65000 peer-as 65001 router-id 2.2.2.2 family-allowed in-open");
  EXPECT_EQ(peer.hold_time, 180);
  EXPECT_EQ(peer.port, 179);
  EXPECT_EQ(peer.families, conf::every_family(Compat::auto_));
  EXPECT_TRUE(peer.as4 && peer.extended_message && peer.adj_rib_in && peer.adj_rib_out && peer.group_updates);
  EXPECT_FALSE(peer.route_refresh || peer.passive || peer.manual_eor || peer.graceful_restart || peer.listen_port);
  EXPECT_TRUE(loaded.config.listen.empty());
}

TEST(ConfLoader, SettingsChangeThePort) {
  const auto loaded = load(neighbor(""), {{"exabgp.tcp.port", "1790"}, {"exabgp_tcp_bind", "127.0.0.1 ::1"}, {"exabgp.bgp.passive", "on"}});
  EXPECT_EQ(loaded.config.peers[0].port, 1790);
  EXPECT_TRUE(loaded.config.peers[0].passive);
  ASSERT_EQ(loaded.config.listen.size(), 2U);
  EXPECT_EQ(loaded.config.listen[1].to_string(), "[::1]:1790");
  EXPECT_EQ(load(neighbor("connect 1791;"), {{"exabgp.tcp.port", "1790"}}).config.peers[0].port, 1791);
}

TEST(ConfLoader, AutomaticLocalAddressShowsInTheName) {
  const auto loaded = load("neighbor 127.0.0.1 { router-id 2.2.2.2; local-as 65000; peer-as auto; }");
  ASSERT_EQ(loaded.config.peers.size(), 1U);
  EXPECT_FALSE(loaded.config.peers[0].local_address);
  EXPECT_FALSE(loaded.config.peers[0].peer_as);
  EXPECT_EQ(loaded.config.peers[0].name, "neighbor 127.0.0.1 local-ip auto local-as 65000 peer-as auto router-id 2.2.2.2 family-allowed in-open");
}

TEST(ConfLoader, RelativeProgramsAreLookedForBesideTheFile) {
  const auto loaded = load("process p { run ./feed one; encoder text; }");
  ASSERT_EQ(loaded.config.processes.size(), 1U);
  EXPECT_EQ(loaded.config.processes[0].directory, "/etc/exabgp/site");
  EXPECT_EQ(load_conf("x.conf", "process p { run a; encoder text; }", {}, Compat::auto_).config.processes[0].directory, "");
}

TEST(ConfLoader, AProcessMayBeDefinedAfterItsUse) {
  const auto loaded = load(neighbor("api { processes [ p ]; }") + " process p { run /bin/cat; encoder json; }");
  EXPECT_FALSE(loaded.diagnostics.has_errors());
  ASSERT_EQ(loaded.config.attachments.size(), 1U);
  EXPECT_EQ(loaded.config.attachments[0].peer, loaded.config.peers[0].name);
}

TEST(ConfLoader, GuideProcessTellsEveryNeighborItIsIn) {
  const auto loaded = load(neighbor("api { processes [ p q ]; }") +
                           " process p { run /bin/cat; encoder json; receive { parsed; updates; } } process q { run /bin/cat; encoder json; }");
  ASSERT_EQ(loaded.config.attachments.size(), 2U);
  const model::Subscription& told = loaded.config.attachments[0].wants;
  EXPECT_TRUE(told.neighbor_changes && told.receive.parsed && told.receive.update);
  EXPECT_EQ(loaded.config.attachments[1].wants, model::Subscription{});
  EXPECT_EQ(loaded.config.processes[0].shape, model::Shape::guide);
  EXPECT_EQ(loaded.config.processes[1].shape, model::Shape::standard);
}

TEST(ConfLoader, FlagsOfAnApiConcernItsProcessesOnly) {
  const auto loaded = load(neighbor("api { processes [ p ]; fsm; } api { processes [ q ]; signal; }") +
                           " process p { run /bin/cat; encoder json; } process q { run /bin/cat; encoder json; }");
  ASSERT_EQ(loaded.config.attachments.size(), 2U);
  EXPECT_TRUE(loaded.config.attachments[0].wants.fsm && !loaded.config.attachments[0].wants.signal);
  EXPECT_TRUE(!loaded.config.attachments[1].wants.fsm && loaded.config.attachments[1].wants.signal);
}

TEST(ConfLoader, TemplateValuesReplaceOwnOnesWithAWarning) {
  const auto loaded =
      load("template { neighbor t { hold-time 90; family { ipv6 unicast; } } } " + neighbor("inherit t; hold-time 30; family { ipv4 unicast; }"));
  ASSERT_EQ(loaded.config.peers.size(), 1U);
  EXPECT_EQ(loaded.config.peers[0].hold_time, 90);
  EXPECT_EQ(loaded.config.peers[0].families.size(), 2U);
  EXPECT_EQ(loaded.diagnostics.all().size(), 1U) << loaded.diagnostics.to_string();
}

TEST(ConfLoader, ATemplatesMistakeIsReportedOnce) {
  const auto loaded = load(
      "template { neighbor t { hold-time 1; } } neighbor 192.0.2.1 { inherit t; local-address 192.0.2.9; local-as 1; peer-as 2; } "
      "neighbor 192.0.2.2 { inherit t; local-address 192.0.2.9; local-as 1; peer-as 2; }");
  EXPECT_EQ(loaded.diagnostics.all().size(), 1U) << loaded.diagnostics.to_string();
}

// The template is read off a statement that the forgotten ; has split; it must still be there when a neighbor inherits it.
TEST(ConfLoader, ATemplateBehindAForgottenSemicolonCanBeInherited) {
  const auto loaded = load("template { stray\n neighbor t { hold-time 90; } } " + neighbor("inherit t; bogus 1;"));
  EXPECT_EQ(loaded.diagnostics.all().size(), 3U) << loaded.diagnostics.to_string();
  ASSERT_EQ(loaded.config.peers.size(), 1U);
  EXPECT_EQ(loaded.config.peers[0].hold_time, 90);
}

TEST(ConfLoader, StrictVersionsRefuseWhatTheyDoNotKnow) {
  const std::string group = "group g { " + neighbor("") + " }";
  EXPECT_FALSE(load(group).diagnostics.has_errors());
  EXPECT_FALSE(load(group, {}, Compat::v3_4).diagnostics.has_errors());
  EXPECT_TRUE(load(group, {}, Compat::v5_0).diagnostics.has_errors());
  EXPECT_TRUE(load(neighbor("api { }"), {}, Compat::v3_4).diagnostics.has_errors());
}

TEST(ConfLoader, TheSourceOfASessionNeedNotBeItsNextHop) {
  const auto peer = load(neighbor("md5-ip 127.0.0.7; listen 1790;")).config.peers.at(0);
  EXPECT_EQ(peer.local_address, IpAddress::parse("127.0.0.7").value());
  EXPECT_EQ(peer.self_address, IpAddress::parse("127.0.0.1").value());
  EXPECT_EQ(peer.router_id.to_string(), "2.2.2.2");
  EXPECT_FALSE(load(neighbor("md5-ip 127.0.0.1;")).config.peers.at(0).self_address);
  EXPECT_TRUE(load(neighbor("md5-ip ::1;")).diagnostics.has_errors());
}

TEST(ConfLoader, WhoLooksAtTheTtlSendsTheGreatest) {
  const auto ttls = [](std::string_view text) {
    const auto peer = load(neighbor(text)).config.peers.at(0);
    return std::pair(peer.outgoing_ttl.value_or(0), peer.incoming_ttl.value_or(0));
  };
  EXPECT_EQ(ttls("incoming-ttl 254;"), (std::pair<std::uint8_t, std::uint8_t>(255, 254)));
  EXPECT_EQ(ttls("incoming-ttl 254; outgoing-ttl 3;"), (std::pair<std::uint8_t, std::uint8_t>(3, 254)));
  EXPECT_EQ(ttls("incoming-ttl 0; outgoing-ttl 0;"), (std::pair<std::uint8_t, std::uint8_t>(0, 0)));
}

// The order and the empty ones are those of ExaBGP's OPENs, recorded.
TEST(ConfLoader, CapabilitiesNameFamiliesAsExaBgpDoes) {
  using bgp::Afi, bgp::Safi;
  const auto paths = [](std::string_view text, Compat compat) {
    std::string out;
    const auto peer = load(neighbor(text), {}, compat).config.peers.at(0);
    for (const bgp::AddPathFamily& one : peer.add_path) out += bgp::family_name(one.family) + ", ";
    return out + (peer.empty_add_path ? "none" : "");
  };
  const std::string all = "family { ipv4 unicast; ipv6 unicast; ipv4 nlri-mpls; ipv6 nlri-mpls; ipv4 mpls-vpn; ipv4 mup; } capability { add-path send; } ";
  EXPECT_EQ(paths(all, Compat::v5_0), "ipv4 unicast, ipv6 unicast, ipv4 nlri-mpls, ipv6 nlri-mpls, ipv4 mpls-vpn, ");
  EXPECT_NE(paths(all, Compat::v6).find("ipv4 mup"), std::string::npos);
  EXPECT_EQ(paths(all + "add-path { ipv6 unicast; }", Compat::v5_0), "ipv6 unicast, ");
  EXPECT_EQ(paths(all + "add-path { l2vpn vpls; }", Compat::v5_0), "none");
  EXPECT_EQ(paths("family { ipv4 flow; } capability { add-path receive; }", Compat::v5_0), "none");
  EXPECT_EQ(paths("family { ipv4 flow; }", Compat::v5_0), "");
  const auto hops = [](std::string_view text) { return load(neighbor(text)).config.peers.at(0); };
  EXPECT_TRUE(hops("capability { nexthop; } family { ipv4 unicast; }").empty_next_hop);
  EXPECT_TRUE(hops("nexthop { ipv4 unicast ipv6; } family { ipv4 unicast; }").empty_next_hop);
  EXPECT_FALSE(hops("capability { nexthop disable; } nexthop { ipv4 unicast ipv6; } family { ipv4 unicast; }").empty_next_hop);
  const auto mapped =
      hops("nexthop { ipv4 mpls-vpn ipv6; ipv4 unicast ipv6; ipv4 unicast ipv6; } family { ipv4 unicast; ipv6 unicast; ipv4 mpls-vpn; ipv6 mpls-vpn; }");
  EXPECT_EQ(mapped.extended_next_hop, (std::vector<bgp::ExtendedNextHop>{{bgp::kIpv4Unicast, Afi::ipv6}, {{Afi::ipv4, Safi::mpls_vpn}, Afi::ipv6}}));
  EXPECT_FALSE(mapped.empty_next_hop);
}

TEST(ConfLoader, ProgramsThatCannotBeStartedAreNamed) {
  const JudgeProgram judge = [](const model::ProcessSpec& process) -> Result<void> {
    if (process.run.front() == "/bin/cat") return {};
    return fail("does not exist", process.run.front());
  };
  const auto said = [&](Compat compat) {
    const std::string text = "process p { run /bin/cat; encoder text; }\nprocess q {\n  run /nonexistent a; encoder text; }\n";
    return load_conf("x.conf", conf::SourceText{text, {}, {}}, {}, compat, judge).diagnostics;
  };
  EXPECT_TRUE(said(Compat::v5_0).has_errors());
  EXPECT_FALSE(said(Compat::auto_).has_errors());
  ASSERT_EQ(said(Compat::auto_).all().size(), 1U);
  EXPECT_EQ(said(Compat::auto_).all().front().to_string().substr(0, 77), "x.conf:3:3: warning: this program cannot be started: /nonexistent: does not e");
}

TEST(ConfLoader, HostileTextsEnd) {
  std::string deep;
  for (int i = 0; i < 100000; ++i) deep += "a{";
  EXPECT_TRUE(load(deep).diagnostics.has_errors());
  EXPECT_TRUE(load(std::string(100000, '}')).config.peers.empty());
  EXPECT_TRUE(load(std::string(100000, ';')).config.peers.empty());
  std::string many;
  for (int i = 0; i < 20000; ++i) many += "x y; ";
  EXPECT_LT(load(many).diagnostics.all().size(), 300U);
}

TEST(ConfKeywords, EveryRowIsReachableAndExplained) {
  for (const conf::Keyword& keyword : conf::all_keywords()) {
    EXPECT_EQ(conf::find_keyword(keyword.section, keyword.name), &keyword) << keyword.name;
    EXPECT_FALSE(keyword.doc.empty()) << keyword.name;
    EXPECT_NE(keyword.versions, 0) << keyword.name;
  }
}

TEST(ConfProgram, CandidatesBestFirst) {
  ProgramPath folders{"/opt/exabgp", "/work", {"/usr/bin", "/bin"}};
  model::ProcessSpec process;
  process.directory = "/etc/site";
  EXPECT_TRUE(program_candidates(process, folders).empty());
  process.run = {"/bin/cat", "x"};
  EXPECT_EQ(program_candidates(process, folders), (std::vector<std::string>{"/bin/cat"}));
  process.run = {"etc/exabgp/run/x"};
  EXPECT_EQ(program_candidates(process, folders), (std::vector<std::string>{"/opt/exabgp/run/x", "/etc/exabgp/run/x", "/work/etc/exabgp/run/x"}));
  process.run = {"./feed"};
  EXPECT_EQ(program_candidates(process, folders), (std::vector<std::string>{"/bin/./feed", "/usr/bin/./feed", "/etc/site/./feed", "/opt/exabgp/./feed"}));
  process.run = {"feed"};
  process.directory = "site";  // of `exabgp site/exabgp.conf`
  folders.path = {"tools"};
  EXPECT_EQ(program_candidates(process, folders), (std::vector<std::string>{"/work/tools/feed", "/work/site/feed", "/opt/exabgp/feed"}))
      << "helpers run in /, so a relative name would be looked for there";
}

}  // namespace vigilcast::exabgp::loader_test
