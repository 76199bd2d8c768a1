#include "pkg/admin/target.h"

#include <optional>

#include "pkg/base/text.h"

namespace vigilcast::admin {
namespace {

std::optional<std::string> decoded(std::string_view text, bool plus_is_space) {
  std::string out;
  while (!text.empty()) {
    char letter = text[0];
    std::size_t used = 1;
    if (letter == '%') {
      const auto byte = text.size() >= 3 ? parse_number<unsigned>(text.substr(1, 2), 16) : std::nullopt;
      if (!byte || *byte == 0) return std::nullopt;
      letter = static_cast<char>(*byte);
      used = 3;
    } else if (letter == '+' && plus_is_space) {
      letter = ' ';
    }
    out += letter;
    text.remove_prefix(used);
  }
  return out;
}

}  // namespace

Result<Target> parse_target(std::string_view text) {
  if (text.empty() || text[0] != '/') return fail("the request target must be a path that begins with '/'");
  const auto question = text.find('?');
  auto path = decoded(text.substr(0, question), false);
  if (!path) return fail("the path has a broken %-escape");
  Target out{std::move(*path), {}};
  if (question == std::string_view::npos) return out;
  for (const std::string_view pair : split(text.substr(question + 1), '&')) {
    if (pair.empty()) continue;
    const auto equals = pair.find('=');
    auto name = decoded(pair.substr(0, equals), true);
    auto value = equals == std::string_view::npos ? std::optional<std::string>("") : decoded(pair.substr(equals + 1), true);
    if (!name || !value) return fail("the query has a broken %-escape");
    out.query[std::move(*name)] = std::move(*value);
  }
  return out;
}

}  // namespace vigilcast::admin
