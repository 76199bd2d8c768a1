// Each file tests/scenarios/*.scenario is one test; a failure names its line.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/sim/scenario.h"

namespace vigilcast::sim {
namespace scenario_files {

std::vector<std::string> all() {
  std::vector<std::string> out;
  for (const auto& entry : std::filesystem::directory_iterator(std::string(VIGILCAST_SOURCE_DIR) + "/tests/scenarios")) {
    if (entry.path().extension() == ".scenario") out.push_back(entry.path().string());
  }
  std::ranges::sort(out);
  return out;
}

std::string name_of(const testing::TestParamInfo<std::string>& info) {
  std::string name = std::filesystem::path(info.param).stem().string();
  std::ranges::replace_if(name, [](char c) { return std::isalnum(static_cast<unsigned char>(c)) == 0; }, '_');
  return name;
}

std::string expect_failure(std::string_view text) {
  Scenario scenario;
  const auto failure = scenario.run(text);
  return failure ? std::to_string(failure->line) + ": " + failure->text.substr(0, failure->text.find('\n')) : "no failure";
}

}  // namespace scenario_files

class ScenarioFile : public testing::TestWithParam<std::string> {};

TEST_P(ScenarioFile, Holds) {
  std::ifstream file(GetParam());
  std::stringstream text;
  text << file.rdbuf();
  Scenario scenario;
  if (const auto failure = scenario.run(text.str())) ADD_FAILURE_AT(GetParam().c_str(), static_cast<int>(failure->line)) << failure->text;
}

INSTANTIATE_TEST_SUITE_P(All, ScenarioFile, testing::ValuesIn(scenario_files::all()), scenario_files::name_of);

// The runner itself must be able to fail, and to say where.
TEST(ScenarioRunner, SaysWhatItDoesNotUnderstand) {
  using scenario_files::expect_failure;
  EXPECT_EQ(expect_failure(""), "0: there is no statement in it");
  EXPECT_EQ(expect_failure("# nothing\n\npeer r1"),
            "3: peer r1: 'asn' is missing (peer NAME asn N [hold S] [our-hold S] [id A.B.C.D] [our-id A.B.C.D] [configured-asn N] [delay-open D] "
            "[their-delay-open D] [graceful S [notification] [long-lived S]] [most N [again-after D]] [bfd D [strict]] [connects | alone])");
  EXPECT_EQ(expect_failure("start now"), "1: start now: 'now' is not understood here (start)");
  EXPECT_EQ(expect_failure("peer r1 asn 65001\nat 1s start ; frob"), "2: frob: there is no verb, check or router 'frob'");
  EXPECT_EQ(expect_failure("at 1s start ; at 0s start"), "1: at 0s start: that is in the past: it is 1s");
  EXPECT_EQ(expect_failure("at 1 start"),
            "1: at 1 start: '1' is not a duration: the unit is missing (write a number with its unit, such as 200ms, 0.2s or 1m30s)");
}

TEST(ScenarioRunner, FailsWhenAnExpectationIsNotMet) {
  const std::string failure = scenario_files::expect_failure("peer r1 asn 65001 ; link r1 refuse\nstart\nexpect r1 established within 3s");
  EXPECT_EQ(failure, "3: expect r1 established within 3s: not so at 3s; r1 is Active (cannot connect: connection refused)");
  EXPECT_NE(scenario_files::expect_failure("peer r1 asn 65001\nstart\nexpect r1 established within 3s\nexpect r1 has 192.0.2.1/32 within 1s"), "no failure");
  EXPECT_NE(scenario_files::expect_failure("peer r1 asn 65001\nstart\nexpect r1 established within 3s\nat 5s r1 power-off\nexpect r1 established for 300s"),
            "no failure");
}

}  // namespace vigilcast::sim
