// A cursor over the words of a route or attribute as people write it. Brackets and commas are words of their own, so one
// parser serves exabgp.conf, the process API and the command line.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "bgp/wire/dialect.h"

namespace vigilcast::bgp {

class TextCursor {
 public:
  explicit TextCursor(std::span<const std::string_view> words, std::optional<Dialect> dialect = {}) : words_(words), dialect_(dialect) {}

  [[nodiscard]] bool done() const { return at_ >= words_.size(); }
  [[nodiscard]] std::string_view peek() const { return done() ? std::string_view{} : words_[at_]; }
  std::string_view next() { return done() ? std::string_view{} : words_[at_++]; }
  bool accept(std::string_view word) { return !done() && words_[at_] == word && (++at_, true); }
  // Which ExaBGP's reading is wanted, where versions send different octets for the same words; nothing: what the RFCs mean.
  [[nodiscard]] std::optional<Dialect> dialect() const { return dialect_; }
  [[nodiscard]] std::size_t position() const { return at_; }  // index of the next word, for error places

 private:
  std::span<const std::string_view> words_;
  std::size_t at_ = 0;
  std::optional<Dialect> dialect_;
};

}  // namespace vigilcast::bgp
