// exabgp.conf cut into tokens. Never fails: what is wrong is reported and read as well as it can be.
//
// `{ } ;` are tokens, `[ ] ,` are words of their own, `#` outside quotes starts a comment, quotes of either kind hold anything but a line end, a backslash
// escapes one character and joins a line to the next one when it is the last on its line.
#pragma once

#include <deque>
#include <string>
#include <string_view>
#include <vector>

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

struct Tokens {
  std::vector<Token> all;           // the last one is Kind::end
  std::deque<std::string> unquoted; // texts that are not a piece of the file as they stand
};

Tokens lex(const Source& source, Report& report);

}  // namespace vigilcast::exabgp::conf
