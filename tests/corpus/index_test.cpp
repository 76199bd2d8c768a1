// index.txt names what must be tested; here it is looked for.
#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <regex>
#include <set>
#include <sstream>

#include "pkg/base/text.h"
#include "tests/corpus/files.h"

namespace vigilcast::corpus_index_test {

const std::filesystem::path kRoot = VIGILCAST_SOURCE_DIR;

struct Row {
  std::string title;
  std::string place;  // empty: where such rows are by themselves
};

std::map<std::string, Row> index() {
  std::map<std::string, Row> out;
  std::istringstream in(text_of(kRoot / "tests/corpus/index.txt"));
  for (std::string line; std::getline(in, line);) {
    if (line.empty() || line.starts_with('#')) continue;
    const auto at = line.find(" @ ");
    const std::string id = line.substr(0, 3), place = at == std::string::npos ? "" : line.substr(at + 3);
    EXPECT_TRUE(out.emplace(id, Row{line.substr(4, at - 4), place}).second) << id << " is there twice";
  }
  return out;
}

// The first groups of all matches in the files of a folder.
std::set<std::string> found(const std::filesystem::path& folder, const std::string& extension, const std::regex& pattern) {
  std::set<std::string> out;
  for (const auto& entry : std::filesystem::directory_iterator(kRoot / folder)) {
    if (entry.path().extension() != extension) continue;
    const std::string text = text_of(entry.path());
    for (std::sregex_iterator match(text.begin(), text.end(), pattern), end; match != end; ++match) out.insert((*match)[1]);
  }
  return out;
}

std::set<std::string> cases() {
  const std::regex line("(?:^|\n)case ([A-Z][0-9][0-9]) ");
  std::set<std::string> out = found("tests/corpus/wire", ".txt", line);
  out.merge(found("tests/corpus/session", ".txt", line));
  return out;
}

std::set<std::string> scenarios() {
  const std::regex number("\\b(T[0-9][0-9])\\b");
  std::set<std::string> out = found("tests/scenarios", ".scenario", number);
  out.merge(found("tests/sim", ".cpp", number));
  return out;
}

TEST(CorpusIndex, EveryRowIsTested) {
  const std::set<std::string> all_cases = cases(), all_scenarios = scenarios();
  for (const auto& [id, row] : index()) {
    const bool there = !row.place.empty()    ? text_of(kRoot / row.place).find(id) != std::string::npos
                       : id.starts_with('T') ? all_scenarios.contains(id)
                                             : all_cases.contains(id);
    EXPECT_TRUE(there) << id << " (" << row.title << ") has no test" << (row.place.empty() ? "" : " in " + row.place);
  }
}

TEST(CorpusIndex, HasEveryNumberUpToItsLast) {
  std::map<char, int> last;
  for (const auto& [id, row] : index()) {
    EXPECT_EQ(parse_number<int>(id.substr(1)), ++last[id[0]]) << "in front of " << id;
    EXPECT_FALSE(row.title.empty()) << id;
  }
  const std::map<char, int> least{{'H', 14}, {'O', 43}, {'U', 43}, {'A', 68}, {'N', 34}, {'R', 7}, {'X', 9}, {'E', 3}, {'T', 40}};
  for (const auto& [letter, count] : least) EXPECT_GE(last[letter], count) << letter;
}

// A case with a number that the index does not know is a slip of the pen. Those with 00 are how things ought to be.
TEST(CorpusIndex, HasEveryNumberOfACase) {
  const auto known = index();
  for (const std::string& id : cases()) EXPECT_TRUE(known.contains(id) || id.ends_with("00")) << id;
}

}  // namespace vigilcast::corpus_index_test
