#include "pkg/config/check.h"

#include <algorithm>
#include <array>

#include "pkg/config/check_kinds.h"
#include "pkg/config/values.h"

namespace vigilcast::config {
namespace {

using yaml::Node;

constexpr Duration kShortest = std::chrono::milliseconds(1);
constexpr Duration kLongest = std::chrono::hours(24);
constexpr unsigned kMostInARow = 1000;

constexpr std::array kTimingFields{
    Field<CheckDraft>{{.key = "interval", .kind = Kind::duration, .fallback = "1s", .text = "From one probe to the next while nothing changes."},
                      [](CheckDraft& check, const Node& node, Load& load) {
                        check.interval = &node;
                        assign(check.spec.interval, load.reader.duration(node, kShortest, kLongest));
                      }},
    Field<CheckDraft>{{.key = "fast",
                       .kind = Kind::duration,
                       .fallback = "200ms, or `interval` if that is shorter",
                       .text = "The interval while a change of verdict is pending."},
                      [](CheckDraft& check, const Node& node, Load& load) {
                        check.fast = &node;
                        assign(check.spec.fast, load.reader.duration(node, kShortest, kLongest));
                      }},
    Field<CheckDraft>{{.key = "timeout",
                       .kind = Kind::duration,
                       .fallback = "800ms, or `interval` if that is shorter",
                       .text = "A probe without an answer for this long has failed."},
                      [](CheckDraft& check, const Node& node, Load& load) {
                        check.timeout = &node;
                        assign(check.spec.timeout, load.reader.duration(node, kShortest, kLongest));
                      }},
    Field<CheckDraft>{{.key = "rise", .kind = Kind::integer, .fallback = "3", .text = "Passes in a row that make the check up."},
                      [](CheckDraft& check, const Node& node, Load& load) { assign(check.spec.rise, read_number<unsigned>(node, load, 1, kMostInARow)); }},
    Field<CheckDraft>{{.key = "fall", .kind = Kind::integer, .fallback = "3", .text = "Failures in a row that make the check down."},
                      [](CheckDraft& check, const Node& node, Load& load) { assign(check.spec.fall, read_number<unsigned>(node, load, 1, kMostInARow)); }},
};

// How often and how patiently, together.
void complete(CheckDraft& check, Load& load) {
  health::CheckSpec& spec = check.spec;
  if (check.fast == nullptr) spec.fast = std::min(spec.fast, spec.interval);
  if (check.timeout == nullptr) spec.timeout = std::min(spec.timeout, spec.interval);
  if (check.fast != nullptr && spec.fast > spec.interval) {
    load.reader.error(*check.fast, "fast (" + format_duration(spec.fast) + ") is longer than interval (" + format_duration(spec.interval) + ")",
                      "a pending change is looked at more often, not less");
  }
  if (check.timeout != nullptr && spec.timeout > spec.interval) {
    load.reader.warning(*check.timeout, "timeout (" + format_duration(spec.timeout) + ") is longer than interval (" + format_duration(spec.interval) + ")",
                        "a probe that hangs delays the ones after it: a check never asks twice at once");
  }
}

std::vector<Field<CheckDraft>> all_fields() {
  std::vector<Field<CheckDraft>> out;
  for (const CheckKind& kind : check_kinds()) out.push_back(kind.field);
  out.insert(out.end(), kTimingFields.begin(), kTimingFields.end());
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
  static const Table<CheckDraft> kTable{"check", "One question, which is one of the kinds of probe, with its timing.", kFields, {}};
  return kTable;
}

CheckDraft read_check(const yaml::Entry& entry, Load& load) {
  CheckDraft check;
  check.name = &entry.key;
  assign(check.spec.name, read_name(entry.key, load));
  read_object(check, entry.value, check_table(), load);
  if (entry.value.kind != Node::Kind::map) return check;
  expect_one_kind(entry, load);
  complete(check, load);
  return check;
}

}  // namespace vigilcast::config
