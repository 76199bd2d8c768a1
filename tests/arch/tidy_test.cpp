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

using Words = std::vector<std::string_view>;

bool is_word_character(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

// Whether the word stands in the text, not as a part of a longer one. A word that begins or ends with punctuation needs no boundary there.
bool has_word(std::string_view text, std::string_view word) {
  for (std::size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
    const std::size_t end = at + word.size();
    const bool starts = at == 0 || !is_word_character(word.front()) || !is_word_character(text[at - 1]);
    const bool ends = end == text.size() || !is_word_character(word.back()) || !is_word_character(text[end]);
    if (starts && ends) return true;
  }
  return false;
}

void expect_no_line(const std::vector<SourceFile>& all, const Words& forbidden, const std::string& why) {
  for (const SourceFile& file : all) {
    if (file.path == "tests/arch/tidy_test.cpp") continue;
    for (const Line& line : file.lines) {
      for (const std::string_view word : forbidden)
        EXPECT_FALSE(has_word(line.text, word)) << file.path << ":" << line.number << ": " << why << ": " << line.text;
    }
  }
}

void expect_no_code(const std::vector<SourceFile>& all, const Words& forbidden, const std::string& why) {
  for (const SourceFile& file : all) {
    for (const Line& line : file.lines) {
      for (const std::string_view word : forbidden) {
        const bool found = has_word(line.text, word) && has_word(code_only(line.text), word);
        EXPECT_FALSE(found) << file.path << ":" << line.number << ": " << why << ": " << line.text;
      }
    }
  }
}

std::vector<SourceFile> program_without(const std::set<std::string>& units) {
  std::vector<SourceFile> rest;
  for (const SourceFile& file : program_sources()) {
    if (!units.contains(unit_of(file.path)) && !units.contains(fs::path(file.path).parent_path())) rest.push_back(file);
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
  units.erase("cmd");          // verbs are thin: tests/interop runs them
  units.erase("bgp/example");  // a program: tests/interop runs it
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

const Words kWaiting = {"sleep_for", "sleep_until", "sleep(", "usleep("};
const Words kClocks = {"steady_clock::now", "system_clock::now", "high_resolution_clock::now", "random_device"};
const Words kThreads = {"std::thread", "std::jthread", "std::mutex", "std::shared_mutex", "std::recursive_mutex", "std::condition_variable", "std::async"};
const Words kExceptions = {"throw", "try {", "catch ("};

TEST(Tidy, TimeAndSleepOnlyInTheRuntime) {
  const std::vector<SourceFile> all = program_without({"pkg/runtime", "pkg/telemetry"});
  expect_no_code(all, kClocks, "time and chance come in as arguments");
  expect_no_code(all, kWaiting, "nothing waits");
}

// Where time is an argument nothing is worth waiting for. Tests of real loops may stall one on purpose.
TEST(Tidy, TestsOfPureCodeDoNotSleep) {
  const std::vector<SourceFile> tests =
      files({"tests/unit/bgp/wire", "tests/unit/bgp/fsm", "tests/unit/bgp/rib", "tests/unit/bgp/engine", "tests/unit/healthcheck/monitor",
             "tests/unit/pkg/base", "tests/unit/pkg/announce", "tests/unit/pkg/config", "tests/unit/pkg/exabgp", "tests/sim", "tests/corpus"},
            {".h", ".cpp"});
  expect_no_code(tests, kWaiting, "time is an argument");
}

TEST(Tidy, ThreadsOnlyWhereTheArchitectureHasThem) {
  expect_no_code(program_without({"pkg/runtime", "pkg/http", "pkg/admin", "pkg/telemetry", "pkg/app", "healthcheck/probe", "pkg/kube/api", "cmd"}), kThreads,
                 "one thread owns all state");
}

TEST(Tidy, ExceptionsEndAtTheAdapters) {
  std::vector<SourceFile> cores;
  const std::set<std::string> pure = {"pkg/base", "pkg/announce", "pkg/model", "pkg/config", "pkg/exabgp", "healthcheck", "healthcheck/monitor"};
  for (const SourceFile& file : program_sources()) {
    if (file.path.starts_with("bgp/") || pure.contains(unit_of(file.path))) cores.push_back(file);
  }
  expect_no_code(cores, kExceptions, "return a Result");
}

TEST(Tidy, TypesAreNamedAfterWhatTheyAre) {
  static const std::regex kType(R"(\b(class|struct) \w*(Impl|Base|Manager|Helper|Helpers|Util|Utils|Common)\b)");
  static const std::regex kFile("(^|_)(impl|manager|helpers?|utils?|common|misc)($|_)");
  for (const SourceFile& file : program_sources()) {
    EXPECT_FALSE(std::regex_search(fs::path(file.path).stem().string(), kFile)) << file.path;
    for (const Line& line : file.lines) {
      if (!has_word(line.text, "class") && !has_word(line.text, "struct")) continue;
      EXPECT_FALSE(std::regex_search(code_only(line.text), kType)) << file.path << ":" << line.number << ": name the noun: " << line.text;
    }
  }
}

TEST(Tidy, NothingIsLeftForLater) { expect_no_line(everything_written(), {"TODO", "FIXME", "XXX", "HACK"}, "finish it or leave it out"); }

TEST(Tidy, NoPathOfOneMachine) {
  expect_no_line(everything_written(), {" /home/", "\"/home/", "(/home/", "`/home/", "/root/", "/Users/", "/work/main", "/work/shared", "/tmp/w/"},
                 "a path that exists on one machine only");
}

TEST(Tidy, TheRulesCanFail) {
  EXPECT_TRUE(has_word("  std::this_thread::sleep_for(1s);", "sleep_for"));
  EXPECT_FALSE(has_word("usleep_for_ever()", "sleep_for"));
  EXPECT_TRUE(has_word("throw Oops();", "throw"));
  EXPECT_FALSE(has_word("throws", "throw"));
  EXPECT_EQ(code_only(R"(call("// no comment");  // throw)"), R"(call("");  )");
  EXPECT_EQ(code_only("const int n = 10'000;"), "const int n = 10'000;");
  EXPECT_EQ(code_only(R"(f('"', 'x');)"), "f('', '');");
}

}  // namespace vigilcast::arch::tidy_test
