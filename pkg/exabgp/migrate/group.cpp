// group { … } of 3.4. There a neighbor's own word wins over its group's, while a template's wins over the neighbor's: what some neighbor says itself does not
// go into the template but to the other neighbors.
#include <algorithm>

#include "pkg/base/text.h"
#include "pkg/exabgp/migrate/migration.h"

namespace vigilcast::exabgp::migrate {
namespace {

using conf::Section;

std::string template_name(Migration& migration, const Node& group) {
  std::string base;
  for (const char c : group.name()) base += std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '_' || c == '.' ? c : '-';
  if (base.empty()) base = "group";
  std::string name = base;
  for (unsigned number = 2; !migration.templates.insert(name).second; ++number) name = base + "-" + std::to_string(number);
  return name;
}

std::string words_of(const Node& node) {
  std::string out;
  for (const conf::Token& word : node.words) out += std::string(word.text) + " ";
  return out;
}

class Group {
 public:
  Group(Migration& migration, const Node& node) : migration_(migration), node_(node) {
    for (const Node& inside : node.inside) (inside.keyword() == "neighbor" ? neighbors_ : common_).push_back(&inside);
  }

  void rewrite() {
    const bool inherits = std::ranges::any_of(common_, [&](const Node* one) { return !is_said_again(*one); });
    const std::string name = inherits ? template_name(migration_, node_) : "";
    for (const Node* neighbor : neighbors_) {
      if (inherits) migration_.insert_first(*neighbor, "inherit " + name + ";");
    }
    for (const Node* one : common_) {
      if (is_said_again(*one)) distribute(*one);
    }
    std::string moved;
    for (const Node* neighbor : neighbors_) moved += cut(*neighbor);
    std::string body = migration_.edits.apply(node_.open, node_.close);
    if (body.find('#', body.rfind('\n') + 1) != std::string::npos) body += "\n";  // a comment would take the braces along
    const std::string front = name.empty() ? trim(body).empty() ? "" : std::string(trim(body)) : "template { neighbor " + name + " {" + body + "} }";
    if (front.empty()) moved.erase(0, moved.find_first_not_of(" \t\r\n"));
    // What stands behind the group in its line is no part of a comment.
    const bool in_line = migration_.behind_comment(node_.end) == node_.end && node_.end < migration_.text().size() && migration_.text()[node_.end] != '\n';
    if (in_line && moved.find('#', moved.rfind('\n') + 1) != std::string::npos) moved += "\n";
    migration_.edits.replace(node_.start, node_.end, front + moved);
  }

 private:
  [[nodiscard]] static const Node* find(const Node& neighbor, std::string_view keyword) {
    for (const Node& one : neighbor.inside) {
      if (word_of_today(Section::neighbor, one.keyword()) == keyword) return &one;
    }
    return nullptr;
  }

  static bool is_merged(std::string_view keyword) { return keyword == "family" || keyword == "capability" || keyword == "add-path"; }

  // By some neighbor itself.
  [[nodiscard]] bool is_said_again(const Node& common) const {
    const std::string_view keyword = word_of_today(Section::group, common.keyword());
    const conf::Keyword* known = conf::find_keyword(Section::neighbor, keyword);
    if (known == nullptr || !(known->once || is_merged(keyword))) return false;
    return std::ranges::any_of(neighbors_, [&](const Node* neighbor) { return find(*neighbor, keyword) != nullptr; });
  }

  // Out of the template, to the neighbors that do not say it.
  void distribute(const Node& common) {
    const std::string_view keyword = word_of_today(Section::group, common.keyword());
    const std::string text = migration_.edits.apply(common.start, common.end);
    for (const Node* neighbor : neighbors_) {
      const Node* own = find(*neighbor, keyword);
      if (own == nullptr) {
        migration_.insert_first(*neighbor, with_less_indent(text, migration_.indent_at(common.start)));
      } else if (common.is_section) {
        merge(common, *own);
      }
    }
    migration_.erase_statement(common);
  }

  // What the group's section says and the neighbor's does not.
  void merge(const Node& common, const Node& own) {
    const bool by_keyword = own.keyword() == "capability";
    for (const Node& one : common.inside) {
      const bool said =
          std::ranges::any_of(own.inside, [&](const Node& other) { return by_keyword ? other.keyword() == one.keyword() : words_of(other) == words_of(one); });
      if (!said) migration_.insert_first(own, migration_.edits.apply(one.start, one.end));
    }
  }

  // With the comments in front of it and behind it; from now on it is not in the group's text.
  std::string cut(const Node& neighbor) {
    const std::size_t from = migration_.behind_comment(neighbor.after);
    const std::string indent = migration_.indent_at(neighbor.start);
    const std::string outer = migration_.indent_at(node_.start);
    const std::size_t end = migration_.behind_comment(neighbor.end);
    std::string text = migration_.edits.apply(from, end);
    if (indent.starts_with(outer)) text = with_less_indent(text, indent.substr(outer.size()));
    if (text.find_first_of('\n') == std::string::npos || text.find_first_not_of(" \t\r\n") == 0) text = "\n" + outer + std::string(trim(text));
    migration_.edits.erase(from, end);
    return text;
  }

  Migration& migration_;
  const Node& node_;
  std::vector<const Node*> common_, neighbors_;
};

}  // namespace

void rewrite_group(Migration& migration, const Node& node) { Group(migration, node).rewrite(); }

}  // namespace vigilcast::exabgp::migrate
