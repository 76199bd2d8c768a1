// What each version of ExaBGP accepts, and what we do: acceptance.txt, one line a snippet.
#include <gtest/gtest.h>

#include <array>
#include <cstdlib>
#include <fstream>

#include "pkg/base/text.h"
#include "pkg/exabgp/conf/loader.h"

namespace vigilcast::exabgp::conf_acceptance {

constexpr std::string_view kFile = VIGILCAST_SOURCE_DIR "/tests/corpus/conf/acceptance.txt";

struct Row {
  unsigned line = 0;
  std::string theirs;  // 4.2, 5.0, 6
  std::string ours;    // auto, then perhaps 4.2, 5.0, 6
  std::string kind;
  std::string text;
  std::string reason;  // why we differ
};

std::string unescape(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool escape = text[i] == '\\' && i + 1 < text.size();
    if (escape) ++i;
    out += escape && text[i] == 'n' ? '\n' : text[i];
  }
  return out;
}

std::vector<Row> rows() {
  std::vector<Row> out;
  std::ifstream in{std::string(kFile)};
  std::string line;
  for (unsigned number = 1; std::getline(in, line); ++number) {
    if (line.empty() || line.starts_with('#')) continue;
    Row row;
    row.line = number;
    row.theirs = line.substr(0, 3);
    const std::size_t kind = line.find(' ', 4) + 1;
    row.ours = line.substr(4, kind - 5);
    const std::size_t colon = line.find(": ", kind);
    row.kind = line.substr(kind, colon - kind);
    const std::size_t reason = line.find("  ## ");
    row.text = unescape(line.substr(colon + 2, reason == std::string::npos ? reason : reason - colon - 2));
    if (reason != std::string::npos) row.reason = line.substr(reason + 5);
    out.push_back(row);
  }
  return out;
}

std::string neighbor(const std::string& inside) {
  return "neighbor 127.0.0.1 { router-id 1.2.3.4; local-address 127.0.0.1; local-as 65000; peer-as 65001; " + inside + " }";
}

std::string file_of(const Row& row) {
  if (row.kind == "file") return row.text;
  if (row.kind == "neighbor") return neighbor(row.text);
  if (row.kind == "capability" || row.kind == "family") return neighbor(row.kind + " { " + row.text + "; }");
  if (row.kind == "route") return neighbor("static { route 10.0.0.0/24 next-hop 1.1.1.1 " + row.text + "; }");
  if (row.kind == "match") return neighbor("flow { route { match { " + row.text + "; } then { discard; } } }");
  if (row.kind == "then") return neighbor("flow { route { match { source 10.0.0.0/24; } then { " + row.text + "; } } }");
  if (row.kind == "api") return "process p { run /bin/cat; encoder text; } process r { run /bin/cat; encoder text; } " + neighbor(row.text);
  return {};
}

std::string verdicts(const Row& row, std::size_t count) {
  constexpr std::array kCompat = {Compat::auto_, Compat::v4_2, Compat::v5_0, Compat::v6};
  std::string out;
  for (std::size_t i = 0; i < count; ++i) out += load_conf("x.conf", file_of(row), {}, kCompat[i]).diagnostics.has_errors() ? 'n' : 'y';
  return out;
}

TEST(ConfAcceptance, EveryRowIsJudgedAsWritten) {
  const auto all = rows();
  ASSERT_GT(all.size(), 300U);
  for (const Row& row : all) {
    SCOPED_TRACE("acceptance.txt:" + std::to_string(row.line) + ": " + row.text);
    EXPECT_EQ(verdicts(row, row.ours.size()), row.ours) << load_conf("x.conf", file_of(row), {}, Compat::auto_).diagnostics.to_string();
  }
}

// A version's own verdict is ours too, and auto accepts what any version accepts; where not, the row says why.
TEST(ConfAcceptance, EveryDifferenceHasItsReason) {
  for (const Row& row : rows()) {
    SCOPED_TRACE("acceptance.txt:" + std::to_string(row.line) + ": " + row.text);
    const bool any = row.theirs.find('y') != std::string::npos;
    const bool same = (row.ours[0] == 'y') == any && (row.ours.size() == 1 || row.ours.substr(1) == row.theirs);
    EXPECT_EQ(same, row.reason.empty()) << "theirs " << row.theirs << " ours " << row.ours;
  }
}

}  // namespace vigilcast::exabgp::conf_acceptance
