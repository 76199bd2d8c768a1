// What may follow on a line that somebody types.
#include "pkg/exabgp/cli/completion.h"

#include <gtest/gtest.h>

#include "pkg/base/text.h"

namespace vigilcast::exabgp::cli_completion_test {

std::string next(std::string_view line, Compat compat = Compat::auto_) { return join(next_words(line, compat), " "); }

TEST(CliCompletion, FollowsTheTableOfCommands) {
  EXPECT_EQ(next("show "), "adj-rib neighbor");
  EXPECT_EQ(next("show adj-rib o"), "out");
  EXPECT_EQ(next("show adj-rib out "), "extensive flow inet json l2vpn");
  EXPECT_EQ(next("show adj-rib out extensive j"), "json");
  EXPECT_EQ(next("session sync "), "disable enable");
  EXPECT_EQ(next("nonsense "), "");
  EXPECT_EQ(next("ann"), "announce");
}

TEST(CliCompletion, StepsOverWhoIsMeant) {
  EXPECT_EQ(next("neighbor "), "") << "nobody can guess an address";
  EXPECT_EQ(next("neighbor 192.0.2.1 t"), "teardown");
  EXPECT_EQ(next("neighbor 192.0.2.1 local-as 65000 local"), "local-ip");
  EXPECT_EQ(next("neighbor 192.0.2.1 local-as "), "");
  EXPECT_EQ(next("neighbor 192.0.2.1 announce route"), "route route-refresh");
  EXPECT_EQ(next("peer * withdraw wat"), "watchdog");
  EXPECT_EQ(next("peer s"), "show");
}

TEST(CliCompletion, KeepsToTheVersion) {
  EXPECT_EQ(next("sess", Compat::v5_0), "");
  EXPECT_EQ(next("enable-", Compat::v4_2), "");
  EXPECT_EQ(next("enable-", Compat::v5_0), "enable-ack");
  EXPECT_EQ(next("announce ", Compat::v6), "") << "6 wants to know to whom";
  EXPECT_EQ(next("peer 192.0.2.1 announce l", Compat::v6), "l2vpn");
}

TEST(CliCompletion, TakesLiteralWordsFromAUsage) {
  EXPECT_EQ(join(literal_words("[extensive] [inet|flow] IP … family-allowed FAMILIES"), " "), "extensive inet flow family-allowed");
}

}  // namespace vigilcast::exabgp::cli_completion_test
