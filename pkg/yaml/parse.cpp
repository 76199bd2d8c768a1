#include "pkg/yaml/parse.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <set>
#include <sstream>

#include "pkg/base/text.h"

namespace vigilcast::yaml {
namespace {

// Builds nodes from the library's events. One frame for each list or map that is still open.
class Builder : public YAML::EventHandler {
 public:
  Builder(const Document& document, Diagnostics& diagnostics) : document_(document), diagnostics_(diagnostics) {}

  Node take_root() { return std::move(root_); }

  void OnDocumentStart(const YAML::Mark& /*mark*/) override {}
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    Node node = at(mark);
    refuse_anchor(node, anchor);
    if (!open_.empty() && open_.back().key) {
      node.line = open_.back().key->line;
      node.column = open_.back().key->column;
    } else {
      to_lone_dash(node);
    }
    attach(std::move(node));
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t /*anchor*/) override {
    Node node = at(mark);
    error(node, "aliases (*name) are not allowed", "write the value out");
    node.kind = Node::Kind::refused;
    attach(std::move(node));
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, const std::string& value) override {
    Node node = at(mark);
    node.kind = Node::Kind::scalar;
    node.text = value;
    node.quoted = tag != "?";
    refuse_anchor(node, anchor);
    refuse_tag(node, tag);
    attach(std::move(node));
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, YAML::EmitterStyle::value /*style*/) override {
    open(mark, tag, anchor, Node::Kind::list);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, YAML::EmitterStyle::value /*style*/) override {
    open(mark, tag, anchor, Node::Kind::map);
  }
  void OnMapEnd() override { close(); }

 private:
  struct Frame {
    Node node;
    std::optional<Node> key;     // map: read, its value is awaited
    std::set<std::string> keys;  // map: seen so far
  };

  static Node at(const YAML::Mark& mark) {
    Node node;
    node.line = static_cast<unsigned>(mark.line + 1);
    node.column = static_cast<unsigned>(mark.column + 1);
    return node;
  }
  // The library places a value that is not there where the next thing begins; people look at the `-` that nothing follows.
  void to_lone_dash(Node& node) const {
    const auto& lines = document_.lines;
    if (node.line == 0 || node.line > lines.size() + 1) return;
    if (node.line <= lines.size() &&
        is_null_word(std::string_view(lines[node.line - 1]).substr(std::min<std::size_t>(node.column - 1, lines[node.line - 1].size()))))
      return;
    for (unsigned line = node.line - 1; line > 0; --line) {
      const std::string_view text = lines[line - 1];
      const std::string_view bare = trim(text.substr(0, text.find(" #")));
      if (bare.empty()) continue;
      if (!bare.ends_with('-')) return;
      node.line = line;
      node.column = static_cast<unsigned>(text.find('-') + 1);
      return;
    }
  }
  static bool is_null_word(std::string_view text) {
    const std::string_view word = text.substr(0, text.find_first_of(" ,]}#"));
    return word == "~" || to_lower(word) == "null";
  }
  void error(const Node& node, std::string_view text, std::string_view hint = {}) { diagnostics_.add(document_.diagnostic(Severity::error, node, text, hint)); }
  void refuse_anchor(const Node& node, YAML::anchor_t anchor) {
    if (anchor != YAML::NullAnchor) error(node, "anchors (&name) are not allowed", "write the value out wherever it is needed");
  }
  void refuse_tag(const Node& node, const std::string& tag) {
    if (!tag.empty() && tag != "?" && tag != "!") error(node, "tags (!name) are not allowed", "leave the tag out; quotes make a value text");
  }

  void open(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, Node::Kind kind) {
    Node node = at(mark);
    node.kind = kind;
    refuse_anchor(node, anchor);
    refuse_tag(node, tag);
    if (open_.size() == kDeepest) throw YAML::ParserException(mark, "lists and maps are nested more than " + std::to_string(kDeepest) + " deep");
    open_.push_back({std::move(node), std::nullopt, {}});
  }
  void close() {
    Node node = std::move(open_.back().node);
    open_.pop_back();
    attach(std::move(node));
  }

  void attach(Node node) {
    if (open_.empty()) {
      root_ = std::move(node);
      return;
    }
    Frame& parent = open_.back();
    if (parent.node.kind == Node::Kind::list) {
      parent.node.items.push_back(std::move(node));
    } else if (!parent.key) {
      parent.key = std::move(node);
    } else {
      add_entry(parent, std::move(node));
    }
  }

  void add_entry(Frame& map, Node value) {
    Node key = *std::exchange(map.key, std::nullopt);
    if (key.kind == Node::Kind::refused) return;
    if (key.kind != Node::Kind::scalar)
      return error(key, "a key must be a single word, not " + std::string(kind_name(key.kind)), "quote a key that YAML reads otherwise");
    if (key.text == "<<" && !key.quoted) return error(key, "merge keys (<<) are not allowed", "write the keys out");
    if (!map.keys.insert(key.text).second) return error(key, "the key '" + key.text + "' is here twice", first_place(map, key));
    map.node.entries.push_back({std::move(key), std::move(value)});
  }
  static std::string first_place(const Frame& map, const Node& key) {
    for (const Entry& entry : map.node.entries) {
      if (entry.key.text == key.text) return "the first one is in line " + std::to_string(entry.key.line);
    }
    return {};
  }

  const Document& document_;
  Diagnostics& diagnostics_;
  std::vector<Frame> open_;
  Node root_;
};

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> out;
  for (std::string_view line : split(text, '\n')) {
    if (line.ends_with('\r')) line.remove_suffix(1);
    out.emplace_back(line);
  }
  return out;
}

bool refuse_tabs(const Document& document, std::string_view text, Diagnostics& diagnostics) {
  bool found = false;
  unsigned line = 0;
  for (const std::string_view whole : split(text, '\n')) {
    ++line;
    const auto content = whole.find_first_not_of(" \t\r");
    const auto tab = whole.find('\t');
    if (content == std::string_view::npos || tab > content) continue;
    Node place;
    place.line = line;
    place.column = static_cast<unsigned>(tab + 1);
    diagnostics.add(document.diagnostic(Severity::error, place, "a tab indents this line", "YAML is indented with spaces only"));
    found = true;
  }
  return found;
}

void refuse_further_documents(YAML::Parser& parser, const Document& document, Diagnostics& diagnostics) {
  Diagnostics ignored;
  Builder second(document, ignored);
  if (!parser.HandleNextDocument(second)) return;
  const Node place = second.take_root();
  diagnostics.add(document.diagnostic(Severity::error, place, "a second document (after ---) is not allowed", "one file is one configuration"));
}

}  // namespace

std::optional<Document> parse(std::string_view file, std::string_view text, Diagnostics& diagnostics) {
  Document document{std::string(file), {}, {}};
  if (text.size() > kLargestFile) {
    diagnostics.error(Place{document.file, 0, 0}, "the file is larger than " + std::to_string(kLargestFile >> 20U) + " MiB",
                      "split it, or write prefixes that cover others");
    return std::nullopt;
  }
  if (text.find('\0') != std::string_view::npos) {  // so is every UTF-16 file
    diagnostics.error(Place{document.file, 0, 0}, "the file is not text in UTF-8", "save it as UTF-8");
    return std::nullopt;
  }
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);  // a byte order mark shifts nothing
  document.lines = lines_of(text);
  if (refuse_tabs(document, text, diagnostics)) return std::nullopt;

  std::istringstream in{std::string(text)};
  try {
    YAML::Parser parser(in);
    Builder builder(document, diagnostics);
    if (!parser.HandleNextDocument(builder)) return document;
    document.root = builder.take_root();
    refuse_further_documents(parser, document, diagnostics);
  } catch (const YAML::Exception& exception) {
    Node place;
    if (!exception.mark.is_null()) {
      place.line = static_cast<unsigned>(exception.mark.line + 1);
      place.column = static_cast<unsigned>(exception.mark.column + 1);
    }
    diagnostics.add(document.diagnostic(Severity::error, place, "this is not YAML: " + exception.msg,
                                        "check indentation, quotes and brackets here and in the lines above"));
    return std::nullopt;
  }
  return document;
}

}  // namespace vigilcast::yaml
