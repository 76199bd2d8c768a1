// The shape of exabgp.conf, before any meaning: statements that end in `;` or own a block in braces.
#pragma once

#include <span>
#include <vector>

#include "pkg/exabgp/conf/lexer.h"

namespace vigilcast::exabgp::conf {

struct Statement {
  std::span<const Token> words;  // up to the `;` or `{`; never empty
  std::span<const Token> tokens; // the same with the whole block, without the final `;`
  std::vector<Statement> body;
  bool has_body = false;

  [[nodiscard]] std::string_view keyword() const { return words.front().text; }
  [[nodiscard]] std::span<const Token> arguments() const { return words.subspan(1); }
  // The words "neighbor 192.0.2.1", for messages about the statement as a whole.
  [[nodiscard]] Extent extent() const;
};

Extent extent_of(std::span<const Token> tokens);

// `tokens` must outlive the statements. Mistakes are reported and stepped over.
std::vector<Statement> parse_statements(const Tokens& tokens, Report& report);

}  // namespace vigilcast::exabgp::conf
