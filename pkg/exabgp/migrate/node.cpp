#include "pkg/exabgp/migrate/node.h"

namespace vigilcast::exabgp::migrate {
namespace {

using conf::Token;

// To the end of the section. A file that loads is not nested deeply.
std::vector<Node> read_section(conf::Lexer& lexer) {
  std::vector<Node> out;
  for (;;) {
    Node node;
    node.after = lexer.position();
    Token token = lexer.next();
    node.start = token.extent.offset;
    for (; token.kind == Token::Kind::word; token = lexer.next()) node.words.push_back(token);
    node.close = token.extent.offset;
    node.end = lexer.position();
    if (token.kind == Token::Kind::end || token.kind == Token::Kind::close) return out;
    if (token.kind == Token::Kind::open) {
      node.is_section = true;
      node.open = lexer.position();
      node.inside = read_section(lexer);
      node.end = lexer.position();
      const bool closed = node.end > node.open && lexer.source().text()[node.end - 1] == '}';
      node.close = closed ? node.end - 1 : node.end;
    }
    if (!node.words.empty()) out.push_back(std::move(node));
  }
}

}  // namespace

std::vector<Node> read_nodes(conf::Lexer& lexer) { return read_section(lexer); }

}  // namespace vigilcast::exabgp::migrate
