// A cursor over the words of a route or attribute as people write it. Brackets and commas are words of their own, so one
// parser serves exabgp.conf, the process API and the command line.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace vigilcast::bgp {

class TextCursor {
 public:
  explicit TextCursor(std::span<const std::string_view> words) : words_(words) {}

  [[nodiscard]] bool done() const { return at_ >= words_.size(); }
  [[nodiscard]] std::string_view peek() const { return done() ? std::string_view{} : words_[at_]; }
  std::string_view next() { return done() ? std::string_view{} : words_[at_++]; }
  bool accept(std::string_view word) { return !done() && words_[at_] == word && (++at_, true); }
  [[nodiscard]] std::size_t position() const { return at_; }  // index of the next word, for error places

 private:
  std::span<const std::string_view> words_;
  std::size_t at_ = 0;
};

}  // namespace vigilcast::bgp
