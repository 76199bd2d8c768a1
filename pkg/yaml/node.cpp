#include "pkg/yaml/node.h"

#include <algorithm>

#include "pkg/base/text.h"

namespace vigilcast::yaml {
namespace {

constexpr std::size_t kLongestShown = 1000;  // bytes: a longer line helps nobody, and many mistakes in it would fill the memory

// How many characters a terminal shows for these bytes.
unsigned characters(std::string_view bytes) {
  const std::string shown = printable(bytes);
  return static_cast<unsigned>(std::ranges::count_if(shown, [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U; }));
}

}  // namespace

const Node* Node::find(std::string_view key) const {
  const auto found = std::ranges::find_if(entries, [&](const Entry& entry) { return entry.key.text == key; });
  return found == entries.end() ? nullptr : &found->value;
}

std::string_view kind_name(Node::Kind kind) {
  switch (kind) {
    case Node::Kind::scalar: return "a single value";
    case Node::Kind::list: return "a list";
    case Node::Kind::map: return "a map";
    case Node::Kind::null:
    case Node::Kind::refused: break;
  }
  return "nothing";
}

unsigned Document::width(const Node& node) const {
  if (node.kind != Node::Kind::scalar || node.line == 0 || node.line > lines.size()) return 1;
  const std::string& line = lines[node.line - 1];
  const std::size_t start = node.column - 1;
  if (start >= line.size()) return 1;
  std::size_t end = start + node.text.size();
  if (node.quoted) {
    const std::size_t closing = line[start] == '"' || line[start] == '\'' ? line.find(line[start], start + 1) : std::string::npos;
    end = closing == std::string::npos ? line.size() : closing + 1;
  }
  return static_cast<unsigned>(std::max<std::size_t>(std::min(end, line.size()) - start, 1));
}

Diagnostic Document::diagnostic(Severity severity, const Node& node, std::string_view text, std::string_view hint, unsigned offset) const {
  Diagnostic out{severity, Place{file, node.line, node.column}, printable(text), printable(hint), {}, 1};
  if (node.line == 0 || node.line > lines.size()) return out;
  const std::string_view line = lines[node.line - 1];
  std::size_t start = std::min<std::size_t>(node.column - 1, line.size());
  std::size_t end = std::min(start + width(node), line.size());
  const std::size_t inside = start + offset + (node.quoted ? 1 : 0);
  if (offset != 0 && inside < end) {
    start = inside;
    end = inside + 1;
  }
  // Columns count characters, as editors do; nodes count bytes.
  if (line.size() <= kLongestShown) out.source = printable(line);
  out.place.column = characters(line.substr(0, start)) + 1;
  out.underline = std::max(characters(line.substr(start, end - start)), 1U);
  return out;
}

void Document::conceal(const Node& scalar) {
  if (scalar.kind != Node::Kind::scalar || scalar.line == 0 || scalar.line > lines.size()) return;
  std::string& line = lines[scalar.line - 1];
  std::size_t start = scalar.column - 1;
  if (start >= line.size()) return;
  std::size_t end = start + width(scalar);
  // The quotes stay, so that the width does; a secret that goes on in the next line hides the rest of this one.
  if (scalar.quoted && end - start >= 2 && line[end - 1] == line[start]) {
    ++start;
    --end;
  }
  std::fill(line.begin() + static_cast<std::ptrdiff_t>(start), line.begin() + static_cast<std::ptrdiff_t>(end), '*');
}

}  // namespace vigilcast::yaml
