// operational { asm afi ipv4 safi unicast advisory "…"; rpcq afi ipv4 safi unicast sequence 7; }: what a peer that knows OPERATIONAL messages is told.
#include <algorithm>

#include "pkg/base/text.h"
#include "pkg/exabgp/conf/handlers.h"
#include "pkg/exabgp/conf/operational_text.h"

namespace vigilcast::exabgp::conf {
namespace {

// Of several lasting ones of a family the last one counts.
void keep(std::vector<bgp::Operational>& all, bgp::Operational message) {
  if (message.lasts()) {
    std::erase_if(all, [&](const bgp::Operational& other) { return other.lasts() && other.family == message.family; });
  }
  all.push_back(std::move(message));
}

}  // namespace

void on_operational(Context& context, const Call& call) {
  report_extra(context, call, 0);
  Context inside = context.inside(call.statement);
  read_section(inside, Section::operational, call.statement.body);
}

void on_operational_message(Context& context, const Call& call) {
  const std::span<const Token> tokens = call.statement.arguments();
  std::vector<std::string_view> words;
  for (const Token& token : tokens) words.push_back(token.text);
  auto read = read_operational(*bgp::find_operational(call.keyword.name), words);
  if (!read) {
    const OperationalMistake& mistake = read.error();
    const Extent where = mistake.word < tokens.size() ? tokens[mistake.word].extent : call.statement.extent();
    const std::string usage = "write: " + std::string(call.keyword.name) + " " + std::string(call.keyword.value) + ";";
    context.report().error(where, mistake.text, mistake.hint.empty() ? usage : mistake.hint);
    return;
  }
  // ExaBGP reads a router-id behind all that and sends its own.
  const auto rest = tokens.subspan(read->used);
  if (!rest.empty()) context.report().warning(rest.front().extent, "what follows is not sent, as in ExaBGP: " + printable_words(rest));
  keep(context.neighbor->peer.operational_messages, std::move(read->message));
}

}  // namespace vigilcast::exabgp::conf
