#include "healthcheck/monitor/threshold.h"

#include <gtest/gtest.h>

namespace vigilcast::health::threshold_test {

Outcome outcome(char c) { return c == '+' ? Outcome::pass : c == '-' ? Outcome::fail : Outcome::inconclusive; }

// One letter per state, in the order of the results: (u)nknown (r)ising (U)p (f)alling (D)own.
std::string states(unsigned rise, unsigned fall, std::string_view results) {
  Threshold threshold(rise, fall);
  std::string out;
  for (const char c : results) {
    threshold.count(outcome(c));
    out += "urUfD"[static_cast<std::size_t>(threshold.state())];
  }
  return out;
}

TEST(Threshold, Table) {
  struct Row {
    unsigned rise, fall;
    std::string_view results, states;
  };
  const std::vector<Row> table{
      {3, 3, "+++", "rrU"},
      {3, 3, "---", "uuD"},              // never up: a failing check is not "falling" from anywhere
      {3, 3, "++-+++", "rrurrU"},        // a row must be unbroken
      {3, 3,
       "--+--"
       "-",
       "uuruuD"},
      {1, 1, "+-+", "UDU"},
      {2, 3, "++---", "rUffD"},
      {2, 3, "++--+---", "rUffUffD"},
      {2, 3, "++---+-++", "rUffDrDrU"},
      {3, 3, "+?+?+", "rrrrU"},          // inconclusive neither counts nor breaks a row
      {3, 3, "???", "uuu"},
      {1, 3, "+-?-?-", "UffffD"},
      {1, 2, "+?????", "UUUUUU"},
      {0, 0, "+-", "UD"},                // 0 is taken as 1
  };
  for (const Row& row : table) EXPECT_EQ(states(row.rise, row.fall, row.results), row.states) << row.results;
}

TEST(Threshold, TheVerdictBeforeHoldsUntilTheRowIsComplete) {
  Threshold threshold(2, 2);
  threshold.count(Outcome::pass);
  EXPECT_EQ(threshold.state(), CheckState::rising);
  EXPECT_EQ(threshold.verdict(), Verdict::unknown);
  EXPECT_TRUE(threshold.pending());
  threshold.count(Outcome::pass);
  EXPECT_EQ(threshold.verdict(), Verdict::up);
  EXPECT_FALSE(threshold.pending());
  threshold.count(Outcome::fail);
  EXPECT_EQ(threshold.state(), CheckState::falling);
  EXPECT_EQ(threshold.verdict(), Verdict::up);
  threshold.count(Outcome::fail);
  EXPECT_EQ(threshold.verdict(), Verdict::down);
  threshold.count(Outcome::pass);
  EXPECT_EQ(threshold.state(), CheckState::rising);
  EXPECT_EQ(threshold.verdict(), Verdict::down);
}

TEST(Threshold, NewNumbersKeepTheVerdictAndTheRow) {
  Threshold threshold(1, 5);
  threshold.count(Outcome::pass);
  threshold.count(Outcome::fail);
  threshold.count(Outcome::fail);
  threshold.set(1, 3);
  EXPECT_EQ(threshold.state(), CheckState::falling);
  threshold.count(Outcome::fail);
  EXPECT_EQ(threshold.state(), CheckState::down);
}

TEST(Threshold, NamesOfStates) {
  EXPECT_EQ(state_name(CheckState::unknown), "unknown");
  EXPECT_EQ(state_name(CheckState::rising), "rising");
  EXPECT_EQ(state_name(CheckState::up), "up");
  EXPECT_EQ(state_name(CheckState::falling), "falling");
  EXPECT_EQ(state_name(CheckState::down), "down");
}

}  // namespace vigilcast::health::threshold_test
