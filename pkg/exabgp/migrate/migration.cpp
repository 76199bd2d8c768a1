#include "pkg/exabgp/migrate/migration.h"

#include "pkg/base/text.h"
#include "pkg/exabgp/conf/lexer.h"

namespace vigilcast::exabgp::migrate {
namespace {

using conf::Section;

constexpr std::string_view kBlank = " \t";

bool is_route(Section section) {
  return section == Section::static_routes || section == Section::flow || section == Section::l2vpn || section == Section::announce_ipv4 ||
         section == Section::announce_ipv6 || section == Section::announce_l2vpn;
}

}  // namespace

std::string Migration::indent_at(std::size_t offset) const {
  const std::string_view before = text().substr(0, offset);
  const std::size_t line = before.rfind('\n') == std::string_view::npos ? 0 : before.rfind('\n') + 1;
  const std::string_view blanks = before.substr(line);
  return blanks.find_first_not_of(kBlank) == std::string_view::npos ? std::string(blanks) : "";
}

std::size_t Migration::behind_comment(std::size_t offset) const {
  const std::size_t end = std::min(text().find('\n', offset), text().size());
  const std::string_view rest = trim(text().substr(offset, end - offset));
  return rest.empty() || rest.front() == '#' ? end : offset;
}

void Migration::erase_statement(const Node& node) {
  const std::size_t line = node.start - indent_at(node.start).size();
  const std::size_t end = std::min(text().find('\n', node.end), text().size());
  const bool alone = (line == 0 || text()[line - 1] == '\n') && trim(text().substr(node.end, end - node.end)).empty();
  if (alone && end < text().size()) return edits.erase(line, end + 1);
  const std::size_t last = node.start == 0 ? std::string_view::npos : text().find_last_not_of(kBlank, node.start - 1);
  edits.erase(last == std::string_view::npos ? node.start : last + 1, node.end);
}

void Migration::insert_first(const Node& section, const std::string& statement) {
  const std::size_t at = behind_comment(section.open);
  const bool own_lines = at != section.open || (at < text().size() && text()[at] == '\n');
  if (!own_lines) return edits.insert(at, " " + statement);
  const std::string inner = section.inside.empty() ? "" : indent_at(section.inside.front().start);
  const std::string indent = inner.empty() ? indent_at(section.start) + "    " : inner;
  edits.insert(at, "\n" + indent + with_more_indent(statement, indent));
}

void Migration::rewrite(Section section, const std::vector<Node>& nodes) {
  for (const Node& node : nodes) {
    if (section == Section::root) top = &node;
    if (is_route(section)) {
      rewrite_route(*this, node);
      continue;
    }
    if (const auto inside = conf::section_inside(section, node.keyword()); inside && node.is_section) rewrite(*inside, node.inside);
    rewrite_statement(*this, section, node);
  }
}

std::string with_less_indent(const std::string& text, const std::string& indent) {
  std::string out = text;
  for (std::size_t at = out.find('\n'); at != std::string::npos && !indent.empty(); at = out.find('\n', at + 1)) {
    if (out.compare(at + 1, indent.size(), indent) == 0) out.erase(at + 1, indent.size());
  }
  return out;
}

std::string with_more_indent(const std::string& text, const std::string& indent) {
  std::string out = text;
  for (std::size_t at = out.find('\n'); at != std::string::npos; at = out.find('\n', at + 1)) out.insert(at + 1, indent);
  return out;
}

Migrated migrate_conf(std::string_view text, Compat from, Compat to) {
  const conf::Source source("", text);
  conf::Report report(source);
  conf::Lexer lexer(source, report);
  const std::vector<Node> nodes = read_nodes(lexer);
  Migration migration{source, from, to, Edits(text), {}, {}, {}, nullptr};
  for (const Node& node : nodes) {
    if (node.keyword() != "template") continue;
    for (const Node& named : node.inside) migration.templates.emplace(named.name());
  }
  for (const Node& node : nodes) {
    if (node.keyword() == "process") tell_api_sections(migration, nodes, node);
  }
  migration.rewrite(Section::root, nodes);
  std::ranges::stable_sort(migration.changes, {}, &Change::line);
  return {migration.edits.apply(), std::move(migration.changes)};
}

}  // namespace vigilcast::exabgp::migrate
