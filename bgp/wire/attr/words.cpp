#include "bgp/wire/attr/words.h"

#include <algorithm>
#include <string>

#include "pkg/base/text.h"

namespace vigilcast::bgp {

Result<std::vector<std::string_view>> list_of_words(TextCursor& words, std::string_view name) {
  std::vector<std::string_view> out;
  if (words.done()) return fail(std::string(name) + " needs a value");
  if (!words.accept("[")) return out.push_back(words.next()), out;
  while (!words.accept("]")) {
    if (words.done()) return fail("the list of " + std::string(name) + " is not closed", "", "end it with ]");
    const std::string_view word = words.next();
    if (word == "[") return fail("the list of " + std::string(name) + " has a list inside");
    if (word != ",") out.push_back(word);
  }
  return out;
}

Result<std::uint32_t> number_word(TextCursor& words, std::string_view name) {
  if (words.done()) return fail(std::string(name) + " needs a number");
  const std::string_view word = words.next();
  if (const auto value = parse_number<std::uint32_t>(word)) return *value;
  return fail("'" + std::string(word) + "' is not a value for " + std::string(name), "", "write a number from 0 to 4294967295");
}

Result<IpAddress> ipv4_word(TextCursor& words, std::string_view name) {
  if (words.done()) return fail(std::string(name) + " needs an IPv4 address");
  const std::string_view word = words.next();
  const auto address = IpAddress::parse(word);
  if (address && address->is_v4()) return *address;
  return fail("'" + std::string(word) + "' is not a value for " + std::string(name), "", "write an IPv4 address");
}

Result<std::vector<std::string_view>> bracketed_words(TextCursor& words, std::string_view name) {
  constexpr std::string_view kAlone = "[](),";
  std::vector<std::string_view> out;
  std::size_t depth = 0;
  do {
    if (words.done()) return fail("a bracket of " + std::string(name) + " is not closed");
    const std::string_view word = words.next();
    for (std::size_t at = 0; at < word.size();) {
      const bool alone = kAlone.find(word[at]) != std::string_view::npos;
      const std::size_t end = alone ? at + 1 : std::min(word.find_first_of(kAlone, at), word.size());
      const std::string_view piece = word.substr(at, end - at);
      at = end;
      if (piece == "]" || piece == ")") --depth;
      if (depth != 0 && piece != ",") out.push_back(piece);
      if (piece == "[" || piece == "(") ++depth;
      if (depth == 0 && at < word.size()) return fail("'" + std::string(word.substr(at)) + "' follows the last bracket of " + std::string(name));
      if (depth == 0) break;
    }
  } while (depth != 0);
  return out;
}

}  // namespace vigilcast::bgp
