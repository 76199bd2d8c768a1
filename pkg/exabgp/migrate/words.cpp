// What takes the place of a statement that the target does not read, as rows. A row without a condition applies where the keyword table says that the target
// has no such keyword.
#include <array>

#include "pkg/base/text.h"
#include "pkg/exabgp/migrate/migration.h"

namespace vigilcast::exabgp::migrate {
namespace {

using conf::Section;

// The keyword alone: its value stays.
void rename(Migration& migration, const Node& node, std::string_view by) {
  const conf::Extent extent = node.words.front().extent;
  migration.edits.replace(extent.offset, extent.offset + extent.length, std::string(by));
}
// Keyword and value.
void say_instead(Migration& migration, const Node& node, std::string_view by) {
  const conf::Token& last = node.words.back();
  migration.edits.replace(node.start, last.extent.offset + last.extent.length, std::string(by));
}
void leave_out(Migration& migration, const Node& node, std::string_view) { migration.erase_statement(node); }
void to_template(Migration& migration, const Node& node, std::string_view) { rewrite_group(migration, node); }
void to_file(Migration& migration, const Node& node, std::string_view) { lift_process(migration, node); }
void complete(Migration& migration, const Node& node, std::string_view) { complete_process(migration, node); }

bool is_all_families(const Migration& migration, const Node& node) {
  return migration.to == Compat::v4_2 && node.inside.size() == 1 && node.inside.front().keyword() == "all";
}
bool is_disabled(const Migration& migration, const Node& node) { return migration.to == Compat::v6 && node.name() == "disable"; }
bool is_too_long(const Migration& migration, const Node& node) {
  return migration.to == Compat::v6 && parse_number<std::uint32_t>(node.name()).value_or(0) > 4095;
}
// 4.2 reads the word, and sends AIGP within its own AS only; that needs none.
bool is_unheeded(const Migration& migration, const Node&) { return migration.from == Compat::v4_2 && migration.to >= Compat::v5_0; }
bool always(const Migration&, const Node&) { return true; }

struct Row {
  Section section;
  std::string_view keyword;
  std::string_view by;  // the words that take its place
  void (*rewrite)(Migration& migration, const Node& node, std::string_view by);
  bool (*applies)(const Migration& migration, const Node& node) = nullptr;
};
constexpr std::array kRows{
    Row{Section::root, "group", "template", to_template},
    Row{Section::root, "process", "", complete, always},
    Row{Section::neighbor, "process", "process of the file", to_file},
    Row{Section::neighbor, "md5", "md5-password", rename},
    Row{Section::neighbor, "ttl-security", "outgoing-ttl", rename},
    Row{Section::neighbor, "peer-updates", "group-updates", rename},
    Row{Section::neighbor, "rate-limit", "rate-limit 0", say_instead, is_disabled},
    Row{Section::neighbor, "family", "nothing, which is all", leave_out, is_all_families},
    Row{Section::family, "minimal", "ipv4 unicast", say_instead},
    Row{Section::family, "inet", "ipv4", rename},
    Row{Section::family, "inet4", "ipv4", rename},
    Row{Section::family, "inet6", "ipv6", rename},
    Row{Section::capability, "aigp", "nothing: 4 does not send it to another AS", leave_out, is_unheeded},
    Row{Section::capability, "graceful-restart", "graceful-restart 4095", say_instead, is_too_long},
};

const Row* find_row(Section section, std::string_view keyword) {
  for (const Row& row : kRows) {
    if (row.keyword == keyword && (row.section == section || (section == Section::group && row.section == Section::neighbor))) return &row;
  }
  return nullptr;
}

}  // namespace

std::string_view word_of_today(Section section, std::string_view keyword) {
  const Row* row = find_row(section, keyword);
  return row != nullptr && row->rewrite == rename ? row->by : keyword;
}

void rewrite_statement(Migration& migration, Section section, const Node& node) {
  const Row* row = find_row(section, node.keyword());
  if (row == nullptr) return;
  const conf::Keyword* known = conf::find_keyword(row->section, row->keyword);
  const bool applies = row->applies != nullptr ? row->applies(migration, node) : known != nullptr && !migration.target_reads(known->versions);
  if (!applies) return;
  // The value stays unsaid: it may be a password.
  if (!row->by.empty()) migration.note(node, std::string(row->keyword) + " -> " + std::string(row->by));
  row->rewrite(migration, node, row->by);
}

}  // namespace vigilcast::exabgp::migrate
