// Typed reading of nodes. Each getter returns the value, or tells the mistake with its place and returns nothing: a loader reads on and all mistakes
// come out at once. Words that YAML versions read differently (yes, 010, 1_000, a bare number as text) are mistakes with a hint, not guesses.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pkg/base/diagnostics.h"
#include "pkg/base/time.h"
#include "pkg/yaml/node.h"

namespace vigilcast::yaml {

class Reader {
 public:
  Reader(const Document& document, Diagnostics& diagnostics) : document_(document), diagnostics_(diagnostics) {}

  void error(const Node& node, std::string_view text, std::string_view hint = {}, unsigned offset = 0);
  void warning(const Node& node, std::string_view text, std::string_view hint = {});

  // Any single value as it is written, quoted or not; `expected` ("an IP address") is for the message.
  std::optional<std::string_view> word(const Node& node, std::string_view expected);
  // Text: a word that YAML could also read as a number or a boolean must be in quotes. Empty text is refused.
  std::optional<std::string> text(const Node& node);
  std::optional<bool> boolean(const Node& node);
  std::optional<std::uint64_t> number(const Node& node, std::uint64_t least, std::uint64_t most);
  std::optional<Duration> duration(const Node& node, Duration least, Duration most);
  const std::vector<Node>* list(const Node& node, std::string_view expected);   // "a list of prefixes"
  const std::vector<Entry>* map(const Node& node, std::string_view expected);

 private:
  void wrong_kind(const Node& node, std::string_view expected);

  const Document& document_;
  Diagnostics& diagnostics_;
};

}  // namespace vigilcast::yaml
