#include "pkg/exabgp/conf/flow_text.h"

#include <algorithm>
#include <array>

#include "bgp/wire/attr/all.h"
#include "bgp/wire/nlri/flow_builder.h"
#include "pkg/base/text.h"
#include "pkg/exabgp/conf/flow_actions.h"
#include "pkg/exabgp/conf/route_draft.h"
#include "pkg/exabgp/conf/value_forms.h"

namespace vigilcast::exabgp::conf {
namespace {

enum class Part : std::uint8_t { any, route, match, scope, then };

std::string_view part_name(Part part) {
  constexpr std::array<std::string_view, 5> kNames = {"a flow route", "a flow route", "match", "scope", "then"};
  return kNames[static_cast<std::size_t>(part)];
}

bool is_one_of(std::string_view word, std::span<const std::string_view> words) { return std::ranges::find(words, word) != words.end(); }

class FlowReader {
 public:
  FlowReader(std::span<const std::string_view> words, const RouteContext& context, std::vector<WordError>& errors)
      : words_(words, context.compat, errors), context_(context), errors_(errors), first_error_(errors.size()), end_(words.size()) {
    while (end_ > 0 && words[end_ - 1] == ";") --end_;
    actions_.as_written = bgp::keeps_written_order(dialect_of(context.compat));
  }

  std::vector<ParsedRoute> run() {
    if (context_.family) {
      builder_ = bgp::FlowBuilder(context_.family->afi);
      // Where no rd is given, ExaBGP announces one of zeros.
      if (context_.family->safi == bgp::Safi::flow_vpn) builder_.distinguish({});
    }
    std::size_t at = words_.at(0) == "route" ? 1 : 0;
    if (words_.at(at + 1) == "{") ++at;  // a name, for people only
    if (words_.at(at) == "{") {
      route_block(at);
    } else {
      statement(Part::any, at, end_);
    }
    return finish();
  }

 private:
  [[nodiscard]] bool good() const {
    return std::ranges::all_of(errors_.begin() + static_cast<std::ptrdiff_t>(first_error_), errors_.end(), &WordError::warning);
  }

  void route_block(std::size_t open) {
    const std::size_t close = std::min(words_.closing(open), end_);
    for (std::size_t at = open + 1; at < close;) {
      const std::size_t end = words_.statement_end(at, close);
      const bool section = end < close && words_.at(end) == "{";
      if (!section) {
        statement(Part::route, at, end);
        at = end + 1;
        continue;
      }
      const std::size_t inner = std::min(words_.closing(end), close);
      if (const auto part = section_part(at, end)) part_block(*part, end + 1, inner);
      at = inner + 1;
    }
    if (close + 1 < end_) words_.error(close + 1, end_ - close - 1, "\"" + printable(words_.at(close + 1)) + "\" follows the route's }");
  }

  std::optional<Part> section_part(std::size_t at, std::size_t open) {
    const std::string_view name = words_.at(at);
    if (open == at + 1) {
      if (name == "match") return Part::match;
      if (name == "scope") return Part::scope;
      if (name == "then") return Part::then;
    }
    words_.error(at, std::max<std::size_t>(open - at, 1), "\"" + printable(name) + "\" is not a section of a flow route", "match, scope and then are");
    return std::nullopt;
  }

  void part_block(Part part, std::size_t at, std::size_t close) {
    while (at < close) {
      const std::size_t end = words_.statement_end(at, close);
      if (end < close && words_.at(end) == "{") {
        words_.error(at, end - at + 1, std::string(part_name(part)) + " has no sections inside");
        at = words_.closing(end) + 1;
        continue;
      }
      statement(part, at, end);
      at = end + 1;
    }
  }

  // The keywords of one statement; only the inline form has several.
  void statement(Part part, std::size_t at, std::size_t end) {
    for (bool first = true; at < end; first = false) {
      if (!first && part != Part::any) { return report_leftover(words_, at, end, begins_statement(words_.at(at))); }
      at = keyword(part, at, end);
    }
  }

  [[nodiscard]] static bool begins_statement(std::string_view word) {
    return is_one_of(word, bgp::flow_match_keywords()) || find_flow_action(word) != nullptr || begins_route_keyword(word);
  }
  [[nodiscard]] static bool allows(Part part, Part of) { return part == Part::any || part == of; }

  std::size_t keyword(Part part, std::size_t at, std::size_t end) {
    const std::string_view word = words_.at(at);
    if (allows(part, Part::route) && word == "next-hop") return next_hop(at, end);
    if (allows(part, Part::route) && (word == "rd" || word == "route-distinguisher")) return rd(at, end);
    if (allows(part, Part::match) && is_one_of(word, bgp::flow_match_keywords())) {
      if (word == "next-header" || word == "traffic-class") ipv6_word_ = at;
      return value(at, end, [&](bgp::TextCursor& cursor) { return builder_.add(word, cursor); });
    }
    const FlowAction* action = find_flow_action(word);
    if (action != nullptr && allows(part, word == "interface-set" ? Part::scope : Part::then)) return act(*action, at, end);
    if (allows(part, Part::then) && (word == "community" || word == "large-community")) return read_route_keyword(words_, at, end, draft_);
    return unknown(part, at, end);
  }

  // Runs a reader over what follows the keyword; returns the index behind it.
  template <class Read>
  std::size_t value(std::size_t at, std::size_t end, Read read) {
    bgp::TextCursor cursor = words_.cursor(at + 1, end);
    const Result<void> result = read(cursor);
    const std::size_t behind = at + 1 + cursor.position();
    if (result) {
      check_value_form(words_, at, behind);
      return behind;
    }
    const auto [blamed, count] = blamed_words(words_, at, behind, result.error().text);
    words_.error(blamed, count, result.error().text, result.error().hint);
    return end;
  }

  std::size_t next_hop(std::size_t at, std::size_t end) {
    return value(at, end, [&](bgp::TextCursor& cursor) -> Result<void> {
      if (cursor.done()) return fail("\"next-hop\" has no value", {}, "write: next-hop IP");
      const auto hop = read_next_hop(cursor.next());
      if (!hop) return std::unexpected(hop.error());
      next_hop_ = *hop;
      return {};
    });
  }

  std::size_t rd(std::size_t at, std::size_t end) {
    return value(at, end, [&](bgp::TextCursor& cursor) -> Result<void> {
      if (cursor.done()) return fail("\"" + std::string(words_.at(at)) + "\" has no value", {}, "write: rd ASN:NUMBER");
      const auto rd = bgp::RouteDistinguisher::parse(cursor.next());
      if (!rd) return std::unexpected(rd.error());
      if (context_.family && context_.family->safi == bgp::Safi::flow) return fail("a route of " + bgp::family_name(*context_.family) + " has no rd");
      builder_.distinguish(*rd);
      return {};
    });
  }

  std::size_t act(const FlowAction& action, std::size_t at, std::size_t end) {
    actions_.warning.clear();
    const std::size_t behind = value(at, end, [&](bgp::TextCursor& cursor) -> Result<void> {
      if (!action.value.empty() && cursor.done()) {
        return fail("\"" + std::string(action.name) + "\" has no value", {}, "write: " + std::string(action.name) + " " + std::string(action.value));
      }
      return action.read(actions_, cursor);
    });
    if (!actions_.warning.empty()) words_.warning(at, behind - at, actions_.warning);
    return behind;
  }

  std::size_t unknown(Part part, std::size_t at, std::size_t end) {
    std::vector<std::string_view> candidates;
    if (allows(part, Part::match)) candidates.assign(bgp::flow_match_keywords().begin(), bgp::flow_match_keywords().end());
    if (allows(part, Part::then) || part == Part::scope) {
      for (const std::string_view name : flow_action_keywords()) candidates.push_back(name);
    }
    if (allows(part, Part::route)) candidates.insert(candidates.end(), {"next-hop", "rd", "route-distinguisher"});
    const auto near = nearest_keyword(words_.at(at), candidates);
    words_.error(at, 1, "unknown keyword \"" + printable(words_.at(at)) + "\" in " + std::string(part_name(part)),
                 near ? "did you mean \"" + *near + "\"?" : "");
    return end;
  }

  std::vector<ParsedRoute> finish() {
    auto nlri = builder_.build();
    if (!nlri && good()) words_.error(0, 1, nlri.error().text, nlri.error().hint);
    if (!good()) return {};
    if (!actions_.communities.values.empty()) draft_.attributes.set(std::move(actions_.communities));
    if (!actions_.ipv6_communities.values.empty()) draft_.attributes.set(std::move(actions_.ipv6_communities));
    if (ipv6_word_ && nlri->family.afi == bgp::Afi::ipv4) {
      words_.warning(*ipv6_word_, 1, "\"" + std::string(words_.at(*ipv6_word_)) + "\" does not make it a route of IPv6, as in ExaBGP: it is one of IPv4",
                     "match an IPv6 source or destination as well");
    }
    ParsedRoute out;
    out.nlri = std::move(*nlri);
    if (const auto& hop = actions_.next_hop ? actions_.next_hop : next_hop_) out.next_hop = *hop;
    if (!draft_.attributes.empty()) out.attributes = std::make_shared<const bgp::AttributeSet>(std::move(draft_.attributes));
    return {std::move(out)};
  }

  RouteWords words_;
  const RouteContext& context_;
  std::vector<WordError>& errors_;
  std::size_t first_error_;
  std::size_t end_;
  bgp::FlowBuilder builder_;
  FlowActions actions_;
  std::optional<bgp::RouteNextHop> next_hop_;
  std::optional<std::size_t> ipv6_word_;  // a word of IPv6 that does not decide
  RouteDraft draft_;
};

}  // namespace

std::vector<ParsedRoute> read_flow_route(std::span<const std::string_view> words, const RouteContext& context, std::vector<WordError>& errors) {
  return FlowReader(words, context, errors).run();
}

}  // namespace vigilcast::exabgp::conf
