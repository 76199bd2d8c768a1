// exabgp.conf cut into tokens. Never fails: what is wrong is reported and read as well as it can be.
//
// `{ } ;` are tokens, `[ ] ,` are words of their own, `#` outside quotes starts a comment, quotes of either kind hold anything but a line end, a backslash
// escapes one character and joins a line to the next one when it is the last on its line.
#pragma once

#include <deque>
#include <string>
#include <string_view>

#include "pkg/exabgp/conf/report.h"
#include "pkg/exabgp/conf/source.h"

namespace vigilcast::exabgp::conf {

struct Token {
  enum class Kind : std::uint8_t { word, open, close, semicolon, end };
  Kind kind = Kind::word;
  bool quoted = false;
  bool fresh_line = false;  // a line ended (and was not joined) since the token before
  std::string_view text;  // of a word: without quotes and escapes
  Extent extent;          // in the file, quotes included
};

// Reads on from where it stands, and from anywhere again. Thread: the loader's.
class Lexer {
 public:
  // Both must live as long as this.
  Lexer(const Source& source, Report& report);

  Token next();  // at the end of the file Kind::end, as often as asked
  // The texts of tokens are good as long as this.
  [[nodiscard]] std::size_t position() const { return at_; }  // behind the last token
  void seek(std::size_t position) { at_ = position; }
  [[nodiscard]] const Source& source() const { return source_; }

 private:
  [[nodiscard]] bool at(std::string_view set) const { return at_ < text_.size() && set.find(text_[at_]) != std::string_view::npos; }
  [[nodiscard]] std::size_t line_end() const { return std::min(text_.find('\n', at_), text_.size()); }
  [[nodiscard]] bool at_continuation() const;
  bool skip_blanks();
  Token symbol(Token::Kind kind);
  Token word();
  std::string word_with_quotes_or_escapes(bool& quoted);
  void quotation(std::string& plain);
  void character(std::string& plain);

  const Source& source_;
  std::string_view text_;
  Report& report_;
  std::size_t at_ = 0;
  bool fresh_line_ = false;
  std::deque<std::string> unquoted_;  // texts that are not a piece of the file as they stand
};

}  // namespace vigilcast::exabgp::conf
