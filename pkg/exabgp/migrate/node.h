// An exabgp.conf as statements inside of statements, with their places; what they mean is not asked.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "pkg/exabgp/conf/lexer.h"

namespace vigilcast::exabgp::migrate {

struct Node {
  std::vector<conf::Token> words;
  bool is_section = false;
  std::size_t after = 0;  // behind the last token before it
  std::size_t start = 0;  // of its first word
  std::size_t open = 0;   // behind the { of a section
  std::size_t close = 0;  // of the } of a section, the ; of another statement
  std::size_t end = 0;    // behind that
  std::vector<Node> inside;

  [[nodiscard]] std::string_view keyword() const { return words.empty() ? std::string_view{} : words.front().text; }
  [[nodiscard]] std::string_view name() const { return words.size() < 2 ? std::string_view{} : words[1].text; }
};

// The statements of a file that loads.
std::vector<Node> read_nodes(conf::Lexer& lexer);

}  // namespace vigilcast::exabgp::migrate
