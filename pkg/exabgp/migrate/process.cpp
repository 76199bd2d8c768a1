// Processes: where they stand, and what a neighbor's api section says of them from 4 on.
#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <functional>

#include "pkg/base/text.h"
#include "pkg/exabgp/migrate/migration.h"
#include "pkg/exabgp/print/tree.h"

namespace vigilcast::exabgp::migrate {
namespace {

using print::Line;
using print::Lines;

// What a word inside a process of 3.4 asks for.
struct Row {
  std::string_view keyword;
  std::string_view section;  // of the api; empty: the api itself
  std::array<std::string_view, 2> words;
  bool changes = false;  // neighbor-changes as well
};
constexpr std::array kRows{
    Row{"neighbor-changes", "", {}, true},
    Row{"receive-parsed", "receive", {"parsed"}},
    Row{"receive-packets", "receive", {"packets"}},
    Row{"receive-routes", "receive", {"parsed", "update"}},
    Row{"parse-routes", "receive", {"parsed", "update"}},
    Row{"peer-updates", "receive", {"parsed", "update"}, true},
    Row{"receive-operational", "receive", {"parsed", "operational"}},
    Row{"send-packets", "send", {"packets"}},
};

const Row* find_row(std::string_view keyword) {
  const auto* found = std::ranges::find(kRows, keyword, &Row::keyword);
  return found == kRows.end() ? nullptr : found;
}

bool is_direction(const Node& node) { return node.is_section && (node.keyword() == "receive" || node.keyword() == "send"); }
bool is_older(const Node& node) { return find_row(node.keyword()) != nullptr || is_direction(node); }

void say_once(Lines& to, std::string_view keyword) {
  if (std::ranges::find(to, keyword, &Line::keyword) == to.end()) to.push_back({std::string(keyword), {}, Line::Form::words, false, {}});
}

Line& section_of(Lines& to, std::string_view keyword) {
  const auto found = std::ranges::find(to, keyword, &Line::keyword);
  return found != to.end() ? *found : print::last_section(to, keyword);
}

void add_direction(Lines& api, const Node& node) {
  for (const Node& word : node.inside) {
    const std::string value = to_lower(word.name());
    if (value == "false" || value == "disable" || value == "disabled") continue;
    if (word.keyword() != "updates") {
      say_once(section_of(api, node.keyword()).inside, word.keyword());
      continue;
    }
    say_once(api, "neighbor-changes");  // the guide's word
    for (const std::string_view meant : {"parsed", "update"}) say_once(section_of(api, node.keyword()).inside, meant);
  }
}

// What an api section says for it.
Line api_section(const Node& process) {
  Line api{"api", {}, Line::Form::section, false, {}};
  api.inside.push_back({"processes", {std::string(process.name())}, Line::Form::list, false, {}});
  for (const Node& node : process.inside) {
    if (is_direction(node)) add_direction(api.inside, node);
    const Row* row = find_row(node.keyword());
    if (row == nullptr) continue;
    if (row->changes) say_once(api.inside, "neighbor-changes");
    for (const std::string_view word : row->words) {
      if (!word.empty()) say_once(section_of(api.inside, row->section).inside, word);
    }
  }
  return api;
}

std::string text_of(const Lines& lines) {
  std::string out = print::as_text(lines);
  out.pop_back();  // the last line end
  return out;
}

// In lines of their own where the statement has one.
void insert_behind(Migration& migration, const Node& node, const Lines& lines) {
  const std::string indent = migration.indent_at(node.start);
  if (!indent.empty()) return migration.edits.insert(migration.behind_comment(node.end), "\n" + indent + with_more_indent(text_of(lines), indent));
  const std::string text = text_of(lines);
  std::string inline_text;
  for (const std::string_view word : words(text)) inline_text += " " + std::string(word);
  migration.edits.insert(node.end, inline_text);
}

bool is_bracket(const conf::Token& word) { return word.text == "[" || word.text == "]" || word.text == ","; }

// Who is named by an expression only is told nothing: what it asks for needs a section that names it.
bool is_matched(const Node& names, std::string_view process) {
  return std::ranges::any_of(names.words.begin() + 1, names.words.end(), [&](const conf::Token& word) {
    const re2::RE2 pattern(word.text, re2::RE2::Quiet);
    return !is_bracket(word) && pattern.ok() && pattern.Match(process, 0, process.size(), re2::RE2::ANCHOR_START, nullptr, 0);
  });
}

// Into the section itself where it is for this process alone and says nothing else; else into one of its own beside it.
void tell_api_section(Migration& migration, const Node& section, const Node& process) {
  for (const Node& names : section.inside) {
    if (names.keyword() == "processes-match" && is_matched(names, process.name())) return insert_behind(migration, section, {api_section(process)});
    if (names.keyword() != "processes" || std::ranges::find(names.words, process.name(), &conf::Token::text) == names.words.end()) continue;
    const Line said = api_section(process);
    const bool alone = section.inside.size() == 1 && std::ranges::count_if(names.words, std::not_fn(is_bracket)) == 2;
    return alone ? insert_behind(migration, names, {said.inside.begin() + 1, said.inside.end()}) : insert_behind(migration, section, {said});
  }
}

// Comments would go with what they stand in.
std::string comments_in(std::string_view text) {
  std::string out;
  for (const std::string_view line : split(text, '\n')) {
    if (const std::string_view comment = trim(line); comment.starts_with('#')) out += std::string(comment) + "\n";
  }
  return out;
}

}  // namespace

void tell_api_sections(Migration& migration, const std::vector<Node>& nodes, const Node& process) {
  if (std::ranges::none_of(process.inside, is_older)) return;
  for (const Node& node : nodes) {
    if (node.is_section && node.keyword() == "api") {
      tell_api_section(migration, node, process);
    } else {
      tell_api_sections(migration, node.inside, process);
    }
  }
}

void complete_process(Migration& migration, const Node& node) {
  const bool says_encoder = std::ranges::any_of(node.inside, [](const Node& one) { return one.keyword() == "encoder"; });
  const auto run = std::ranges::find(node.inside, std::string_view("run"), &Node::keyword);
  if (!says_encoder && run != node.inside.end()) {
    const std::string indent = migration.indent_at(run->start);
    migration.edits.insert(run->end, indent.empty() ? " encoder text;" : "\n" + indent + "encoder text;");
    migration.note(*run, "encoder text, which 3.4 does not have to say");
  }
  for (const Node& one : node.inside) {
    if (!is_older(one)) continue;
    migration.erase_statement(one);
    migration.note(one, std::string(one.keyword()) + " -> the api sections of the neighbors that name the process");
  }
}

void lift_process(Migration& migration, const Node& node) {
  const std::string indent = migration.indent_at(node.start);
  const std::string outer = migration.indent_at(migration.top->start);
  std::string api = with_more_indent(text_of({api_section(node)}), indent);
  if (migration.lifted.emplace(node.name()).second) {
    complete_process(migration, node);
    const std::string less = indent.starts_with(outer) ? indent.substr(outer.size()) : "";
    const std::string moved = with_less_indent(migration.edits.apply(node.start, node.end), less);
    migration.edits.insert(migration.behind_comment(migration.top->end), "\n" + outer + moved);
  } else if (const std::string comments = comments_in(migration.text().substr(node.start, node.end - node.start)); !comments.empty()) {
    api = with_more_indent(comments, indent) + api;
  }
  migration.edits.replace(node.start, node.end, api);
}

}  // namespace vigilcast::exabgp::migrate
