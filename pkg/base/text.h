// Small text tools shared by every parser and printer.
#pragma once

#include <charconv>
#include <concepts>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace vigilcast {

// The whole text as a decimal number of type T; nothing on any other character, overflow or empty text.
template <std::integral T>
std::optional<T> parse_number(std::string_view text, int base = 10) {
  T value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (error != std::errc{} || end != text.data() + text.size() || text.empty()) return std::nullopt;
  return value;
}

std::string_view trim(std::string_view text);                              // spaces, tabs, CR, LF at both ends
std::vector<std::string_view> split(std::string_view text, char separator);  // keeps empty fields
std::vector<std::string_view> words(std::string_view text);                // split at runs of white space
std::string join(std::span<const std::string> parts, std::string_view separator);
std::string to_lower(std::string_view text);

// The candidate that a mistyped word most probably meant (at most a third of its letters wrong), for "did you mean …?".
std::optional<std::string> nearest(std::string_view word, std::span<const std::string_view> candidates);

// The text with control characters and invalid UTF-8 replaced, fit for a log line or a terminal.
std::string printable(std::string_view text);

}  // namespace vigilcast
