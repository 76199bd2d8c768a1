#include <algorithm>

#include "pkg/base/text.h"
#include "pkg/exabgp/conf/handlers.h"

namespace vigilcast::exabgp::conf {
namespace {

// The process that a section defines; nothing when it has no name.
std::optional<Process> read_process(Context& context, const Call& call) {
  const Token* name = single_word(context, call);
  if (name == nullptr) return std::nullopt;
  if (name->text.empty() || printable(name->text) != name->text) {
    context.report().error(name->extent, "this is not a name for a process", "letters, digits, . - and _ are always good");
    return std::nullopt;
  }
  Process out;
  out.spec.name = name->text;
  out.spec.directory = context.load.directory;
  out.extent = call.statement.extent();
  Context inside = context.inside(call.statement);
  inside.process = &out;
  inside.wants = &out.wants;
  read_section(inside, Section::process, call.statement.body);
  const auto keywords = keywords_in(context, call.statement.body);
  const auto says = [&](std::string_view keyword) { return std::ranges::find(keywords, keyword) != keywords.end(); };
  if (!says("run")) { context.report().error(call.statement.extent(), inside.path + " has no run: there is nothing to start", "add: run /path/to/program;"); }
  if (!says("encoder") && (context.load.versions & (kIn34 | kIn6)) == 0) {
    context.report().error(call.statement.extent(), inside.path + " has no encoder", "add: encoder text; or encoder json;");
  }
  return out;
}

std::vector<Process>::iterator find_process(Load& load, std::string_view name) {
  return std::ranges::find_if(load.processes, [&](const Process& process) { return process.spec.name == name; });
}

void report_again(Context& context, const Process& process) {
  context.report().error(process.extent, "there is a process \"" + process.spec.name + "\" already", "give one of them another name");
}

}  // namespace

void on_process(Context& context, const Call& call) {
  auto process = read_process(context, call);
  if (!process) return;
  if (find_process(context.load, process->spec.name) != context.load.processes.end()) return report_again(context, *process);
  context.load.processes.push_back(std::move(*process));
}

// The 3.x form. Several neighbors of one group have the process of their group in common.
void on_neighbor_process(Context& context, const Call& call) {
  auto process = read_process(context, call);
  if (!process) return;
  const auto known = find_process(context.load, process->spec.name);
  context.neighbor->processes.push_back({process->spec.name, call.statement.words.back().extent, process->wants});
  process->wants = {};  // said for this neighbor alone
  if (known == context.load.processes.end()) {
    context.load.processes.push_back(std::move(*process));
  } else if (known->spec != process->spec) {
    report_again(context, *process);
  }
}

void on_run(Context& context, const Call& call) {
  context.process->run = call.statement.extent();
  auto& run = context.process->spec.run;
  run.clear();
  for (const Token& word : call.statement.arguments()) run.emplace_back(word.text);
  if (run.empty()) single_word(context, call);
  if (!run.empty() && run.front().empty()) context.report().error(call.statement.extent(), "the program has no name", "write: run PROGRAM ARGUMENTS;");
}

// `receive` and `send` inside a process: 3.x has them there, and so has the guide.
void on_process_direction(Context& context, const Call& call) {
  report_extra(context, call, 0);
  Context inside = context.inside(call.statement);
  inside.messages = call.keyword.name == "send" ? &context.wants->send : &context.wants->receive;
  const auto keywords = keywords_in(context, call.statement.body);
  const bool guide = std::ranges::find(keywords, "updates") != keywords.end();
  const std::string name(call.keyword.name);
  if (!context.load.lenient() && (guide || context.load.compat != Compat::v3_4)) {
    return context.report().error(call.statement.extent(),
                                  "ExaBGP " + std::string(compat_name(context.load.compat)) + " has no \"" + name + "\" inside a process");
  }
  if (guide) {
    context.report().warning(call.statement.extent(), "\"" + name + "\" inside a process is no form of ExaBGP's: it is read as its guide shows it",
                             "the usual form, in the neighbor: api { processes [ … ]; neighbor-changes; receive { parsed; update; } }");
  } else if (context.load.lenient()) {
    context.report().warning(call.statement.extent(), "\"" + name + "\" inside a process is ExaBGP 3's form", "write it in the api section of the neighbor");
  }
  read_section(inside, Section::process_messages, call.statement.body);
}

// The word that only the guide has, which also documents the shape of the JSON and the state messages that its scripts read.
void on_updates(Context& context, const Call& call) {
  report_extra(context, call, 0);
  context.process->spec.shape = model::Shape::guide;
  context.wants->neighbor_changes = true;
  context.messages->parsed = true;
  context.messages->update = true;
}

void on_receive_parsed(Context& context, const Call&) { context.wants->receive.parsed = true; }
void on_receive_packets(Context& context, const Call&) { context.wants->receive.packets = true; }
void on_receive_routes(Context& context, const Call&) { context.wants->receive.parsed = context.wants->receive.update = true; }
void on_peer_updates(Context& context, const Call& call) {
  on_receive_routes(context, call);
  context.wants->neighbor_changes = true;
}
void on_receive_operational(Context& context, const Call&) { context.wants->receive.parsed = context.wants->receive.operational = true; }
void on_send_packets(Context& context, const Call&) { context.wants->send.packets = true; }

}  // namespace vigilcast::exabgp::conf
