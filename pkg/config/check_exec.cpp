// The program that a check runs.
#include <array>

#include "pkg/config/check_kinds.h"

namespace vigilcast::config {
namespace {

using yaml::Node;

// The same word may be there twice.
void set_command(health::ExecProbe& probe, const Node& node, Load& load) {
  const auto* items = load.reader.list(node, "a list of words, the program first");
  if (items == nullptr) return;
  for (const Node& item : *items) {
    if (auto word = load.reader.text(item)) probe.command.push_back(*std::move(word));
  }
  if (items->empty()) return load.reader.error(node, "the command names no program", "[/bin/sh, -c, \"…\"]");
  if (probe.command.empty() || probe.command.front().starts_with('/')) return;
  load.reader.error(items->front(), "'" + probe.command.front() + "' is no whole path, and nobody looks for the program",
                    "a shell does: [/bin/sh, -c, \"" + probe.command.front() + " …\"]");
}

constexpr std::array kFields{
    Field<health::ExecProbe>{
        {.key = "command",
         .shape = Shape::list,
         .required = true,
         .text = "The program, with its whole path, and its arguments, as they are: no shell reads them. Exit code 0 is a pass. It runs as "
                 "vigilcast does, reads nothing, and is killed with its process group when it takes longer than `timeout`."},
        set_command},
};

const Table<health::ExecProbe>& exec_table() {
  static constexpr Table<health::ExecProbe> kTable{"exec", "A program that is run.", kFields, {}};
  return kTable;
}

}  // namespace

CheckKind exec_kind() {
  return {{{.key = "exec", .kind = Kind::object, .object = "exec", .text = "A program that is run."}, set_probe<health::ExecProbe, exec_table>},
          [] { return std::vector{doc_of(exec_table())}; }};
}

}  // namespace vigilcast::config
