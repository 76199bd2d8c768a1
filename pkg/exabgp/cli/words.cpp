#include "pkg/exabgp/cli/words.h"

#include <algorithm>
#include <array>

#include "pkg/base/text.h"

namespace vigilcast::exabgp {
namespace {

// A word that may be cut short, and behind which others: "^" is the beginning, "*" anywhere but there.
struct Short {
  std::string_view word, behind;
};

constexpr auto kShort = std::to_array<Short>({
    {"announce", "^"},
    {"attributes", "announce withdraw"},
    {"configuration", "neighbor"},
    {"eor", "announce"},
    {"flow", "announce withdraw"},
    {"flush", "^"},
    {"help", "^"},
    {"in", "adj-rib"},
    {"neighbor", "^ show"},
    {"route", "announce withdraw"},
    {"route-refresh", "announce"},
    {"show", "^"},
    {"teardown", "^"},
    {"summary", "neighbor"},
    {"operational", "announce"},
    {"out", "adj-rib"},
    {"adj-rib", "clear flush show"},
    {"withdraw", "^"},
    {"vpls", "announce withdraw"},
    {"watchdog", "announce withdraw"},
    {"extensive", "in out neighbor"},
});

constexpr std::string_view kNeighbor[] = {"neighbour", "neigbour", "neigbor"};

}  // namespace

std::vector<std::string> line_words(std::string_view line) {
  constexpr std::string_view kBlank = " \t\r\n";
  std::vector<std::string> out;
  for (std::size_t at = line.find_first_not_of(kBlank); at != std::string_view::npos; at = line.find_first_not_of(kBlank, at)) {
    const bool quoted = line[at] == '"' || line[at] == '\'';
    const std::size_t closed = quoted ? line.find(line[at], at + 1) : std::string_view::npos;
    const std::size_t end = std::min(line.find_first_of(kBlank, closed == std::string_view::npos ? at : closed), line.size());
    out.emplace_back(line.substr(at, end - at));
    at = end;
  }
  return out;
}

std::string spelled_out(const std::vector<std::string>& words) {
  std::vector<std::string> out;
  for (const std::string& word : words) {
    const std::string before = out.empty() ? "^" : out.back();
    const auto fits = [&](const Short& row) {
      return !word.empty() && row.word.starts_with(word) && std::ranges::count(vigilcast::words(row.behind), std::string_view(before)) != 0;
    };
    const auto* row = std::ranges::find_if(kShort, fits);
    const bool slip = std::ranges::count(kNeighbor, word) != 0;
    out.emplace_back(slip ? "neighbor" : row != kShort.end() ? row->word : std::string_view(word));
  }
  return join(out, " ");
}

AnswerEnd answer_end(std::string_view line) {
  for (const auto& [word, end] : {std::pair{"done", AnswerEnd::done}, {"error", AnswerEnd::error}, {"shutdown", AnswerEnd::shutdown}}) {
    if (line == word || (line.starts_with("{ \"answer\": \"" + std::string(word) + "\""))) return end;
  }
  return AnswerEnd::none;
}

}  // namespace vigilcast::exabgp
