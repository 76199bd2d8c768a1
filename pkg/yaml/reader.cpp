#include "pkg/yaml/reader.h"

#include <algorithm>
#include <array>

#include "pkg/base/text.h"

namespace vigilcast::yaml {
namespace {

constexpr std::array<std::string_view, 4> kTrueWords{"true", "yes", "on", "y"};
constexpr std::array<std::string_view, 4> kFalseWords{"false", "no", "off", "n"};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// What YAML 1.1 or 1.2 would make of this plain word instead of text; empty: text in both.
std::string_view surprise(std::string_view word) {
  const std::string low = to_lower(word);
  if (std::ranges::find(kTrueWords, low) != kTrueWords.end() || std::ranges::find(kFalseWords, low) != kFalseWords.end()) return "a boolean";
  std::string_view digits = word;
  if (digits.starts_with('+') || digits.starts_with('-')) digits.remove_prefix(1);
  if (low == ".inf" || low == "-.inf" || low == "+.inf" || low == ".nan") return "a number";
  if (digits.empty() || !is_digit(digits.front())) return {};
  const bool hex = digits.starts_with("0x") && digits.size() > 2 && digits.find_first_not_of("0123456789abcdefABCDEF_", 2) == std::string_view::npos;
  const bool octal = digits.starts_with("0o") && digits.size() > 2 && digits.find_first_not_of("01234567", 2) == std::string_view::npos;
  if (hex || octal) return "a number";
  const auto points = std::ranges::count(digits, '.');
  const auto exponents = std::ranges::count_if(digits, [](char c) { return c == 'e' || c == 'E'; });
  const bool numeric = digits.find_first_not_of("0123456789._eE+-") == std::string_view::npos && points <= 1 && exponents <= 1;
  const bool signs_inside = digits.find_first_of("+-") != std::string_view::npos && exponents == 0;
  return numeric && !signs_inside ? "a number" : std::string_view{};
}

std::string in_quotes(std::string_view word) { return "\"" + std::string(word) + "\""; }

std::string range_text(std::uint64_t least, std::uint64_t most) { return std::to_string(least) + " to " + std::to_string(most); }

std::string number_hint(std::string_view word) {
  const auto first = word.find_first_not_of('0');
  if (word.starts_with('0') && word.size() > 1 && word.find_first_not_of("0123456789") == std::string_view::npos) {
    return "YAML versions disagree whether a leading 0 means octal: write " + std::string(first == std::string_view::npos ? "0" : word.substr(first));
  }
  return "write plain decimal digits";
}

}  // namespace

void Reader::error(const Node& node, std::string_view text, std::string_view hint, unsigned offset) {
  diagnostics_.add(document_.diagnostic(Severity::error, node, text, hint, offset));
}

void Reader::warning(const Node& node, std::string_view text, std::string_view hint) {
  diagnostics_.add(document_.diagnostic(Severity::warning, node, text, hint));
}

void Reader::wrong_kind(const Node& node, std::string_view expected) {
  if (node.kind == Node::Kind::refused) return;
  if (node.kind == Node::Kind::null)
    return error(node, "the value is missing: " + std::string(expected) + " is expected", "a key that is not needed is left out altogether");
  error(node, std::string(expected) + " is expected, not " + std::string(kind_name(node.kind)));
}

std::optional<std::string_view> Reader::word(const Node& node, std::string_view expected) {
  if (node.kind != Node::Kind::scalar) {
    wrong_kind(node, expected);
    return std::nullopt;
  }
  if (node.text.empty()) {
    error(node, "this is empty: " + std::string(expected) + " is expected");
    return std::nullopt;
  }
  return node.text;
}

std::optional<std::string> Reader::text(const Node& node) {
  const auto found = word(node, "text");
  if (!found) return std::nullopt;
  const std::string_view other = node.quoted ? std::string_view{} : surprise(*found);
  if (!other.empty()) {
    error(node, "text is expected, and YAML may read '" + std::string(*found) + "' as " + std::string(other), "write it in quotes: " + in_quotes(*found));
    return std::nullopt;
  }
  return std::string(*found);
}

std::optional<bool> Reader::boolean(const Node& node) {
  const auto found = word(node, "true or false");
  if (!found) return std::nullopt;
  if (!node.quoted && *found == "true") return true;
  if (!node.quoted && *found == "false") return false;
  const std::string low = to_lower(*found);
  std::string hint;
  if (std::ranges::find(kTrueWords, low) != kTrueWords.end()) hint = "write true, without quotes";
  if (std::ranges::find(kFalseWords, low) != kFalseWords.end()) hint = "write false, without quotes";
  error(node, "true or false is expected, not '" + std::string(*found) + "'", hint);
  return std::nullopt;
}

std::optional<std::uint64_t> Reader::number(const Node& node, std::uint64_t least, std::uint64_t most) {
  const auto found = word(node, "a number");
  if (!found) return std::nullopt;
  const auto value = parse_number<std::uint64_t>(*found);
  if (node.quoted) {
    error(node, "a number is expected, and quotes make it text", value ? "leave the quotes out" : "");
  } else if (!value || (found->size() > 1 && found->starts_with('0'))) {
    error(node, "a whole number from " + range_text(least, most) + " is expected, not '" + std::string(*found) + "'", number_hint(*found));
  } else if (*value < least || *value > most) {
    error(node, std::string(*found) + " is out of range: " + range_text(least, most) + " is possible");
  } else {
    return value;
  }
  return std::nullopt;
}

std::optional<Duration> Reader::duration(const Node& node, Duration least, Duration most) {
  const auto found = word(node, "a duration such as 200ms or 1m30s");
  if (!found) return std::nullopt;
  const auto value = parse_duration(*found);
  if (!value) {
    error(node, value.error().text, value.error().hint);
    return std::nullopt;
  }
  if (*value < least || *value > most) {
    error(node, std::string(*found) + " is out of range: " + format_duration(least) + " to " + format_duration(most) + " is possible");
    return std::nullopt;
  }
  return *value;
}

const std::vector<Node>* Reader::list(const Node& node, std::string_view expected) {
  if (node.kind == Node::Kind::list) return &node.items;
  if (node.kind == Node::Kind::scalar) {
    error(node, std::string(expected) + " is expected, not a single value", "write it in brackets: [" + node.text + "]");
  } else {
    wrong_kind(node, expected);
  }
  return nullptr;
}

const std::vector<Entry>* Reader::map(const Node& node, std::string_view expected) {
  if (node.kind == Node::Kind::map) return &node.entries;
  wrong_kind(node, expected);
  return nullptr;
}

}  // namespace vigilcast::yaml
