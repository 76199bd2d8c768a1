// A YAML file as plain values: maps keep the order of their keys, every node knows its place. The strict subset that people can read
// without knowing YAML's surprises: no aliases, anchors, tags, merge keys or further documents (parse.h).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "pkg/base/diagnostics.h"

namespace vigilcast::yaml {

struct Entry;

struct Node {
  // refused: what stood here was a mistake that has been told already; readers pass over it in silence.
  enum class Kind : std::uint8_t { null, scalar, list, map, refused };

  Kind kind = Kind::null;
  unsigned line = 0, column = 0;  // from 1, in bytes; 0: an empty file
  std::string text;               // scalar
  bool quoted = false;            // scalar: in quotes or as a block, so it is text for certain
  std::vector<Node> items;        // list
  std::vector<Entry> entries;     // map; keys are scalars and unique

  [[nodiscard]] const Node* find(std::string_view key) const;  // map; nullptr: no such key, or no map
};

struct Entry {
  Node key;
  Node value;
};

std::string_view kind_name(Node::Kind kind);  // "a list", "a map", …

struct Document {
  std::string file;
  std::vector<std::string> lines;  // as they are, without their ends; diagnostics make them fit for a terminal
  Node root;

  // A diagnostic about `node` with its line and underline, all of it fit for a terminal; `offset` moves into a scalar's text (an expression's fifth character).
  [[nodiscard]] Diagnostic diagnostic(Severity severity, const Node& node, std::string_view text, std::string_view hint = {}, unsigned offset = 0) const;
  // Blots out a secret in `lines`, so that no diagnostic shows it.
  void conceal(const Node& scalar);

 private:
  [[nodiscard]] unsigned width(const Node& node) const;  // bytes of the scalar in its line, quotes included
};

}  // namespace vigilcast::yaml
