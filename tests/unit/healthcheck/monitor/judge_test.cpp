#include "healthcheck/monitor/judge.h"

#include <gtest/gtest.h>

#include "healthcheck/monitor/damping.h"
#include "healthcheck/monitor/detection.h"
#include "healthcheck/monitor/results.h"

namespace vigilcast::health::judge_test {

using namespace std::chrono_literals;

constexpr Instant kStart{1000s};

CheckSpec spec(unsigned rise, unsigned fall, Judgement rules = {}) {
  CheckSpec out;
  out.rise = rise;
  out.fall = fall;
  out.judgement = std::move(rules);
  return out;
}

// + pass, d degraded, s slow pass, - failure, ! refused, ? our own trouble
Observation result(char c) {
  Observation out;
  out.outcome = c == '+' || c == 's' ? Outcome::pass : c == 'd' ? Outcome::degraded : c == '?' ? Outcome::inconclusive : Outcome::fail;
  out.code = c == '!' ? "L4CON" : "L7STS";
  out.took = c == 's' ? 2s : 1ms;
  return out;
}

// One letter per state, a result each second: (u)nknown (r)ising (U)p de(g)raded (f)alling (D)own. A point is a second without a result.
std::string states(const CheckSpec& check, std::string_view results, Duration step = 1s) {
  Judge judge(check, kStart);
  std::string out;
  Instant now = kStart;
  for (const char c : results) {
    judge.on_time(now);
    if (c != '.') judge.count(result(c), now);
    out += "urUgfD"[static_cast<std::size_t>(judge.state())];
    now += step;
  }
  return out;
}

TEST(Judge, RiseAndFall) {
  struct Row {
    unsigned rise, fall;
    std::string_view results, states;
  };
  const std::vector<Row> table{
      {3, 3, "+++", "rrU"},
      {3, 3, "---", "uuD"},              // never up: a failing check is not "falling" from anywhere
      {3, 3, "++-+++", "rrurrU"},        // a row must be unbroken
      {3, 3, "--+---", "uuruuD"},
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
  for (const Row& row : table) EXPECT_EQ(states(spec(row.rise, row.fall), row.results), row.states) << row.results;
}

TEST(Judge, NewNumbersKeepTheVerdictAndTheRow) {
  Judge judge(spec(1, 5), kStart);
  for (const char c : std::string_view("+--")) judge.count(result(c), kStart);
  judge.set(spec(1, 3));
  EXPECT_EQ(judge.state(), CheckState::falling);
  judge.count(result('-'), kStart);
  EXPECT_EQ(judge.state(), CheckState::down);
}

struct RuleRow {
  std::string_view what;
  Judgement rules;
  std::string_view results, states;
};

TEST(Judge, Rules) {
  const std::vector<RuleRow> table{
      {"a lossy target that never fails three times in a row", {.window = {.failures = 4, .of = 8}}, "++-+--+-", "rUfUffUD"},
      {"what left the window is forgotten", {.window = {.failures = 3, .of = 4}}, "++-+-++-+-", "rUfUfUUfUf"},
      {"after the window's verdict it rises as ever", {.window = {.failures = 2, .of = 4}}, "++-+-+++-", "rUfUDrUUf"},
      {"refused is down at once", {.down_at_once = {"L4CON"}}, "++!+", "rUDr"},
      {"another code is not", {.down_at_once = {"L4CON"}}, "++-+", "rUfU"},
      {"slow passes degrade", {.degraded_above = 1s}, "++sss++", "rUUUggU"},
      {"a slow one in between does not", {.degraded_above = 1s}, "++ss+ss", "rUUUUUU"},
      {"slow from the start", {.degraded_above = 1s}, "ssss", "rUgg"},
      {"by its own word", {}, "++ddd-++", "rUUUgfgU"},
      {"failures while it warms up do not count", {.warm_up = 3s}, "------", "uuuuuD"},
      {"passes do", {.warm_up = 3s}, "++", "rU"},
      {"up for some time at least", {.minimum_up = 6s}, "++---....", "rUfffffDD"},
      {"and back before that: nothing was seen", {.minimum_up = 6s}, "++---++..", "rUfffUUUU"},
      {"but what is down at once is", {.down_at_once = {"L4CON"}, .minimum_up = 6s}, "++!", "rUD"},
      {"down for some time at least", {.minimum_down = 4s}, "---++....", "uuDrrrUUU"},
      {"and failing again before that", {.minimum_down = 6s}, "---++---..", "uuDrrDDDDD"},
  };
  for (const RuleRow& row : table) EXPECT_EQ(states(spec(2, 3, row.rules), row.results), row.states) << row.what;
}

TEST(Judge, AnAlarmTellsWhenTimeAloneDecides) {
  Judge judge(spec(1, 1, {.minimum_down = 10s}), kStart);
  judge.count(result('-'), kStart);
  EXPECT_FALSE(judge.deadline());
  judge.count(result('+'), kStart + 3s);
  EXPECT_EQ(judge.deadline(), kStart + 10s);
  EXPECT_EQ(judge.held(), "stays down for 10s at least");
  judge.on_time(kStart + 9s);
  EXPECT_EQ(judge.verdict(), Verdict::down);
  judge.on_time(kStart + 10s);
  EXPECT_EQ(judge.verdict(), Verdict::up);
  EXPECT_FALSE(judge.deadline());
  EXPECT_EQ(judge.held(), "");
}

TEST(Judge, WhatFlapsIsHeldDownAndReleasedInTime) {
  const Damping rule{.flaps = 3, .half_life = 1min, .longest = 10min};
  Judge judge(spec(1, 1, {.damping = rule}), kStart);
  Instant now = kStart;
  for (int i = 0; i < 2; ++i) {
    judge.count(result('+'), now += 1s);
    judge.count(result('-'), now += 1s);
    judge.count(result('+'), now += 1s);
    EXPECT_EQ(judge.verdict(), Verdict::up) << "two falls are no flapping";
  }
  judge.count(result('-'), now += 1s);
  EXPECT_EQ(judge.verdict(), Verdict::down) << "a fall is never delayed";
  judge.count(result('+'), now += 1s);
  EXPECT_EQ(judge.verdict(), Verdict::down);
  EXPECT_EQ(judge.state(), CheckState::rising);
  EXPECT_EQ(judge.held(), "suppressed, for it flaps");
  ASSERT_TRUE(judge.deadline());
  EXPECT_GT(*judge.deadline(), now + 45s);
  EXPECT_LE(*judge.deadline(), now + 1min) << "from three falls to one and a half";
  judge.on_time(*judge.deadline());
  EXPECT_EQ(judge.verdict(), Verdict::up);
}

TEST(Judge, FlappingForEverIsForgottenWithinTheLongestTime) {
  const Damping rule{.flaps = 3, .half_life = 1min, .longest = 5min};
  FlapMemory memory;
  Instant now = kStart;
  for (int i = 0; i < 10'000; ++i) memory.fell(rule, now += 10ms);
  const Instant released = memory.released(rule, now);
  EXPECT_GT(released, now + 4min + 50s);
  EXPECT_LE(released, now + 5min);
  EXPECT_EQ(memory.released(rule, released), released);
}

TEST(Judge, SuppressionEndsAfterTheLongestTimeWhateverTheHalfLife) {
  const Damping rule{.flaps = 3, .half_life = 10min, .longest = 1min};
  FlapMemory memory;
  Instant now = kStart;
  for (int i = 0; i < 3; ++i) memory.fell(rule, now += 1s);
  const Instant released = memory.released(rule, now);
  EXPECT_LE(released, now + 1min);
  EXPECT_EQ(memory.released(rule, now + 30s), released) << "asking again does not put it off";
  EXPECT_EQ(memory.released(rule, released), released);
}

TEST(Judge, AHoldDoesNotEndOnFailures) {
  Judge judge(spec(2, 3, {.minimum_down = 10s}), kStart);
  for (int i = 0; i < 3; ++i) judge.count(result('-'), kStart);
  for (int i = 0; i < 2; ++i) judge.count(result('+'), kStart + 3s);
  judge.count(result('-'), kStart + 9s);
  judge.on_time(kStart + 10s);
  EXPECT_EQ(judge.verdict(), Verdict::down) << "the last result was a failure";
  judge.count(result('+'), kStart + 11s);
  EXPECT_EQ(judge.verdict(), Verdict::up);
}

TEST(Judge, NamesOfStates) {
  EXPECT_EQ(state_name(CheckState::unknown), "unknown");
  EXPECT_EQ(state_name(CheckState::rising), "rising");
  EXPECT_EQ(state_name(CheckState::up), "up");
  EXPECT_EQ(state_name(CheckState::degraded), "degraded");
  EXPECT_EQ(state_name(CheckState::falling), "falling");
  EXPECT_EQ(state_name(CheckState::down), "down");
}

TEST(Results, TheLastSixtyFourAreKept) {
  CodeBook codes;
  Results results;
  for (int i = 0; i < 100; ++i) {
    results.add(
        {.check = "web", .outcome = i % 2 == 0 ? Outcome::pass : Outcome::fail, .code = i % 2 == 0 ? "L7OK" : "L7STS", .took = i * 1ms, .at = kStart + i * 1s},
        codes);
  }
  const std::vector<PastResult> list = results.list(codes);
  ASSERT_EQ(list.size(), 64U);
  EXPECT_EQ(list.front().at, kStart + 36s);
  EXPECT_EQ(list.front().took, 36ms);
  EXPECT_EQ(list.front().code, "L7OK");
  EXPECT_EQ(list.back().at, kStart + 99s);
  EXPECT_EQ(list.back().code, "L7STS");
  EXPECT_EQ(list.back().outcome, Outcome::fail);
}

TEST(Results, MoreCodesThanFitAreOther) {
  CodeBook codes;
  for (int i = 0; i < 300; ++i) codes.number("X" + std::to_string(i));
  EXPECT_EQ(codes.code(codes.number("X7")), "X7");
  EXPECT_EQ(codes.code(codes.number("X299")), "other");
}

TEST(Detection, WorstCase) {
  CheckSpec check;  // 1s, fast 200ms, timeout 800ms, fall 3
  EXPECT_EQ(worst_detection(check), 1s + 3 * 800ms + 2 * 200ms);
  check.jitter = 10;
  EXPECT_EQ(worst_detection(check), 1200ms + 3 * 800ms + 2 * 200ms);
  check.judgement.minimum_up = 1min;
  EXPECT_EQ(worst_detection(check), 1min);
  check.judgement = {};
  check.probe = ExternalProbe{.source = "the deploy script", .ttl = 30s};
  check.fall = 1;
  EXPECT_EQ(worst_detection(check), 30s);
  check.probe = ExternalProbe{.source = "the deploy script"};
  EXPECT_FALSE(worst_detection(check));
}

}  // namespace vigilcast::health::judge_test
