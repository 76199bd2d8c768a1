// Result<T>: a value, or an Error written for a person.
//
// An Error says what went wrong, where (file:line:col, a peer, a byte offset: whatever the reader can act on), why, and what to do.
// Nothing outside the adapters (pkg/yaml, pkg/json, pkg/http, pkg/runtime) throws.
#pragma once

#include <expected>
#include <string>
#include <utility>

namespace vigilcast {

struct Error {
  std::string text;   // what and why: "no permission to listen on 0.0.0.0:179"
  std::string where;  // place; empty when the text names it
  std::string hint;   // what to do; empty when nothing helps

  // "where: text (hint)", leaving out what is empty.
  [[nodiscard]] std::string to_string() const;

  friend bool operator==(const Error&, const Error&) = default;
};

template <class T>
using Result = std::expected<T, Error>;

inline std::unexpected<Error> fail(std::string text, std::string where = {}, std::string hint = {}) {
  return std::unexpected(Error{std::move(text), std::move(where), std::move(hint)});
}

}  // namespace vigilcast
