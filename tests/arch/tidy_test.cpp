// House rules that no compiler knows.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <regex>
#include <set>

#include "tests/arch/source_tree.h"

namespace vigilcast::arch::tidy_test {

namespace fs = std::filesystem;

constexpr std::size_t kMostLines = 450;

std::vector<SourceFile> everything_written() {
  std::vector<SourceFile> all = files({"bgp", "healthcheck", "pkg", "cmd", "tests", "docs", "charts", "manifests", ".ci"},
                                      {".h", ".cpp", ".md", ".py", ".txt", ".yaml", "/run", "/install"});
  for (const char* name : {"README.md", "ARCHITECTURE.md", "CHANGELOG.md", "Makefile", "Dockerfile", "CMakeLists.txt"}) all.push_back(read(name));
  return all;
}

void expect_no_line(const std::vector<SourceFile>& all, const std::regex& forbidden, const std::string& why) {
  for (const SourceFile& file : all) {
    if (file.path == "tests/arch/tidy_test.cpp") continue;
    for (const Line& line : file.lines)
      EXPECT_FALSE(std::regex_search(line.text, forbidden)) << file.path << ":" << line.number << ": " << why << ": " << line.text;
  }
}

void expect_no_code(const std::vector<SourceFile>& all, const std::regex& forbidden, const std::string& why) {
  for (const SourceFile& file : all) {
    for (const Line& line : file.lines)
      EXPECT_FALSE(std::regex_search(code_only(line.text), forbidden)) << file.path << ":" << line.number << ": " << why << ": " << line.text;
  }
}

std::vector<SourceFile> program_without(const std::set<std::string>& units) {
  std::vector<SourceFile> rest;
  for (const SourceFile& file : program_sources()) {
    if (!units.contains(unit_of(file.path))) rest.push_back(file);
  }
  return rest;
}

TEST(Tidy, OnlyKnownNamesInTheRoot) {
  const std::set<std::string> known = {"CMakeLists.txt", "cmd",          "pkg",           "bgp",        "healthcheck",   "charts",
                                       "manifests",      "Dockerfile",   "tests",         "docs",       "README.md",     "ARCHITECTURE.md",
                                       "LICENSE",        "CHANGELOG.md", "Makefile",      ".git",       ".ci",           "CMakePresets.json",
                                       ".clang-format",  ".clang-tidy",  ".editorconfig", ".gitignore", ".dockerignore", "build"};
  for (const auto& entry : fs::directory_iterator(root())) EXPECT_TRUE(known.contains(entry.path().filename().string())) << entry.path();
}

TEST(Tidy, EveryFolderExplainsItself) {
  std::set<std::string> units{"bgp", "healthcheck", "pkg", "cmd", "charts", "manifests", "tests"};
  for (const SourceFile& file : program_sources()) units.insert(unit_of(file.path));
  for (const std::string& unit : units) {
    const SourceFile readme = read(unit + "/README.md");
    EXPECT_FALSE(readme.lines.empty()) << unit << " has no README.md";
    EXPECT_LE(readme.lines.size(), 110U) << unit << "/README.md is longer than a page or two";
  }
}

TEST(Tidy, EveryFolderWithCodeHasUnitTests) {
  std::set<std::string> units;
  for (const SourceFile& file : program_sources()) {
    if (!file.is_header()) units.insert(unit_of(file.path));
  }
  units.erase("cmd");  // verbs are thin: tests/interop runs them
  for (const std::string& unit : units) EXPECT_FALSE(files({"tests/unit/" + unit}, {"_test.cpp"}).empty()) << "no *_test.cpp in tests/unit/" << unit;
}

TEST(Tidy, FilesStaySmall) {
  for (const SourceFile& file : files({"bgp", "healthcheck", "pkg", "cmd", "tests"}, {".h", ".cpp", ".py", "tests/run"})) {
    EXPECT_LE(file.lines.size(), kMostLines) << file.path << ": split it; one noun a file";
  }
}

TEST(Tidy, HeadersSayWhatTheyAre) {
  for (const SourceFile& file : program_sources()) {
    if (!file.is_header()) continue;
    ASSERT_FALSE(file.lines.empty()) << file.path;
    EXPECT_TRUE(file.lines.front().text.starts_with("// ")) << file.path << ": open with a comment: what it is, invariant, thread, errors";
    const bool once = std::ranges::any_of(file.lines, [](const Line& line) { return line.text == "#pragma once"; });
    EXPECT_TRUE(once) << file.path << ": no #pragma once";
  }
}

TEST(Tidy, TimeAndSleepOnlyInTheRuntime) {
  expect_no_code(program_without({"pkg/runtime", "pkg/telemetry"}),
                 std::regex(R"((steady_clock|system_clock|high_resolution_clock)::now|random_device|\bsleep_for\b|\bsleep_until\b|\bu?sleep\()"),
                 "time and chance come in as arguments");
}

// Where time is an argument nothing is worth waiting for. Tests of real loops may stall one on purpose.
TEST(Tidy, TestsOfPureCodeDoNotSleep) {
  const std::vector<SourceFile> tests =
      files({"tests/unit/bgp/wire", "tests/unit/bgp/fsm", "tests/unit/bgp/rib", "tests/unit/bgp/engine", "tests/unit/healthcheck/monitor",
             "tests/unit/pkg/base", "tests/unit/pkg/announce", "tests/unit/pkg/config", "tests/unit/pkg/exabgp", "tests/sim", "tests/corpus"},
            {".h", ".cpp"});
  expect_no_code(tests, std::regex(R"(\bsleep_for\b|\bsleep_until\b|\bu?sleep\()"), "time is an argument");
}

TEST(Tidy, ThreadsOnlyWhereTheArchitectureHasThem) {
  expect_no_code(program_without({"pkg/runtime", "pkg/http", "pkg/admin", "pkg/telemetry", "pkg/app", "healthcheck/probe", "cmd"}),
                 std::regex(R"(std::(jthread|thread|mutex|shared_mutex|recursive_mutex|condition_variable|async)\b)"), "one thread owns all state");
}

TEST(Tidy, ExceptionsEndAtTheAdapters) {
  std::vector<SourceFile> cores;
  const std::set<std::string> pure = {"pkg/base", "pkg/announce", "pkg/model", "pkg/config", "pkg/exabgp", "healthcheck", "healthcheck/monitor"};
  for (const SourceFile& file : program_sources()) {
    if (file.path.starts_with("bgp/") || pure.contains(unit_of(file.path))) cores.push_back(file);
  }
  expect_no_code(cores, std::regex(R"(\bthrow\b|\btry \{|\bcatch \()"), "return a Result");
}

TEST(Tidy, TypesAreNamedAfterWhatTheyAre) {
  expect_no_code(program_sources(), std::regex(R"(\b(class|struct) \w*(Impl|Base|Manager|Helper|Helpers|Util|Utils|Common)\b)"), "name the noun");
  for (const SourceFile& file : program_sources()) {
    const std::string name = fs::path(file.path).stem().string();
    EXPECT_FALSE(std::regex_search(name, std::regex("(^|_)(impl|manager|helpers?|utils?|common|misc)($|_)"))) << file.path;
  }
}

TEST(Tidy, NothingIsLeftForLater) { expect_no_line(everything_written(), std::regex(R"(\b(TODO|FIXME|XXX|HACK)\b)"), "finish it or leave it out"); }

TEST(Tidy, NoPathOfOneMachine) {
  expect_no_line(everything_written(), std::regex(R"((^|[^\w.])/(home|root|Users)/|/work/(main|shared)|/tmp/w/)"), "a path that exists on one machine only");
}

TEST(Tidy, CodeOnlyLeavesOutCommentsAndText) {
  EXPECT_EQ(code_only(R"(call("// no comment");  // throw)"), R"(call("");  )");
  EXPECT_EQ(code_only("const int n = 10'000;"), "const int n = 10'000;");
  EXPECT_EQ(code_only(R"(f('"', 'x');)"), "f('', '');");
}

}  // namespace vigilcast::arch::tidy_test
