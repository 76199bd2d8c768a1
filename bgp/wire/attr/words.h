// Reading attribute values off words: numbers, addresses and bracketed lists, with errors that name the attribute.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <vector>

#include "bgp/wire/text_cursor.h"
#include "pkg/base/ip.h"
#include "pkg/base/result.h"

namespace vigilcast::bgp {

// One word, or the words between brackets; commas are dropped.
Result<std::vector<std::string_view>> list_of_words(TextCursor& words, std::string_view name);
Result<std::uint32_t> number_word(TextCursor& words, std::string_view name);
Result<IpAddress> ipv4_word(TextCursor& words, std::string_view name);

// From an opening bracket or parenthesis to the one that closes it. Brackets, parentheses and what commas divide are words each, however they were written;
// the outermost pair and the commas are left out.
Result<std::vector<std::string_view>> bracketed_words(TextCursor& words, std::string_view name);

// The words of a list, each read by T::parse.
template <class T>
Result<std::vector<T>> list_of(TextCursor& words, std::string_view name) {
  const auto list = list_of_words(words, name);
  if (!list) return std::unexpected(list.error());
  std::vector<T> out;
  out.reserve(list->size());
  for (const std::string_view word : *list) {
    const auto value = T::parse(word);
    if (!value) return std::unexpected(value.error());
    out.push_back(*value);
  }
  return out;
}

template <class T>
std::vector<T> sorted(std::vector<T> values) {
  std::ranges::sort(values);
  return values;
}

// "65000:1" alone, "[ 65000:1 65000:2 ]" otherwise.
template <class Range, class Printer>
void append_list(std::string& out, const Range& values, bool always_brackets, Printer print) {
  const bool brackets = always_brackets || values.size() != 1;
  if (brackets) out += "[ ";
  for (const auto& value : values) {
    print(out, value);
    if (brackets) out += ' ';
  }
  if (brackets) out += ']';
}

// "[ a, b ]"
template <class Range, class Printer>
void append_json_list(std::string& out, const Range& values, Printer print) {
  out += "[ ";
  bool first = true;
  for (const auto& value : values) {
    if (!first) out += ", ";
    first = false;
    print(out, value);
  }
  out += " ]";
}

}  // namespace vigilcast::bgp
