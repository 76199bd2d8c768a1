#include "pkg/config/check.h"

#include "pkg/config/check_judgement.h"
#include "pkg/config/check_kinds.h"
#include "pkg/config/check_timing.h"
#include "pkg/config/values.h"

namespace vigilcast::config {
namespace {

using yaml::Node;

std::vector<Field<CheckDraft>> all_fields() {
  std::vector<Field<CheckDraft>> out;
  for (const CheckKind& kind : check_kinds()) out.push_back(kind.field);
  for (const auto fields : {timing_fields(), judgement_fields()}) out.insert(out.end(), fields.begin(), fields.end());
  return out;
}

// "http, tcp and exec"
std::string kind_names(std::string_view last_word) {
  std::string out;
  for (const CheckKind& kind : check_kinds()) {
    const bool last = &kind == &check_kinds().back();
    if (!out.empty()) out += last ? " " + std::string(last_word) + " " : ", ";
    out += kind.field.doc.key;
  }
  return out;
}

void expect_one_kind(const yaml::Entry& entry, Load& load) {
  std::vector<const Node*> asked;
  for (const CheckKind& kind : check_kinds()) {
    if (const Node* node = entry.value.find(kind.field.doc.key)) asked.push_back(node);
  }
  if (asked.empty()) load.reader.error(entry.key, "this check asks nothing", "give it one of " + kind_names("or") + ", such as tcp: {address: …}");
  if (asked.size() > 1) load.reader.error(*asked[1], "a check is one of " + kind_names("and"), "make two checks and join them with and");
}

}  // namespace

const Table<CheckDraft>& check_table() {
  static const std::vector<Field<CheckDraft>> kFields = all_fields();
  static const Table<CheckDraft> kTable{"check", "One question, which is one of the kinds of probe, with its timing and its rules.", kFields, {}};
  return kTable;
}

CheckDraft read_check(const yaml::Entry& entry, Load& load) {
  CheckDraft check;
  check.name = &entry.key;
  assign(check.spec.name, read_name(entry.key, load));
  read_object(check, entry.value, check_table(), load);
  if (entry.value.kind != Node::Kind::map) return check;
  expect_one_kind(entry, load);
  complete_timing(check, load);
  complete_judgement(check, load);
  return check;
}

}  // namespace vigilcast::config
