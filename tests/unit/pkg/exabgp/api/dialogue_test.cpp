#include "pkg/exabgp/api/dialogue.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "bgp/wire/nlri/all.h"
#include "pkg/exabgp/conf/route_text.h"

namespace vigilcast::exabgp::dialogue_test {

// Two neighbours; the first one's session is up.
ApiWorld world() {
  ApiWorld out;
  out.version = "5.0.15";
  out.peers = {{1,
                "neighbor 192.168.1.1 local-ip 192.168.1.2 local-as 65001 peer-as 65000 router-id 192.168.1.2 family-allowed in-open",
                *IpAddress::parse("192.168.1.1"),
                {bgp::kIpv4Unicast}},
               {2,
                "neighbor 192.168.1.9 local-ip 192.168.1.2 local-as 65001 peer-as 65009 router-id 192.168.1.2 family-allowed in-open",
                *IpAddress::parse("192.168.1.9"),
                {bgp::kIpv4Unicast}}};
  out.status = [](bgp::PeerId id) {
    bgp::PeerStatus status;
    status.id = id;
    status.config.address = *IpAddress::parse(id == 1 ? "192.168.1.1" : "192.168.1.9");
    status.config.peer_as = id == 1 ? 65000 : 65009;
    if (id != 1) return status;
    status.state = bgp::fsm::State::established;
    status.negotiated = bgp::Negotiated{};
    status.negotiated->families = {bgp::kIpv4Unicast};
    return status;
  };
  out.each_out = [](bgp::PeerId, const auto&) {};
  out.each_in = [](bgp::PeerId, const auto&) {};
  out.queues = [] { return std::vector<ApiQueue>{{"helper", 2, 310}, {"other", 0, 0}}; };
  out.now = Instant{} + std::chrono::seconds(3);
  return out;
}

// "+PREFIX text" and "-PREFIX" with the peers, as words.
std::string routes(const Heard& heard) {
  std::string out;
  for (const Order& order : heard.orders) {
    const auto* change = std::get_if<RouteOrder>(&order);
    if (change == nullptr) continue;
    for (const bgp::PeerId peer : change->peers) out += "to " + std::to_string(peer) + " ";
    for (const bgp::RouteChange& each : change->changes) {
      if (const auto* announce = std::get_if<bgp::Announce>(&each)) out += "+" + bgp::nlri_text(announce->route.nlri) + announce->route.attributes->text();
      if (const auto* withdraw = std::get_if<bgp::Withdraw>(&each)) out += "-" + bgp::nlri_text(withdraw->nlri);
    }
  }
  return out;
}

class DialogueTest : public ::testing::Test {
 protected:
  Heard hear(std::string_view line) { return dialogue.hear(line, around); }
  Dialogue dialogue{"dynamic-routes", true, Compat::auto_, Grammar::both};
  ApiWorld around = world();
};

TEST_F(DialogueTest, TheGuidesLineAnnouncesToEveryNeighborOfTheProcess) {
  const Heard heard = hear("announce route 100.10.0.0/24 next-hop self\n");
  EXPECT_EQ(routes(heard), "to 1 to 2 +100.10.0.0/24");
  EXPECT_EQ(heard.answer, "done\n");
}

TEST_F(DialogueTest, AttributesInAnyNotation) {
  EXPECT_EQ(routes(hear("announce route 100.40.0.0/24 next-hop self med 100 local-preference 200 community [65001:100]")),
            "to 1 to 2 +100.40.0.0/24 med 100 local-preference 200 community 65001:100");
  EXPECT_EQ(routes(hear("announce route 100.40.0.0/24 { next-hop self; med 100; }")), "to 1 to 2 +100.40.0.0/24 med 100");
}

TEST_F(DialogueTest, AWithdrawalNeedsNoNextHop) { EXPECT_EQ(routes(hear("withdraw route 100.10.0.0/24")), "to 1 to 2 -100.10.0.0/24"); }

TEST_F(DialogueTest, SeveralPrefixesWithTheSameAttributes) {
  EXPECT_EQ(routes(hear("announce attributes next-hop self med 5 nlri 10.0.0.0/8 11.0.0.0/8")), "to 1 to 2 +10.0.0.0/8 med 5+11.0.0.0/8 med 5");
}

TEST_F(DialogueTest, ByFamily) {
  EXPECT_EQ(routes(hear("announce ipv4 unicast 10.0.1.0/24 next-hop 10.0.1.254 local-preference 200")), "to 1 to 2 +10.0.1.0/24 local-preference 200");
  EXPECT_EQ(hear("announce ipv4 unicast 2001:db8::/32 next-hop self").answer, "error\n");
}

struct SelectorCase {
  std::string_view line;
  std::string_view peers;
};
TEST_F(DialogueTest, Selectors) {
  for (const SelectorCase& c :
       {SelectorCase{"neighbor 192.168.1.9 announce route 10.0.0.0/8 next-hop self", "to 2 "},
        SelectorCase{"neighbor * announce route 10.0.0.0/8 next-hop self", "to 1 to 2 "},
        SelectorCase{"neighbor * peer-as 65000 announce route 10.0.0.0/8 next-hop self", "to 1 "},
        SelectorCase{"neighbor 192.168.1.1 local-as 65001, neighbor 192.168.1.9 announce route 10.0.0.0/8 next-hop self", "to 1 to 2 "}}) {
    EXPECT_EQ(routes(hear(c.line)), std::string(c.peers) + "+10.0.0.0/8") << c.line;
  }
  const Heard nobody = hear("neighbor 192.168.1.77 announce route 10.0.0.0/8 next-hop self");
  EXPECT_EQ(nobody.answer, "error\n");
  EXPECT_NE(nobody.problem.text.find("no neighbor"), std::string::npos);
}

TEST_F(DialogueTest, TheForgottenWordRouteIsPointedOut) {
  const Heard heard = hear("announce 100.10.0.0/24 next-hop self");
  EXPECT_EQ(heard.answer, "error\n");
  EXPECT_NE(heard.problem.hint.find("'route' is missing"), std::string::npos) << heard.problem.to_string();
}

TEST_F(DialogueTest, UnknownAndMisspelledCommands) {
  EXPECT_NE(hear("anounce route 10.0.0.0/8 next-hop self").problem.hint.find("announce route"), std::string::npos);
  EXPECT_EQ(hear("make coffee").answer, "error\n");
  EXPECT_EQ(hear("announce route 10.0.0.1/8 next-hop self").answer, "error\n") << "host bits";
  EXPECT_EQ(hear("announce route 10.0.0.0/8").answer, "error\n") << "no next hop";
}

TEST_F(DialogueTest, AcknowledgementsCanBeSwitched) {
  EXPECT_EQ(hear("disable-ack").answer, "done\n");
  EXPECT_EQ(hear("announce route 10.0.0.0/8 next-hop self").answer, "");
  EXPECT_EQ(hear("make coffee").answer, "");
  EXPECT_EQ(hear("enable-ack").answer, "done\n");
  EXPECT_EQ(hear("silence-ack").answer, "");
  EXPECT_EQ(hear("version").answer, "exabgp 5.0.15\n") << "asked for, so given; only the acknowledgement is silent";
}

// One client must not keep the answers from all others.
TEST_F(DialogueTest, TheCommandLineIsAlwaysAcknowledged) {
  Dialogue line("api-internal-cli", false, Compat::auto_, Grammar::both, true);
  for (const char* command : {"disable-ack", "silence-ack", "session ack disable", "reset", "announce route 10.0.0.0/8 next-hop self"}) {
    EXPECT_EQ(line.hear(command, around).answer, "done\n") << command;
  }
  EXPECT_EQ(line.hear("make coffee", around).answer, "error\n");
}

TEST_F(DialogueTest, CommentsAreAcknowledgedAndDebugLinesAreLogged) {
  EXPECT_EQ(hear("# hello").answer, "done\n");
  EXPECT_EQ(hear("").answer, "");
  const Heard debug = hear("debug look at this");
  EXPECT_EQ(debug.debug, "look at this");
  EXPECT_EQ(debug.answer, "");
}

TEST_F(DialogueTest, OrdersForTheDaemonAndSessions) {
  EXPECT_EQ(std::get<DaemonOrder>(hear("shutdown").orders.at(0)), DaemonOrder::shutdown);
  EXPECT_EQ(std::get<TeardownOrder>(hear("neighbor 192.168.1.1 teardown 4").orders.at(0)).subcode, 4);
  EXPECT_EQ(std::get<WatchdogOrder>(hear("withdraw watchdog dns").orders.at(0)).name, "dns");
  EXPECT_EQ(std::get<WatchdogOrder>(hear("announce watchdog").orders.at(0)).name, "dynamic-routes") << "the process's own name by default";
}

TEST_F(DialogueTest, EndOfRibGoesToEstablishedNeighborsOnly) {
  const Heard heard = hear("announce eor ipv4 unicast");
  EXPECT_EQ(std::get<EndOfRibOrder>(heard.orders.at(0)).peers, std::vector<bgp::PeerId>{1});
  EXPECT_EQ(hear("neighbor 192.168.1.9 announce eor").answer, "error\n");
}

TEST_F(DialogueTest, ShowNeighborSummary) {
  EXPECT_EQ(hear("show neighbor summary").answer,
            "Peer            AS        up/down state       |     #sent     #recvd\n"
            "192.168.1.1     65000     0:00:03 established           0          0\n"
            "192.168.1.9     65009        down idle                  0          0\n"
            "done\n");
  EXPECT_EQ((Dialogue{"helper", true, Compat::v4_2, Grammar::classic}.hear("show neighbor summary", around)).answer,
            "Peer            AS        up/down state       |     #sent     #recvd\n"
            "192.168.1.1     65000     0:00:03 established           0          0\n"
            "done\n")
      << "those that are up";
}

// ExaBGP answers done and closes nothing: a slip of a script must not cost every session.
TEST_F(DialogueTest, TeardownWithoutANeighborClosesNothing) {
  const Heard heard = hear("teardown 4");
  EXPECT_TRUE(heard.orders.empty());
  EXPECT_EQ(heard.answer, "done\n");
  EXPECT_NE(heard.problem.text.find("neighbor 192.0.2.1 teardown 4"), std::string::npos) << heard.problem.text;
  EXPECT_EQ(std::get<TeardownOrder>(hear("neighbor 192.168.1.9 teardown 2").orders.at(0)).peers, (std::vector<bgp::PeerId>{2}));
}

// To 5, ExaBGP looks for whom these are only when it carries them out, and answers done whoever is meant.
TEST_F(DialogueTest, WhatIsAnsweredAlthoughNobodyIsMeant) {
  for (const char* line : {"neighbor 10.0.0.1 teardown 4", "neighbor 10.0.0.1 announce watchdog dnsr", "neighbor 10.0.0.1 withdraw watchdog dnsr"}) {
    const Heard heard = hear(line);
    EXPECT_EQ(heard.answer, "done\n") << line;
    EXPECT_TRUE(heard.orders.empty()) << line;
    EXPECT_EQ(heard.problem.text, "no neighbor matches");
    EXPECT_EQ((Dialogue{"helper", true, Compat::v6, Grammar::both}.hear(line, around)).answer, "error\n") << line;
  }
  EXPECT_EQ(hear("neighbor 10.0.0.1 teardown soon").answer, "error\n");
  EXPECT_EQ(hear("neighbor 10.0.0.1 announce route 10.0.0.0/8 next-hop self").answer, "error\n");
  // It belongs to no neighbor's section, and a watchdog is everybody's.
  around.peers.clear();
  EXPECT_EQ(std::get<WatchdogOrder>(hear("announce watchdog dnsr").orders.at(0)).name, "dnsr");
}

TEST_F(DialogueTest, AnAnswerWaitsForThoseThatTheLineIsAbout) {
  const std::string route = "announce route 10.0.0.0/8 next-hop 192.0.2.1";
  EXPECT_TRUE(hear(route).when_sent.empty());
  hear("session sync enable");
  EXPECT_EQ(hear("neighbor 192.168.1.9 " + route).when_sent, (std::vector<bgp::PeerId>{2}));
  EXPECT_EQ(hear(route).when_sent, (std::vector<bgp::PeerId>{1, 2}));
  EXPECT_EQ(hear("announce watchdog dnsr").when_sent, (std::vector<bgp::PeerId>{1, 2})) << "its routes may be anybody's";
  EXPECT_TRUE(hear("show neighbor summary").when_sent.empty());
  hear("session sync disable");
  EXPECT_TRUE(hear(route).when_sent.empty());
}

// A slip is pointed out instead of being answered with something else.
TEST_F(DialogueTest, ShowRefusesWordsThatItDoesNotKnow) {
  for (const char* line : {"show neighbor sumary", "show adj-rib out extensiv"}) {
    const Heard heard = hear(line);
    EXPECT_EQ(heard.answer, "error\n") << line;
    EXPECT_NE(heard.problem.hint.find("extensive"), std::string::npos) << heard.problem.to_string();
  }
  EXPECT_EQ(hear("show adj-rib out extensive").answer, "done\n");
}

TEST_F(DialogueTest, ALineThatWasTooLongIsRefused) {
  EXPECT_EQ(dialogue.refusal(), "error\n");
  hear("silence-ack");
  EXPECT_EQ(dialogue.refusal(), "");
}

// Where a row may stand, its own words lead to it.
TEST(CommandTableTest, EveryRowCanBeFoundByItsOwnWordsAndHasHelp) {
  for (const Command& command : commands()) {
    const std::vector<std::string_view> words = route_words(command.words);
    const bool tree = command.grammar == Grammar::tree;
    EXPECT_EQ(find_command(words, !tree ? CommandPlace::alone : command.selective ? CommandPlace::after_peer : CommandPlace::tree), &command) << command.words;
    EXPECT_FALSE(command.help.empty()) << command.words;
  }
}

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) out += c == '|' ? std::string("\\|") : std::string(1, c);
  return out;
}

std::string table_for_people() {
  const auto grammar = [](const Command& command) { return command.grammar == Grammar::both ? "both" : command.grammar == Grammar::tree ? "6" : "to 5.0"; };
  const auto since = [](const Command& command) { return command.since == bgp::Dialect::v6 ? "6" : command.since == bgp::Dialect::v5_0 ? "5.0" : ""; };
  std::string out = "\n| command | does | grammar | from |\n|---|---|---|---|\n";
  for (const Command& command : commands()) {
    const std::string usage = command.usage.empty() ? "" : " " + escaped(command.usage);
    const std::string selector = command.selective ? "*selector* " : "";
    out += "| " + selector + "`" + std::string(command.words) + usage + "` | " + std::string(command.help) + " | " + grammar(command) + " | " + since(command) +
           " |\n";
  }
  return out;
}

TEST(CommandTableTest, TheDocumentationListsIt) {
  const std::string path = VIGILCAST_SOURCE_DIR "/docs/exabgp-api.md";
  std::ostringstream read;
  read << std::ifstream(path).rdbuf();
  const std::string text = read.str();
  const auto mark = text.find('\n', text.find("<!-- commands"));
  ASSERT_NE(mark, std::string::npos);
  const std::string expected = text.substr(0, mark + 1) + table_for_people();
  if (std::getenv("VIGILCAST_UPDATE") != nullptr) std::ofstream(path) << expected;
  EXPECT_EQ(text, expected);
}

}  // namespace vigilcast::exabgp::dialogue_test
