#include "pkg/exabgp/conf/value_forms.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "pkg/base/text.h"
#include "pkg/exabgp/conf/keywords.h"

namespace vigilcast::exabgp::conf {
namespace {

using Value = std::span<const std::string_view>;

bool is_letter(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0; }
bool is_hex(std::string_view word) { return word.starts_with("0x") || word.starts_with("0X"); }
bool has_word(Value value, bool (*is)(std::string_view)) { return std::ranges::any_of(value, is); }
template <std::size_t N>
bool is_one_of(std::string_view word, const std::array<std::string_view, N>& words) {
  return std::ranges::find(words, to_lower(word)) != words.end();
}

bool any(Value) { return true; }

// --- as-path ---------------------------------------------------------------------------------------------------------------

bool has_nested_set(Value value) {
  std::size_t depth = 0;
  for (const std::string_view word : value) {
    const bool opens = word == "[" || word == "(";
    if (opens && depth > 0) return true;
    if (opens) ++depth;
    if (word == "]" || word == ")") --depth;
  }
  return false;
}
bool has_set_of_its_own(Value value) { return !has_nested_set(value) && std::ranges::find(value, "(") != value.end(); }
bool has_asdot(Value value) {
  return has_word(value, [](std::string_view word) { return word.find('.') != std::string_view::npos; });
}
bool is_one_with_dot(Value value) { return value.size() == 1 && has_asdot(value); }
bool has_as_with_dot(Value value) {
  return has_word(value, [](std::string_view word) { return word.substr(0, word.find(':')).find('.') != std::string_view::npos; });
}

bool has_several_sequences(Value value) { return std::ranges::count(value, "[") > 1 && !has_nested_set(value); }

// --- lists -----------------------------------------------------------------------------------------------------------------

bool has_comma(Value value) { return std::ranges::find(value, ",") != value.end(); }
bool has_nothing(Value value) { return value.size() == 2; }

// --- communities -----------------------------------------------------------------------------------------------------------

bool has_younger_name(Value value) {
  return has_word(value, [](std::string_view word) {
    constexpr std::array<std::string_view, 8> kOld{"no-export",           "no_export", "no-advertise", "no_advertise",
                                                   "no-export-subconfed", "nopeer",    "no-peer",      "blackhole"};
    return !word.empty() && is_letter(word.front()) && !is_one_of(word, kOld);
  });
}
bool has_low_line(Value value) {
  return has_word(value, [](std::string_view word) { return to_lower(word) == "no_export" || to_lower(word) == "no_advertise"; });
}
bool has_hex(Value value) { return has_word(value, is_hex); }
bool has_mup(Value value) {
  return has_word(value, [](std::string_view word) { return word.starts_with("mup:"); });
}
bool has_printed_form(Value value) {
  return has_word(value, [](std::string_view word) {
    constexpr std::array<std::string_view, 9> kRead{"target", "origin", "target4", "origin4", "redirect", "l2info", "bandwidth", "redirect-to-nexthop", "mup"};
    return !word.empty() && is_letter(word.front()) && !is_one_of(word.substr(0, word.find(':')), kRead);
  });
}

// --- flow ------------------------------------------------------------------------------------------------------------------

bool has_truth(Value value) {
  return has_word(value, [](std::string_view word) { return word == "true" || word == "false"; });
}
bool is_not_a_fragment(Value value) {
  return has_word(value, [](std::string_view word) { return word.ends_with("not-a-fragment"); });
}
bool has_no_length(Value value) { return !value.empty() && value.front().find('/') == std::string_view::npos; }
bool is_ipv6(Value value) { return !value.empty() && IpAddress::parse(value.front()).value_or(IpAddress{}).is_v6(); }
bool has_three_fields(Value value) { return !value.empty() && std::ranges::count(value.front(), ':') == 2; }

// `versions`: who reads it; none of them where it is ours alone.
struct Row {
  std::string_view keyword;
  bool (*is)(Value value);
  Versions versions;
  std::string_view what;
  std::string_view hint;
};
constexpr std::string_view kBare = "write the number, or leave it out";
constexpr std::string_view kLength = "write it: /32 or /128 for one address";
// The lists that may have commas. In the others every version takes them for a value.
constexpr std::array<std::string_view, 3> kWithCommas{"as-path", "bgp-prefix-sid", "bgp-prefix-sid-srv6"};
constexpr std::array kRows{
    Row{"as-path", has_nested_set, kIn34 | kIn42, "a set inside the brackets of as-path", "write it behind them: as-path [ 65001 65002 ] ( 65003 65004 )"},
    Row{"as-path", has_set_of_its_own, kFrom50, "a set beside the brackets of as-path", "write it inside them: as-path [ 65001 65002 ( 65003 65004 ) ]"},
    Row{"as-path", has_asdot, kFrom50, "AS numbers with a dot in as-path", "write the number without the dot"},
    Row{"as-path", has_several_sequences, kFrom50, "several sequences in as-path", "write all AS numbers into one pair of brackets"},
    Row{"as-path", is_one_with_dot, 0, "an AS number with a dot without brackets", "write the number without the dot"},
    Row{"aggregator", has_as_with_dot, kFrom50, "an AS number with a dot in aggregator", "write the number without the dot"},
    Row{"community", has_low_line, kFrom50, "this name of a community", "write no-export or no-advertise"},
    Row{"cluster-list", has_nothing, 0, "an empty cluster-list", "leave it out"},
    Row{"community", has_younger_name, 0, "this name of a community", "write its two numbers, as in 65000:1"},
    Row{"large-community", has_hex, kIn6, "a large community in hexadecimal digits", "write it as three numbers: 65000:1:2"},
    Row{"extended-community", has_mup, kFrom50, "mup communities", "write 0x and the 16 hexadecimal digits"},
    Row{"extended-community", has_printed_form, 0, "this form of an extended community", "write 0x and its 16 hexadecimal digits"},
    Row{"bgp-prefix-sid-srv6", any, kFrom50, "bgp-prefix-sid-srv6", "write the octets: attribute [ 0x28 0xc0 0x… ]"},
    Row{"port", has_truth, 0, "true and false as a match", kBare},
    Row{"source-port", has_truth, 0, "true and false as a match", kBare},
    Row{"destination-port", has_truth, 0, "true and false as a match", kBare},
    Row{"protocol", has_truth, 0, "true and false as a match", kBare},
    Row{"next-header", has_truth, 0, "true and false as a match", kBare},
    Row{"icmp-type", has_truth, 0, "true and false as a match", kBare},
    Row{"icmp-code", has_truth, 0, "true and false as a match", kBare},
    Row{"packet-length", has_truth, 0, "true and false as a match", kBare},
    Row{"dscp", has_truth, 0, "true and false as a match", kBare},
    Row{"traffic-class", has_truth, 0, "true and false as a match", kBare},
    Row{"flow-label", has_truth, 0, "true and false as a match", kBare},
    Row{"source", has_no_length, 0, "a prefix without its length", kLength},
    Row{"source-ipv4", has_no_length, 0, "a prefix without its length", kLength},
    Row{"source-ipv6", has_no_length, 0, "a prefix without its length", kLength},
    Row{"destination", has_no_length, 0, "a prefix without its length", kLength},
    Row{"destination-ipv4", has_no_length, 0, "a prefix without its length", kLength},
    Row{"destination-ipv6", has_no_length, 0, "a prefix without its length", kLength},
    Row{"fragment", is_not_a_fragment, kIn34 | kIn42, "not-a-fragment", "write !is-fragment"},
    Row{"redirect", is_ipv6, kFrom50, "a redirect to an IPv6 address", "write: redirect-to-nexthop, and next-hop IPv6 beside match"},
    Row{"interface-set", has_three_fields, kIn6, "an interface set of three fields", "say which it is: transitive:input:ASN:GROUP"},
};

}  // namespace

void check_value_form(RouteWords& words, std::size_t keyword, std::size_t end) {
  if (words.versions() == kEverywhere) return;
  const Value value = words.range(keyword + 1, end);
  if (has_comma(value) && !is_one_of(words.at(keyword), kWithCommas)) {
    return words.error(keyword + 1, value.size(), "ExaBGP " + version_names(words.versions()) + " does not read commas in this list", "remove them");
  }
  for (const Row& row : kRows) {
    if (row.keyword != words.at(keyword) || (row.versions & words.versions()) != 0 || !row.is(value)) continue;
    const std::string others = row.versions == 0 ? "" : " (" + version_names(row.versions) + (row.versions == kIn6 ? " does)" : " do)");
    words.error(keyword + 1, value.size(), "ExaBGP " + version_names(words.versions()) + " does not read " + std::string(row.what) + others,
                std::string(row.hint));
    return;
  }
}

}  // namespace vigilcast::exabgp::conf
