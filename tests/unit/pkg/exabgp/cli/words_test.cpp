// What the command line makes of short words, where its pipes are, and how it knows the end of an answer.
#include "pkg/exabgp/cli/words.h"

#include <gtest/gtest.h>

#include "pkg/base/text.h"
#include "pkg/exabgp/cli/pipes.h"

namespace vigilcast::exabgp::cli_words_test {

std::string spelled(std::string_view line) { return spelled_out(line_words(line)); }

TEST(CliWords, ShortOnesAreWrittenOut) {
  for (const auto& [brief, whole] :
       {std::pair{"s n", "show neighbor"},
        {"s n s", "show neighbor summary"},
        {"sh a o e", "show adj-rib out extensive"},
        {"flush a out", "flush adj-rib out"},
        {"a r 10.0.0.0/8 next-hop self", "announce route 10.0.0.0/8 next-hop self"},
        {"s n c", "show neighbor configuration"},
        {"a v rd 1:1", "announce vpls rd 1:1"},
        {"w w dnsr", "withdraw watchdog dnsr"},
        {"show neighbour 10.0.0.1", "show neighbor 10.0.0.1"},
        {"neighbor 10.0.0.1 announce eor ipv4 unicast", "neighbor 10.0.0.1 announce eor ipv4 unicast"},
        {"a operational  asm afi ipv4 safi unicast advisory \"two  blanks\"", "announce operational asm afi ipv4 safi unicast advisory \"two  blanks\""},
        {"peer * announce operational asm advisory 'it\"s  so'  ", "peer * announce operational asm advisory 'it\"s  so'"},
        {"no  end \"of  it", "no end \"of it"},
        {"version", "version"}}) {
    EXPECT_EQ(spelled(brief), whole);
  }
}

TEST(CliWords, AnswersHaveAnEnd) {
  EXPECT_EQ(answer_end("done"), AnswerEnd::done);
  EXPECT_EQ(answer_end("error"), AnswerEnd::error);
  EXPECT_EQ(answer_end("shutdown"), AnswerEnd::shutdown);
  EXPECT_EQ(answer_end("{ \"answer\": \"error\", \"message\": \"this command does not support json output\" }"), AnswerEnd::error);
  EXPECT_EQ(answer_end("done so far"), AnswerEnd::none);
}

TEST(CliPipes, TheSocketIsAmongThem) {
  const auto all = command_sockets("edge", 7, "/opt/exabgp");
  EXPECT_EQ(all.front(), "/run/exabgp/edge.sock");
  EXPECT_EQ(all.back(), "/opt/exabgp/var/run/edge.sock");
  EXPECT_EQ(all.size(), command_pipes("edge", 7, "/opt/exabgp").size());
}

TEST(CliPipes, AreWhereExabgpLooks) {
  const auto all = command_pipes("exabgp", 1000, "/opt/exabgp/");
  std::vector<std::string> in;
  for (const CommandPipes& pipes : all) in.push_back(pipes.in);
  EXPECT_EQ(join(in, " "),
            "/run/exabgp/exabgp.in /run/1000/exabgp.in /run/exabgp.in /var/run/exabgp/exabgp.in /var/run/1000/exabgp.in /var/run/exabgp.in "
            "/opt/exabgp/run/exabgp/exabgp.in /opt/exabgp/run/1000/exabgp.in /opt/exabgp/run/exabgp.in /opt/exabgp/var/run/exabgp/exabgp.in "
            "/opt/exabgp/var/run/1000/exabgp.in /opt/exabgp/var/run/exabgp.in");
  EXPECT_EQ(all.front().out, "/run/exabgp/exabgp.out");
  EXPECT_EQ(command_pipes("edge", 0, "/").size(), 6U);
}

}  // namespace vigilcast::exabgp::cli_words_test
