#include "pkg/exabgp/conf/route_draft.h"

#include <algorithm>
#include <array>

#include "bgp/wire/attr/all.h"
#include "pkg/base/text.h"
#include "pkg/exabgp/conf/value_forms.h"

namespace vigilcast::exabgp::conf {
namespace {

using bgp::TextCursor;

Result<void> need_word(const TextCursor& words, std::string_view keyword, std::string_view value) {
  if (!words.done()) return {};
  return fail("\"" + std::string(keyword) + "\" has no value", {}, "write: " + std::string(keyword) + " " + std::string(value));
}

Result<void> on_next_hop(RouteDraft& draft, TextCursor& words) {
  const auto hop = read_next_hop(words.next());
  if (!hop) return std::unexpected(hop.error());
  if (!draft.next_hop) draft.next_hop = *hop;
  draft.last_next_hop = *hop;
  return {};
}

Result<void> on_path_information(RouteDraft& draft, TextCursor& words) {
  const std::string_view word = words.next();
  const auto number = parse_number<std::uint32_t>(word);
  const auto dotted = IpAddress::parse(word);
  if (!number && !(dotted && dotted->is_v4())) {
    return fail("\"" + printable(word) + "\" is not a path identifier", {}, "write a number from 0 to 4294967295, or four with dots");
  }
  draft.path_id = number ? *number : dotted->to_u32();
  return {};
}

Result<void> on_label(RouteDraft& draft, TextCursor& words) {
  auto labels = bgp::parse_labels(words);
  if (!labels) return std::unexpected(labels.error());
  draft.labels = std::move(*labels);
  return {};
}

Result<void> on_rd(RouteDraft& draft, TextCursor& words) {
  const auto rd = bgp::RouteDistinguisher::parse(words.next());
  if (!rd) return std::unexpected(rd.error());
  draft.rd = *rd;
  return {};
}

Result<void> on_split(RouteDraft& draft, TextCursor& words) {
  const std::string_view word = words.next();
  const auto length = word.starts_with('/') ? parse_number<std::uint8_t>(word.substr(1)) : std::nullopt;
  if (!length || *length > 128) return fail("\"" + printable(word) + "\" is not a length to split to", {}, "write it as /26");
  draft.split = *length;
  return {};
}

Result<void> on_watchdog(RouteDraft& draft, TextCursor& words) {
  const std::string_view word = words.next();
  if (word == "announce" || word == "withdraw") return fail("a watchdog cannot have the name \"" + std::string(word) + "\"");
  draft.watchdog = word;
  return {};
}

Result<void> on_withdraw(RouteDraft& draft, TextCursor&) {
  draft.withdraw = true;
  return {};
}

Result<void> on_name(RouteDraft&, TextCursor& words) {
  words.next();  // for people only
  return {};
}

struct Row {
  std::string_view name;
  Result<void> (*read)(RouteDraft&, TextCursor&);  // nullptr: ExaBGP knows it, this program does not
  std::string_view value;                          // empty: the keyword stands alone
};
constexpr std::array<Row, 9> kRows{{{"next-hop", on_next_hop, "IP"},
                                    {"path-information", on_path_information, "NUMBER"},
                                    {"split", on_split, "/LENGTH"},
                                    {"watchdog", on_watchdog, "NAME"},
                                    {"withdraw", on_withdraw, ""},
                                    {"name", on_name, "NAME"},
                                    {"label", on_label, "NUMBER"},
                                    {"rd", on_rd, "ASN:NUMBER"},
                                    {"route-distinguisher", on_rd, "ASN:NUMBER"}}};

const Row* find_row(std::string_view name) {
  const auto* found = std::ranges::find(kRows, name, &Row::name);
  return found == kRows.end() ? nullptr : found;
}

bool is_keyword(std::string_view word) { return find_row(word) != nullptr || bgp::find_attribute(word) != nullptr; }

// To the next word that can begin something.
std::size_t resume(const RouteWords& words, std::size_t at, std::size_t end) {
  while (at < end && !is_keyword(words.at(at))) ++at;
  return at;
}

void report_unknown(RouteWords& words, std::size_t at) {
  const auto near = nearest_keyword(words.at(at), route_keywords());
  words.error(at, 1, "unknown keyword \"" + printable(words.at(at)) + "\" of a route", near ? "did you mean \"" + *near + "\"?" : "");
}

Result<void> read_attribute(std::string_view keyword, TextCursor& cursor, RouteDraft& draft, bool& repeated) {
  auto attribute = bgp::parse_attribute(keyword, cursor);
  if (!attribute) return std::unexpected(attribute.error());
  const std::uint8_t code = bgp::code_of(*attribute);
  repeated = std::ranges::any_of(draft.attributes, [&](const bgp::Attribute& other) { return bgp::code_of(other) == code; });
  if (!repeated) draft.attributes.set(std::move(*attribute));
  return {};
}

}  // namespace

std::size_t RouteWords::closing(std::size_t open) const {
  std::size_t braces = 0, brackets = 0;
  for (std::size_t i = open; i < words_.size(); ++i) {
    const std::string_view word = words_[i];
    if (word == "[" || word == "(") ++brackets;
    if ((word == "]" || word == ")") && brackets > 0) --brackets;
    if (brackets == 0 && word == "{") ++braces;
    if (brackets == 0 && word == "}" && --braces == 0) return i;
  }
  return words_.size();
}

std::size_t RouteWords::statement_end(std::size_t first, std::size_t end) const {
  std::size_t brackets = 0;
  for (std::size_t i = first; i < end; ++i) {
    const std::string_view word = words_[i];
    if (word == "[" || word == "(") ++brackets;
    if ((word == "]" || word == ")") && brackets > 0) --brackets;
    if (word == ";" || (word == "{" && brackets == 0)) return i;
  }
  return end;
}

std::size_t read_route_keyword(RouteWords& words, std::size_t first, std::size_t end, RouteDraft& draft) {
  const std::string_view keyword = words.at(first);
  const Row* row = find_row(keyword);
  const bool attribute = bgp::find_attribute(keyword) != nullptr;
  if (!attribute && (row == nullptr || row->read == nullptr)) {
    if (row == nullptr) {
      report_unknown(words, first);
    } else {
      words.error(first, 1, "\"" + std::string(keyword) + "\" is not supported by this version of vigilcast",
                  "remove it, or keep this route on ExaBGP for now");
    }
    return resume(words, first + 1, end);
  }
  TextCursor cursor = words.cursor(first + 1, end);
  bool repeated = false;
  Result<void> read;
  if (attribute) {
    read = read_attribute(keyword, cursor, draft, repeated);
  } else {
    repeated = keyword == "next-hop" && draft.next_hop.has_value();
    if (!row->value.empty()) read = need_word(cursor, keyword, row->value);
    if (read) read = row->read(draft, cursor);
  }
  const std::size_t behind = first + 1 + cursor.position();
  if (!read) {
    const auto [blamed, count] = blamed_words(words, first, std::max(behind, first + 1), read.error().text);
    words.error(blamed, count, read.error().text, read.error().hint);
    return resume(words, behind, end);
  }
  check_value_form(words, first, behind);
  if (repeated) {
    const std::string which = keyword == "next-hop" ? "the first one counts for IPv4 unicast, the last one for all else" : "the first one counts";
    words.warning(first, behind - first, "\"" + std::string(keyword) + "\" is given twice: " + which + ", as in ExaBGP", "remove one of the two");
  }
  return behind;
}

void report_leftover(RouteWords& words, std::size_t first, std::size_t end, bool is_keyword) {
  const std::string word = "\"" + printable(words.at(first)) + "\"";
  if (is_keyword) return words.error(first, end - first, word + " is not expected here", "a statement ends with ;");
  words.warning(first, end - first, word + " is not read, as in ExaBGP: the value ends before it", "several values stand in brackets: [ A B ]");
}

bool begins_route_keyword(std::string_view word) { return is_keyword(word); }

Result<bgp::RouteNextHop> read_next_hop(std::string_view word) {
  if (to_lower(word) == "self") return bgp::RouteNextHop{true, {}};
  const auto address = IpAddress::parse(word);
  if (!address) return fail("\"" + printable(word) + "\" is not a next hop", {}, "write an IP address, or self for our own");
  return bgp::RouteNextHop{false, {*address, std::nullopt}};
}

std::pair<std::size_t, std::size_t> blamed_words(const RouteWords& words, std::size_t first, std::size_t end, std::string_view message) {
  for (std::size_t i = first + 1; i < end; ++i) {
    const std::string word(words.at(i));
    for (const char quote : {'\'', '"'}) {
      if (word.size() > 1 && message.find(quote + word + quote) != std::string_view::npos) return {i, 1};
    }
  }
  // A single value is what is wrong; of several, all may be.
  return end - first == 2 ? std::pair{first + 1, std::size_t{1}} : std::pair{first, std::max<std::size_t>(end - first, 1)};
}

std::optional<std::string> nearest_keyword(std::string_view word, std::span<const std::string_view> candidates) {
  constexpr std::size_t kLongest = 100;
  return word.size() > kLongest ? std::nullopt : nearest(word, candidates);
}

std::vector<std::string_view> route_keywords() {
  std::vector<std::string_view> out;
  for (const Row& row : kRows) out.push_back(row.name);
  const auto attributes = bgp::attribute_keywords();
  out.insert(out.end(), attributes.begin(), attributes.end());
  return out;
}

}  // namespace vigilcast::exabgp::conf
