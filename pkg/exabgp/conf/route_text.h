// Routes as text: one grammar for exabgp.conf (`static`, `announce`, `flow`), the process API and the command line.
//
// A text is first cut into words by route_words(): brackets, parentheses, commas, braces and semicolons are words of their own, a quoted text is one word
// without its quotes. Every parser takes the words that follow its keyword, in the inline form (`P next-hop self med 5`) or the brace form
// (`P { next-hop self; med 5; }`), and a final `;` may be there or not. Values only; any thread.
//
// Errors: a WordError says which words are meant. The Result forms put that into Error::where as "word N" (from 1, counted in `words`), the text names the
// word itself.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "bgp/rib/route.h"
#include "pkg/base/result.h"
#include "pkg/exabgp/conf/compat.h"

namespace vigilcast::exabgp {

struct RouteContext {
  Compat compat = Compat::auto_;
  // `ipv4 unicast P …`: the prefix must be of this family. Nothing: the prefix decides.
  std::optional<bgp::Family> family;
  // `withdraw route P`: no next hop is asked for; the attributes given are read and need not be complete.
  bool withdraw = false;
};

struct ParsedRoute {
  bgp::Nlri nlri;
  bgp::RouteNextHop next_hop;
  bgp::SharedAttributes attributes = bgp::no_attributes();
  std::string watchdog;    // empty: none
  bool withdrawn = false;  // `withdraw`: with a watchdog, starts withdrawn
};

// What is wrong, and with which words.
struct WordError {
  std::size_t word = 0;   // index of the first word meant; the number of words when something is missing at the end
  std::size_t count = 1;  // how many words are meant
  bool warning = false;   // the route is good all the same
  std::string text;
  std::string hint;

  [[nodiscard]] Error to_error() const;  // where: "word N"
};

// Views into `text`.
std::vector<std::string_view> route_words(std::string_view text);

// What follows `route`: `P kw value …` or `P { kw value; … }`. Several routes when `split` is given.
Result<std::vector<ParsedRoute>> parse_route_words(std::span<const std::string_view> words, const RouteContext& context);
// What follows `attributes` (or `attribute`): `kw value … nlri P P …`.
Result<std::vector<ParsedRoute>> parse_attributes_words(std::span<const std::string_view> words, const RouteContext& context);
// What follows `flow`: `route [NAME] { match { … } then { … } }` or inline `[route] source P … discard`; the word `route` may be left out.
Result<std::vector<ParsedRoute>> parse_flow_words(std::span<const std::string_view> words, const RouteContext& context);
// What follows the name of a family without prefixes (context.family: l2vpn vpls, mcast-vpn, mup, sr-policy): `endpoint 5 … next-hop IP`.
Result<std::vector<ParsedRoute>> parse_family_words(std::span<const std::string_view> words, const RouteContext& context);

// The same, for loaders that want every mistake: errors are appended, and the routes are good only when none was.
std::vector<ParsedRoute> read_route(std::span<const std::string_view> words, const RouteContext& context, std::vector<WordError>& errors);
std::vector<ParsedRoute> read_attributes(std::span<const std::string_view> words, const RouteContext& context, std::vector<WordError>& errors);
std::vector<ParsedRoute> read_flow(std::span<const std::string_view> words, const RouteContext& context, std::vector<WordError>& errors);
std::vector<ParsedRoute> read_family(std::span<const std::string_view> words, const RouteContext& context, std::vector<WordError>& errors);

}  // namespace vigilcast::exabgp
