// What each version of ExaBGP accepts, and what we do: acceptance.txt, one line a snippet. What is said of those that are refused, and where:
// acceptance.ok (VIGILCAST_UPDATE=1, and read the difference).
#include <gtest/gtest.h>

#include <algorithm>
#include <array>

#include "pkg/base/text.h"
#include "pkg/exabgp/conf/loader.h"
#include "tests/corpus/conf/acceptance.h"
#include "tests/corpus/files.h"

namespace vigilcast::exabgp::conf_acceptance {

constexpr std::array kCompat = {Compat::auto_, Compat::v4_2, Compat::v5_0, Compat::v6};

Diagnostics judge(const Row& row, Compat compat) { return load_conf("x.conf", file_of(row), {}, compat).diagnostics; }

std::string verdicts(const Row& row) {
  std::string out;
  for (const Compat compat : kCompat) out += judge(row, compat).has_errors() ? 'n' : 'y';
  return out;
}

// The first mistake, with the text that it is about.
std::string first_error(const Row& row, Compat compat) {
  const Diagnostics said = judge(row, compat);
  for (const Diagnostic& one : said.all()) {
    if (one.severity != Severity::error) continue;
    const std::string about = one.source.empty() ? "" : " <" + one.source.substr(one.place.column - 1, one.underline) + ">";
    return std::to_string(one.place.line) + ":" + std::to_string(one.place.column) + about + " " + one.text + (one.hint.empty() ? "" : " | " + one.hint);
  }
  return {};
}

// What is said of a row, versions that say the same in one line.
std::string refusals(const Row& row) {
  std::vector<std::pair<std::string, std::string>> said;  // what, and by whom
  for (const Compat compat : kCompat) {
    const std::string text = first_error(row, compat);
    if (text.empty()) continue;
    const auto same = std::ranges::find(said, text, &std::pair<std::string, std::string>::first);
    if (same == said.end()) {
      said.emplace_back(text, std::string(compat_name(compat)));
    } else {
      same->second += ", " + std::string(compat_name(compat));
    }
  }
  if (said.empty()) return {};
  std::string out = row.kind + ": " + row.written + "\n";
  for (const auto& [text, who] : said) out += "  " + who + ": " + text + "\n";
  return out;
}

TEST(ConfAcceptance, EveryRowIsJudgedAsWritten) {
  const auto all = rows();
  ASSERT_GT(all.size(), 300U);
  for (const Row& row : all) {
    SCOPED_TRACE("acceptance.txt:" + std::to_string(row.line) + ": " + row.text);
    EXPECT_EQ(verdicts(row), row.ours) << load_conf("x.conf", file_of(row), {}, Compat::auto_).diagnostics.to_string();
  }
}

// A version's own verdict is ours too, and auto accepts what any version accepts; where not, the row says why.
TEST(ConfAcceptance, EveryDifferenceHasItsReason) {
  for (const Row& row : rows()) {
    SCOPED_TRACE("acceptance.txt:" + std::to_string(row.line) + ": " + row.text);
    const bool any = row.theirs.find('y') != std::string::npos;
    bool same = (row.ours[0] == 'y') == any;
    for (std::size_t i = 0; i < row.theirs.size(); ++i) same &= row.theirs[i] == '?' || row.theirs[i] == row.ours[i + 1];
    EXPECT_EQ(same, row.reason.empty()) << "theirs " << row.theirs << " ours " << row.ours;
  }
}

// Every refusal names the place, the text and what to write instead.
TEST(ConfAcceptance, EveryRefusalIsExplained) {
  std::string got;
  for (const Row& row : rows()) got += refusals(row);
  expect_text(VIGILCAST_SOURCE_DIR "/tests/corpus/conf/acceptance.ok", got);
}

}  // namespace vigilcast::exabgp::conf_acceptance
