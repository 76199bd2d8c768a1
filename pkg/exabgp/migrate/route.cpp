// Values of routes: forms that later versions do not read, or send as something else. Rows.
#include <algorithm>
#include <array>
#include <optional>

#include "bgp/wire/asn.h"
#include "bgp/wire/attr/as_path.h"
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

bool older(Compat compat) { return compat == Compat::v3_4 || compat == Compat::v4_2; }
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

// "target:70000:1" is the community of a four-octet AS in 4.2; 5.0 and 6 send that of an IPv4 address for it.
std::optional<std::string> four_octet_community(std::string_view word) {
  const auto parts = split(word, ':');
  const std::size_t named = parts.size() == 3 ? 1 : 0;
  if (parts.size() != 2 + named || (named == 1 && parts[0] != "target" && parts[0] != "origin")) return std::nullopt;
  std::string_view as_word = parts[named];
  const bool marked = as_word.ends_with('L');
  if (marked) as_word.remove_suffix(1);
  const auto as = parse_number<std::uint32_t>(as_word);
  const auto number = parse_number<std::uint16_t>(parts[named + 1]);
  if (!as || !number || (!marked && *as <= 0xffff)) return std::nullopt;
  Bytes octets{0x02, static_cast<std::uint8_t>(parts[0] == "origin" ? 0x03 : 0x02)};
  ByteWriter(octets).u32(*as).u16(*number);
  return "0x" + to_hex(octets);
}

void extended_community(Migration& migration, const Node& node, const Words& words, std::size_t first) {
  if (!older(migration.from) || !is_new(migration.to)) return;
  for (std::size_t at = first; at < value_end(words, first); ++at) {
    const auto octets = four_octet_community(words.texts[at]);
    if (!octets) continue;
    migration.edits.replace(words.places[at].offset, words.end_of(at), *octets);
    migration.note(node, "extended-community " + std::string(words.texts[at]) + " -> " + *octets);
  }
}

struct Row {
  std::string_view keyword;
  void (*rewrite)(Migration& migration, const Node& node, const Words& words, std::size_t first);
};
constexpr std::array kRows{Row{"as-path", as_path}, Row{"fragment", fragment}, Row{"extended-community", extended_community}};

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
