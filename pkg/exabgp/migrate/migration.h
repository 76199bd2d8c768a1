// One file being migrated: what every rewriting needs.
#pragma once

#include <set>

#include "pkg/exabgp/conf/keywords.h"
#include "pkg/exabgp/migrate/conf.h"
#include "pkg/exabgp/migrate/edits.h"
#include "pkg/exabgp/migrate/node.h"

namespace vigilcast::exabgp::migrate {

struct Migration {
  const conf::Source& source;
  Compat from, to;
  Edits edits;
  std::vector<Change> changes;
  std::set<std::string, std::less<>> lifted;     // processes that were put at the top of the file
  std::set<std::string, std::less<>> templates;  // names that are taken
  const Node* top = nullptr;                     // the statement of the file that is being read

  [[nodiscard]] bool target_reads(conf::Versions versions) const { return (versions & conf::versions_of(to)) != 0; }
  [[nodiscard]] std::string_view text() const { return edits.text(); }
  void note(const Node& node, std::string text) { changes.push_back({source.line_of(node.start), std::move(text)}); }

  // The blanks in front of what is there, when nothing else is in front of it.
  [[nodiscard]] std::string indent_at(std::size_t offset) const;
  // The end of the line, when nothing but a comment comes behind `offset`; else `offset`.
  [[nodiscard]] std::size_t behind_comment(std::size_t offset) const;
  // With its line, when that has nothing else.
  void erase_statement(const Node& node);
  // As the first statement of a section.
  void insert_first(const Node& section, const std::string& statement);

  void rewrite(conf::Section section, const std::vector<Node>& nodes);
};

// By its row, if it has one and the target does not read what is there.
void rewrite_statement(Migration& migration, conf::Section section, const Node& node);
// The word of today for a keyword of 3.4: md5 is md5-password.
std::string_view word_of_today(conf::Section section, std::string_view keyword);
// Values of a route whose form the target does not read, or reads as something else.
void rewrite_route(Migration& migration, const Node& node);
void rewrite_values(Migration& migration, const Node& node);  // of its own words

// A process inside a neighbor becomes one of the file, behind the statement that it was in, and an api section that names it.
void lift_process(Migration& migration, const Node& node);
// What a process of the file asks for is said by the api sections in `nodes` that name it. Before anything is rewritten: a group is copied as it stands.
void tell_api_sections(Migration& migration, const std::vector<Node>& nodes, const Node& process);
// A process of the file: what 3.4 had in it goes, and the encoder is said.
void complete_process(Migration& migration, const Node& node);
// A group becomes a template, and neighbors that inherit it.
void rewrite_group(Migration& migration, const Node& node);

// `text` with `indent` less, or more, in front of every line but the first.
std::string with_less_indent(const std::string& text, const std::string& indent);
std::string with_more_indent(const std::string& text, const std::string& indent);

}  // namespace vigilcast::exabgp::migrate
