#include "pkg/exabgp/cli/completion.h"

#include <algorithm>
#include <array>
#include <set>
#include <span>

#include "pkg/base/text.h"
#include "pkg/exabgp/api/command.h"
#include "pkg/exabgp/api/dialogue.h"

namespace vigilcast::exabgp {
namespace {

using WordList = std::span<const std::string_view>;

constexpr std::array<std::string_view, 5> kSelectorKeys{"family-allowed", "local-as", "local-ip", "peer-as", "router-id"};

// The words of a line, as far as they are whole.
struct Typed {
  std::vector<std::string_view> words;
  std::string_view begun;  // the last one, when no blank follows
};

Typed typed(std::string_view line) {
  Typed out{words(line), {}};
  if (line.empty() || line.back() == ' ' || line.back() == '\t' || out.words.empty()) return out;
  out.begun = out.words.back();
  out.words.pop_back();
  return out;
}

bool starts_with(WordList all, WordList first) { return all.size() >= first.size() && std::equal(first.begin(), first.end(), all.begin()); }

class Completion {
 public:
  explicit Completion(Compat compat) : compat_(compat), grammar_(grammar_of(compat, 6)) {}

  std::set<std::string> run(WordList words) {
    const bool peer = !words.empty() && words.front() == "peer";
    const bool neighbor = !words.empty() && words.front() == "neighbor";
    if (words.empty() && grammar_ != Grammar::tree) out_.insert("neighbor");
    if (words.empty() && grammar_ != Grammar::classic) out_.insert("peer");
    if (!neighbor) commands(words, [&](const Command& command) { return command.grammar == Grammar::tree && !command.selective; });
    if (!neighbor && !peer && grammar_ != Grammar::tree) commands(words, [](const Command& command) { return command.grammar != Grammar::tree; });
    if (neighbor || peer) behind_selector(words, peer);
    return std::move(out_);
  }

 private:
  void behind_selector(WordList words, bool peer) {
    const auto fits = [peer](const Command& command) { return command.selective && command.grammar != (peer ? Grammar::classic : Grammar::tree); };
    if (words.size() < 2) return;  // whose address it is, nobody can guess
    for (std::size_t at = 2; at < words.size(); ++at) {
      const bool begins = std::ranges::any_of(exabgp::commands(),
                                              [&](const Command& command) { return fits(command) && vigilcast::words(command.words).front() == words[at]; });
      if (begins) return commands(words.subspan(at), fits);
    }
    if (words.size() > 2 && std::ranges::find(kSelectorKeys, words.back()) != kSelectorKeys.end()) return;  // its value
    commands({}, fits);
    for (const std::string_view key : kSelectorKeys) {
      if (std::ranges::find(words, key) == words.end()) out_.emplace(key);
    }
  }

  template <class Fits>
  void commands(WordList words, Fits fits) {
    for (const Command& command : exabgp::commands()) {
      if (!knows(compat_, command) || !fits(command) || (grammar_ == Grammar::classic && command.grammar == Grammar::tree)) continue;
      const auto own = vigilcast::words(command.words);
      if (own.size() > words.size() && starts_with(own, words)) out_.emplace(own[words.size()]);
      if (!starts_with(words, own)) continue;
      for (std::string& word : literal_words(command.usage)) {
        if (std::ranges::find(words.subspan(own.size()), word) == words.end()) out_.insert(std::move(word));
      }
    }
  }

  Compat compat_;
  Grammar grammar_;
  std::set<std::string> out_;
};

}  // namespace

std::vector<std::string> literal_words(std::string_view usage) {
  constexpr std::string_view kBetween = " []|();{}<>\"…";
  std::vector<std::string> out;
  for (std::size_t at = 0; at < usage.size();) {
    const std::size_t begin = std::min(usage.find_first_not_of(kBetween, at), usage.size());
    at = std::min(usage.find_first_of(kBetween, begin), usage.size());
    const std::string_view word = usage.substr(begin, at - begin);
    const bool literal = !word.empty() && std::ranges::all_of(word, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; });
    if (literal && word.front() >= 'a') out.emplace_back(word);
  }
  return out;
}

std::vector<std::string> next_words(std::string_view line, Compat compat) {
  const Typed typed_words = typed(line);
  std::vector<std::string> out;
  for (const std::string& word : Completion(compat).run(typed_words.words)) {
    if (word.starts_with(typed_words.begun)) out.push_back(word);
  }
  return out;
}

}  // namespace vigilcast::exabgp
