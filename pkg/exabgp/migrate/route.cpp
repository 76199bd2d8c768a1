// Values of routes: forms that later versions do not read, or send as something else. Rows.
#include <algorithm>
#include <array>
#include <optional>

#include "bgp/wire/asn.h"
#include "bgp/wire/attr/as_path.h"
#include "bgp/wire/attr/extended_communities.h"
#include "pkg/base/text.h"
#include "pkg/exabgp/migrate/migration.h"
#include "pkg/exabgp/print/route.h"

namespace vigilcast::exabgp::migrate {
namespace {

// Words as routes are read: parentheses are words of their own. With their places.
struct Words {
  std::vector<std::string_view> texts;
  std::vector<conf::Extent> places;

  void append(const conf::Token& token) {
    const bool as_it_stands = !token.quoted && token.text.size() == token.extent.length;
    for (std::size_t at = 0; at < token.text.size();) {
      const bool alone = as_it_stands && (token.text[at] == '(' || token.text[at] == ')');
      const std::size_t end = !as_it_stands ? token.text.size() : alone ? at + 1 : std::min(token.text.find_first_of("()", at), token.text.size());
      texts.push_back(token.text.substr(at, end - at));
      places.push_back(as_it_stands ? conf::Extent{token.extent.offset + at, end - at} : token.extent);
      at = end;
    }
  }
  [[nodiscard]] std::size_t end_of(std::size_t word) const { return places[word].offset + places[word].length; }
};

bool is_new(Compat compat) { return compat == Compat::v5_0 || compat == Compat::v6; }

// The words of a value: one, or what is in brackets.
std::size_t value_end(const Words& words, std::size_t first) {
  std::size_t depth = 0;
  for (std::size_t at = first; at < words.texts.size(); ++at) {
    const std::string_view word = words.texts[at];
    if (word == "[" || word == "(") ++depth;
    if ((word == "]" || word == ")") && depth > 0) --depth;
    if (depth == 0) return at + 1;
  }
  return words.texts.size();
}

// `[ 1 2 ( 3 ) ]` and `[ 1 [ 3 ] ]` are `[ 1 2 ] ( 3 )` from 5 on; 5.0 does not read a number without brackets.
void as_path(Migration& migration, const Node& node, const Words& words, std::size_t first) {
  const std::size_t end = value_end(words, first);
  const std::string_view word = words.texts[first];
  if (word != "[" && word != "(") {
    if (migration.to != Compat::v5_0 || !bgp::parse_asn(word)) return;
    migration.edits.replace(words.places[first].offset, words.end_of(first), "[ " + std::string(word) + " ]");
    return migration.note(node, "as-path " + std::string(word) + " -> [ " + std::string(word) + " ]");
  }
  const auto inner = std::span(words.texts).subspan(first + 1, end - first - 1);
  const bool nested = std::ranges::any_of(inner, [](std::string_view one) { return one == "[" || one == "("; });
  if (!nested || !is_new(migration.to)) return;
  bgp::TextCursor cursor(std::span(words.texts).subspan(first, end - first));
  auto path = bgp::AsPath::parse(cursor);
  if (!path) return;
  bgp::AttributeSet attributes;
  attributes.set(*std::move(path));
  const std::string text = print::attribute_words(attributes, migration.to);
  migration.edits.replace(words.places[first].offset, words.end_of(end - 1), text.substr(text.find_first_of("[(")));
  migration.note(node, "as-path: a set stands behind the brackets");
}

void fragment(Migration& migration, const Node& node, const Words& words, std::size_t first) {
  constexpr std::string_view kWord = "not-a-fragment";
  if (!is_new(migration.to)) return;
  for (std::size_t at = first; at < value_end(words, first); ++at) {
    const std::size_t found = words.texts[at].find(kWord);
    if (found == std::string_view::npos) continue;
    std::string text(words.texts[at]);
    migration.edits.replace(words.places[at].offset, words.end_of(at), text.replace(found, kWord.size(), "0x0"));
    migration.note(node, "fragment not-a-fragment -> 0x0");
  }
}

// The octets of a community that the two versions send otherwise for the same word, as target:70000:1.
std::optional<std::string> octets_of_otherwise(const Migration& migration, std::string_view word) {
  const auto before = bgp::ExtendedCommunity::parse(word, dialect_of(migration.from));
  const auto after = bgp::ExtendedCommunity::parse(word, dialect_of(migration.to));
  if (!before || !after || *before == *after) return std::nullopt;
  Bytes octets;
  ByteWriter(octets).u64(before->value);
  return "0x" + to_hex(octets);
}

void extended_community(Migration& migration, const Node& node, const Words& words, std::size_t first) {
  for (std::size_t at = first; at < value_end(words, first); ++at) {
    const auto octets = octets_of_otherwise(migration, words.texts[at]);
    if (!octets) continue;
    migration.edits.replace(words.places[at].offset, words.end_of(at), *octets);
    migration.note(node, "extended-community " + printable(words.texts[at]) + " -> " + *octets);
  }
}

// Until 4.2 the word changes nothing: what is sent are bytes.
void rate_limit(Migration& migration, const Node& node, const Words& words, std::size_t first) {
  if (is_new(migration.from) || migration.from == Compat::auto_ || !is_new(migration.to)) return;
  if (first + 1 >= words.texts.size() || words.texts[first + 1] != "packets") return;
  migration.edits.erase(words.end_of(first), words.end_of(first + 1));
  migration.note(node, "rate-limit: bytes are meant, and packets are from 5 on");
}

struct Row {
  std::string_view keyword;
  void (*rewrite)(Migration& migration, const Node& node, const Words& words, std::size_t first);
};
constexpr std::array kRows{Row{"as-path", as_path}, Row{"fragment", fragment}, Row{"rate-limit", rate_limit}, Row{"extended-community", extended_community}};

}  // namespace

void rewrite_values(Migration& migration, const Node& node) {
  Words words;
  for (const conf::Token& token : node.words) words.append(token);
  for (std::size_t at = 0; at + 1 < words.texts.size(); ++at) {
    const auto* row = std::ranges::find(kRows, words.texts[at], &Row::keyword);
    if (row != kRows.end()) row->rewrite(migration, node, words, at + 1);
  }
}

void rewrite_route(Migration& migration, const Node& node) {
  rewrite_values(migration, node);
  for (const Node& inside : node.inside) rewrite_route(migration, inside);
}

}  // namespace vigilcast::exabgp::migrate
