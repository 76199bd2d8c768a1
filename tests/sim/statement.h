// A scenario file as statements: separated by line ends or ';', '#' starts a comment. Words are looked at one after the other.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "pkg/base/ip.h"
#include "pkg/base/text.h"
#include "pkg/base/time.h"

namespace vigilcast::sim {

// What is wrong with a statement, or what it expected in vain. Thrown: scenarios are tests.
struct Mistake {
  std::string text;
};

class Statement {
 public:
  Statement(unsigned line, std::vector<std::string> words) : line_(line), words_(std::move(words)) {}

  [[nodiscard]] unsigned line() const { return line_; }
  [[nodiscard]] std::string text() const { return join(words_, " "); }
  [[nodiscard]] bool done() const { return at_ == words_.size(); }
  [[nodiscard]] std::string peek() const { return done() ? "" : words_[at_]; }

  std::string next(const char* what);  // a Mistake names what is missing
  bool accept(std::string_view word);
  template <class T>
  T number(const char* what) {
    const std::string word = next(what);
    if (const auto value = parse_number<T>(word)) return *value;
    throw Mistake{"'" + word + "' is not a number (" + what + ")"};
  }
  Duration duration(const char* what);
  Prefix prefix();
  std::string rest();  // all words left, joined
  void end();          // nothing may follow

 private:
  unsigned line_;
  std::vector<std::string> words_;
  std::size_t at_ = 0;
};

std::vector<Statement> read_statements(std::string_view text);

}  // namespace vigilcast::sim
