#include "pkg/exabgp/conf/statement.h"

namespace vigilcast::exabgp::conf {
namespace {

constexpr unsigned kDeepest = 16;  // neighbor / flow / route / match is four

// To the end of the block, or of the file.
template <class Each>
void each_token(Lexer& lexer, const Block& block, const Each& each) {
  lexer.seek(block.start);
  for (std::size_t depth = 1; depth != 0;) {
    const Token token = lexer.next();
    if (token.kind == Token::Kind::end) break;
    if (token.kind == Token::Kind::open) ++depth;
    if (token.kind == Token::Kind::close) --depth;
    each(token);
  }
}

}  // namespace

Extent extent_of(std::span<const Token> tokens) {
  if (tokens.empty()) return {};
  const std::size_t start = tokens.front().extent.offset;
  return {start, tokens.back().extent.offset + tokens.back().extent.length - start};
}

Extent Statement::extent() const { return extent_of(words); }

void append_tokens(Lexer& lexer, const Block& block, std::vector<Token>& out) {
  out.push_back(block.brace);
  each_token(lexer, block, [&](const Token& token) { out.push_back(token); });
}

Statements::Statements(Lexer& lexer, Report& report, const Block& block) : lexer_(lexer), report_(report), block_(block), done_(block.empty) {
  if (!done_) lexer_.seek(block.start);
}

const Statement* Statements::next() {
  while (!done_) {
    leave_body();
    now_.words.clear();
    Token token = lexer_.next();
    while (token.kind == Token::Kind::word) {
      now_.words.push_back(token);
      token = lexer_.next();
    }
    end_words(token);
    if (!now_.words.empty()) return &now_;
  }
  return nullptr;
}

Lexer* Statements::before_next() {
  leave_body();
  return done_ ? nullptr : &lexer_;
}

// To behind the body of the statement before.
void Statements::leave_body() {
  if (!now_.has_body) return;
  if (now_.body.end == 0) {
    Statements rest(lexer_, report_, now_.body);
    while (rest.next() != nullptr) {}
  }
  lexer_.seek(now_.body.end);
  now_.has_body = false;
}

void Statements::end_words(const Token& last) {
  if (last.kind == Token::Kind::open) return open_body(last);
  now_.end_is_alone = last.fresh_line;
  if (last.kind == Token::Kind::semicolon) {
    if (now_.words.empty()) report_.liberty(last.extent, "this ; ends nothing: ExaBGP does not read it", "remove it");
    return;
  }
  const bool end_of_file = last.kind == Token::Kind::end;
  if (!now_.words.empty()) report_.error(now_.words.back().extent, end_of_file ? "; is missing before the end of the file" : "; is missing before }");
  done_ = true;
  block_.end = lexer_.position();
  if (block_.depth == 0 && !end_of_file) {
    report_.warning(last.extent, "this } closes nothing: the file ends here, what follows is not read (as in ExaBGP)", "remove it");
  } else if (block_.depth != 0 && end_of_file) {
    report_.warning(block_.brace.extent, "this { is not closed before the end of the file", "add a }");
  }
}

void Statements::open_body(const Token& brace) {
  now_.has_body = true;
  now_.body = {brace, lexer_.position(), block_.depth + 1, false, 0};
  if (now_.words.empty()) report_.error(brace.extent, "a block needs the name of its section before the {");
  if (block_.depth < kDeepest) return;
  report_.error(brace.extent, "blocks are nested too deeply");
  each_token(lexer_, now_.body, [](const Token&) {});
  now_.body.empty = true;
  now_.body.end = lexer_.position();
}

}  // namespace vigilcast::exabgp::conf
