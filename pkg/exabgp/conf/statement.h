// The shape of exabgp.conf, before any meaning: statements that end in `;` or own a block in braces. They are read one at a time from where they stand, so
// that a file of a million routes needs no more memory than its text.
#pragma once

#include <span>
#include <vector>

#include "pkg/exabgp/conf/lexer.h"

namespace vigilcast::exabgp::conf {

// What is between the braces of a statement; or the whole file.
struct Block {
  Token brace;              // the `{`
  std::size_t start = 0;    // behind it
  unsigned depth = 0;       // 0: the file
  bool empty = false;       // nothing of it is read
  mutable std::size_t end = 0;  // behind the `}`; 0 until it was found
};

struct Statement {
  std::vector<Token> words;  // up to the `;` or `{`; never empty
  bool has_body = false;
  bool end_is_alone = false;  // its `;` is on a line after its words
  Block body;

  [[nodiscard]] std::string_view keyword() const { return words.front().text; }
  [[nodiscard]] std::span<const Token> arguments() const { return std::span(words).subspan(1); }
  // The words "neighbor 192.0.2.1", for messages about the statement as a whole.
  [[nodiscard]] Extent extent() const;
};

Extent extent_of(std::span<const Token> tokens);

// The statements of a block, in order. Mistakes are reported and stepped over. The body of a statement may be read, any number of times, until the next
// statement is asked for; what is not read by then is judged for its shape.
class Statements {
 public:
  Statements(Lexer& lexer, Report& report, const Block& block);

  // Good until the next one; nullptr at the end of the block.
  const Statement* next();
  // Before the next statement, for who reads some itself; nullptr at the end of the block.
  Lexer* before_next();

 private:
  void leave_body();
  void end_words(const Token& last);
  void open_body(const Token& brace);

  Lexer& lexer_;
  Report& report_;
  const Block& block_;
  Statement now_;
  bool done_ = false;
};

// The tokens of a block with its braces, as they stand.
void append_tokens(Lexer& lexer, const Block& block, std::vector<Token>& out);

}  // namespace vigilcast::exabgp::conf
