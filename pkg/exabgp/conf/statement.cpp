#include "pkg/exabgp/conf/statement.h"

namespace vigilcast::exabgp::conf {
namespace {

constexpr unsigned kDeepest = 16;  // neighbor / flow / route / match is four

class Parser {
 public:
  Parser(std::span<const Token> tokens, Report& report) : tokens_(tokens), report_(report) {}

  std::vector<Statement> file() {
    std::vector<Statement> out = block(0);
    if (kind() == Token::Kind::close) {
      report_.warning(tokens_[at_].extent, "this } closes nothing: the file ends here, what follows is not read (as in ExaBGP)", "remove it");
    }
    return out;
  }

 private:
  [[nodiscard]] Token::Kind kind() const { return tokens_[at_].kind; }

  // Up to, not over, the `}` that closes the block, or the end.
  std::vector<Statement> block(unsigned depth) {
    std::vector<Statement> out;
    while (kind() != Token::Kind::close && kind() != Token::Kind::end) {
      if (kind() == Token::Kind::semicolon) {
        ++at_;
      } else if (Statement statement = one(depth); !statement.words.empty()) {
        out.push_back(std::move(statement));
      }
    }
    return out;
  }

  Statement one(unsigned depth) {
    const std::size_t start = at_;
    while (kind() == Token::Kind::word) ++at_;
    Statement out;
    out.words = tokens_.subspan(start, at_ - start);
    if (kind() == Token::Kind::open) {
      open(out, start, depth);
    } else if (kind() == Token::Kind::semicolon) {
      ++at_;
    } else {
      report_.error(out.words.back().extent, kind() == Token::Kind::end ? "; is missing before the end of the file" : "; is missing before }");
    }
    if (!out.has_body) out.tokens = out.words;
    return out;
  }

  void open(Statement& out, std::size_t start, unsigned depth) {
    const Extent brace = tokens_[at_].extent;
    ++at_;
    out.has_body = true;
    if (out.words.empty()) report_.error(brace, "a block needs the name of its section before the {");
    if (depth >= kDeepest) {
      report_.error(brace, "blocks are nested too deeply");
      skip_block();
    } else {
      out.body = block(depth + 1);
    }
    if (kind() == Token::Kind::close) {
      ++at_;
    } else if (kind() == Token::Kind::end) {
      report_.warning(brace, "this { is not closed before the end of the file", "add a }");
    }
    out.tokens = tokens_.subspan(start, at_ - start);
  }

  void skip_block() {
    for (std::size_t depth = 1; kind() != Token::Kind::end; ++at_) {
      if (kind() == Token::Kind::open) ++depth;
      if (kind() == Token::Kind::close && --depth == 0) return;
    }
  }

  std::span<const Token> tokens_;
  Report& report_;
  std::size_t at_ = 0;
};

}  // namespace

Extent extent_of(std::span<const Token> tokens) {
  if (tokens.empty()) return {};
  const std::size_t start = tokens.front().extent.offset;
  return {start, tokens.back().extent.offset + tokens.back().extent.length - start};
}

Extent Statement::extent() const { return extent_of(words); }

std::vector<Statement> parse_statements(const Tokens& tokens, Report& report) { return Parser(tokens.all, report).file(); }

}  // namespace vigilcast::exabgp::conf
