// help: the table, as ExaBGP prints its own.
#include <algorithm>

#include "pkg/exabgp/api/command.h"

namespace vigilcast::exabgp {
namespace {

std::string help_line(const Command& command, Compat compat) {
  const bool peer = command.grammar == Grammar::tree || compat == Compat::v6;
  const std::string_view selector = !command.selective ? "" : peer ? "peer <ip>|* [filters] " : "[neighbor <ip> [filters]] ";
  return std::string(selector) + std::string(command.words) + " " + std::string(command.usage);
}

}  // namespace

Result<Done> show_help(const Call& call) {
  Done done;
  done.lines = {"",
                "available API commands are listed here:",
                "=======================================",
                "",
                "filter can be: [local-ip <ip>][local-as <asn>][peer-as <asn>][router-id <router-id>]",
                "",
                "command are:",
                "------------",
                "",
                "# "};
  const auto first = done.lines.size();
  for (const Command& command : commands()) {
    const bool shown = command.grammar == Grammar::both || (command.grammar == Grammar::tree) == (call.compat == Compat::v6) || call.compat == Compat::auto_;
    if (shown && knows(call.compat, command)) done.lines.push_back(help_line(command, call.compat));
  }
  std::sort(done.lines.begin() + static_cast<std::ptrdiff_t>(first), done.lines.end());
  done.lines.emplace_back();
  return done;
}

}  // namespace vigilcast::exabgp
