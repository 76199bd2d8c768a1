// One route while its words are read: the keywords of a route (ExaBGP's own and the path attributes) and what they have said so far.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "bgp/wire/label.h"
#include "bgp/wire/route_distinguisher.h"
#include "bgp/wire/text_cursor.h"
#include "pkg/exabgp/conf/keywords.h"
#include "pkg/exabgp/conf/route_text.h"

namespace vigilcast::exabgp::conf {

// The words of a route, and what is wrong with them. Indexes count from the first word of the whole text.
class RouteWords {
 public:
  RouteWords(std::span<const std::string_view> words, Compat compat, std::vector<WordError>& errors)
      : words_(words), versions_(versions_of(compat)), dialect_(dialect_of(compat)), errors_(errors) {}

  [[nodiscard]] std::size_t size() const { return words_.size(); }
  [[nodiscard]] Versions versions() const { return versions_; }  // of ExaBGP, whose forms are read
  // To read the values in [first, end) as that version does.
  [[nodiscard]] bgp::TextCursor cursor(std::size_t first, std::size_t end) const { return bgp::TextCursor(range(first, end), dialect_); }
  [[nodiscard]] std::string_view at(std::size_t index) const { return index < words_.size() ? words_[index] : std::string_view{}; }
  [[nodiscard]] std::span<const std::string_view> range(std::size_t first, std::size_t end) const { return words_.subspan(first, end - first); }
  // Index of the `}` that closes the `{` at `open`; size() when it is not closed. Braces inside brackets belong to the value (confederations).
  [[nodiscard]] std::size_t closing(std::size_t open) const;
  // Index of the first `;` or `{` outside brackets in [first, end); end when there is none.
  [[nodiscard]] std::size_t statement_end(std::size_t first, std::size_t end) const;

  void error(std::size_t first, std::size_t count, std::string text, std::string hint = {}) {
    errors_.push_back({first, count, false, std::move(text), std::move(hint)});
  }
  void warning(std::size_t first, std::size_t count, std::string text, std::string hint = {}) {
    errors_.push_back({first, count, true, std::move(text), std::move(hint)});
  }

 private:
  std::span<const std::string_view> words_;
  Versions versions_;
  bgp::Dialect dialect_;
  std::vector<WordError>& errors_;
};

struct RouteDraft {
  std::optional<bgp::RouteNextHop> next_hop, last_next_hop;  // the first one given, and the last one
  bgp::AttributeSet attributes;
  std::uint32_t path_id = 0;
  bgp::LabelStack labels;
  std::optional<bgp::RouteDistinguisher> rd;
  std::optional<std::uint8_t> split;
  std::string watchdog;
  bool withdraw = false;

  // Of several ExaBGP sends the first one as the attribute NEXT_HOP, and the last one in MP_REACH_NLRI.
  [[nodiscard]] bgp::RouteNextHop next_hop_of(bgp::Family family) const {
    return (family == bgp::kIpv4Unicast ? next_hop : last_next_hop).value_or(bgp::RouteNextHop{});
  }
};

// One keyword and its value, from words[first, end). Returns the index behind them; what is wrong is reported, and then as much as is plausible is stepped
// over.
std::size_t read_route_keyword(RouteWords& words, std::size_t first, std::size_t end, RouteDraft& draft);

// `IP` or `self`.
Result<bgp::RouteNextHop> read_next_hop(std::string_view word);

// The words that the message of a failed value means: the one that it quotes, or all that were read.
std::pair<std::size_t, std::size_t> blamed_words(const RouteWords& words, std::size_t first, std::size_t end, std::string_view message);

// Words behind the value of a statement in braces: ExaBGP steps over them; where one begins another statement, the ; between them was forgotten.
void report_leftover(RouteWords& words, std::size_t first, std::size_t end, bool is_keyword);
bool begins_route_keyword(std::string_view word);

// The keyword that may have been meant; none for a word as long as only a helper gone wild writes them: comparing takes its length for each candidate.
std::optional<std::string> nearest_keyword(std::string_view word, std::span<const std::string_view> candidates);

// Every keyword that read_route_keyword knows, unsupported ones included.
std::vector<std::string_view> route_keywords();

}  // namespace vigilcast::exabgp::conf
