// session/*.txt: what a session answers to messages that are well-formed and wrong for it, come at the wrong time, or ask for something. One case is
//
//   case O06 hold time 1
//     ours as 65000 peer-as 65001 id 192.0.2.1 hold 90 restart 60 notification require ipv6-unicast refresh role customer strict-role most 2 memory 500 ttl 5
//          vrf red local 192.0.2.1                           (any of them: what differs from the usual)
//     caller from 192.0.2.9 to 192.0.2.1 port 179 over eth0  (whence and how the peer calls)
//     open as 65001 hold 1 id 192.0.2.2 as4 65001 family ipv6-unicast restart 60 notification refresh role provider capability 0903 (code, value)
//     keepalive, update HEX, refresh HEX, notification HEX, bytes HEX (with its header), close, calls-again
//     route 192.0.2.0/24 attribute HEX, or as-path AS*N      a route of ours, with an unknown attribute or with so many times this AS
//     wait 5                    seconds pass
//     times 1000 refresh 00010001
//     expect 2/6 00             the NOTIFICATION that we send and its data; or: established, open-confirm, open-sent, closed (without a word)
//     holds 192.0.2.0/24 stale  what we hold of the peer, one a line; `holds nothing`
//     sent HEX, unsent HEX      some UPDATE of ours has these octets in it; none has
//     updates 3                 how many UPDATEs we have sent
//
// Messages arrive on an accepted connection, in order. HEX*N repeats.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "pkg/base/text.h"
#include "tests/corpus/dialogue.h"

namespace vigilcast::bgp::session_corpus_test {

struct Case {
  std::string title;
  std::vector<std::string> lines;
};

void PrintTo(const Case& one, std::ostream* out) { *out << one.title; }

std::vector<Case> load() {
  std::vector<Case> out;
  for (const auto& entry : std::filesystem::directory_iterator(VIGILCAST_SOURCE_DIR "/tests/corpus/session")) {
    std::ifstream in(entry.path());
    for (std::string text; std::getline(in, text);) {
      const std::string line(trim(text));
      if (line.empty() || line.starts_with('#')) continue;
      if (line.starts_with("case ")) {
        out.push_back({line.substr(5), {}});
      } else {
        out.at(out.size() - 1).lines.push_back(line);
      }
    }
  }
  return out;
}

class SessionCorpus : public testing::TestWithParam<Case> {};

TEST_P(SessionCorpus, Answer) {
  Dialogue dialogue;
  std::string expected;
  std::vector<std::string> held;
  bool holds = false;
  for (const std::string& line : GetParam().lines) {
    const std::string verb(words(line).front()), rest(trim(line.substr(verb.size())));
    if (verb == "expect") {
      expected = rest;
    } else if (verb == "holds") {
      holds = true;
      if (rest != "nothing") held.push_back(rest);
    } else if (verb == "sent" || verb == "unsent") {
      EXPECT_EQ(dialogue.sent(rest), verb == "sent") << line;
    } else if (verb == "updates") {
      EXPECT_EQ(std::to_string(dialogue.updates_sent()), rest);
    } else {
      dialogue.say(line);
    }
  }
  EXPECT_EQ(dialogue.outcome(), expected);
  if (holds) { EXPECT_EQ(dialogue.holds(), held); }
}

INSTANTIATE_TEST_SUITE_P(All, SessionCorpus, testing::ValuesIn(load()), [](const auto& row) {
  std::string name = std::to_string(row.index) + "_" + row.param.title.substr(0, row.param.title.find(' '));
  return name;
});

}  // namespace vigilcast::bgp::session_corpus_test
