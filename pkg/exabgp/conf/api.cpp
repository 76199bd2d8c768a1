#include <algorithm>

#include "pkg/base/text.h"
#include "pkg/exabgp/conf/handlers.h"

namespace vigilcast::exabgp::conf {
namespace {

void read_direction(Context& context, const Call& call, model::MessageSelection& into) {
  report_extra(context, call, 0);
  Context inside = context.inside(call.statement);
  inside.messages = &into;
  read_section(inside, Section::messages, call.statement.body);
}

// The name of a section is for people only, but has its rules.
void judge_name(Context& context, const Token& name) {
  const std::string text = printable(name.text);
  if (!is_name(name.text)) context.report().error(name.extent, "\"" + text + "\" is not a name for an api section", "letters, digits, . - and _ are allowed");
  const auto [first, fresh] = context.load.api_names.emplace(name.text, name.extent.offset);
  if (fresh || first->second == name.extent.offset) return;  // a template's, once more
  context.report().liberty(name.extent, "there is an api section \"" + text + "\" already: ExaBGP does not read a second one", "give one of them another name");
}

}  // namespace

// What one api section says concerns the processes that it names; a neighbor may have several sections.
void on_api(Context& context, const Call& call) {
  if (call.statement.arguments().size() > 1) report_extra(context, call, 1);
  if (!call.statement.arguments().empty()) judge_name(context, call.statement.arguments().front());
  Api api;
  Context inside = context.inside(call.statement);
  inside.api = &api;
  inside.wants = &api.wants;
  read_section(inside, Section::api, call.statement.body);
  const auto patterns = std::ranges::count_if(api.processes, &NamedProcess::pattern);
  if (patterns != 0 && static_cast<std::size_t>(patterns) != api.processes.size() && context.load.compat == Compat::v5_0) {
    context.report().error(call.statement.extent(), "ExaBGP 5.0 does not read processes beside processes-match", "write two api sections, or one of the two");
  }
  for (NamedProcess& process : api.processes) {
    if (!process.pattern) process.wants = api.wants;
    context.neighbor->processes.push_back(std::move(process));
  }
}

void on_processes(Context& context, const Call& call) {
  for (const Token* word : list_words(context, call, false)) context.api->processes.push_back({std::string(word->text), word->extent, {}});
}

// The helpers whose names begin with what the expression says. They may command this neighbor and are told nothing, as in ExaBGP.
void on_processes_match(Context& context, const Call& call) {
  for (const Token* word : list_words(context, call, false)) context.api->processes.push_back({std::string(word->text), word->extent, {}, true});
}

void on_send(Context& context, const Call& call) { read_direction(context, call, context.wants->send); }
void on_receive(Context& context, const Call& call) { read_direction(context, call, context.wants->receive); }

}  // namespace vigilcast::exabgp::conf
