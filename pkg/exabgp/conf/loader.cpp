#include "pkg/exabgp/conf/loader.h"

#include <re2/re2.h>

#include <algorithm>

#include "pkg/base/text.h"
#include "pkg/exabgp/conf/context.h"

namespace vigilcast::exabgp {
namespace {

using namespace conf;

std::string folder_of(std::string_view file_name) {
  const std::size_t slash = file_name.rfind('/');
  if (slash == std::string_view::npos) return {};
  return std::string(file_name.substr(0, std::max<std::size_t>(slash, 1)));
}

void join(model::MessageSelection& to, const model::MessageSelection& from) {
  to.parsed |= from.parsed;
  to.packets |= from.packets;
  to.consolidate |= from.consolidate;
  to.open |= from.open;
  to.update |= from.update;
  to.notification |= from.notification;
  to.keepalive |= from.keepalive;
  to.refresh |= from.refresh;
  to.operational |= from.operational;
}

void join(model::Subscription& to, const model::Subscription& from) {
  join(to.send, from.send);
  join(to.receive, from.receive);
  to.neighbor_changes |= from.neighbor_changes;
  to.negotiated |= from.negotiated;
  to.fsm |= from.fsm;
  to.signal |= from.signal;
}

void report_undefined(Load& load, const Use& use) {
  std::vector<std::string_view> names;
  for (const Process& process : load.processes) names.push_back(process.spec.name);
  const auto near = nearest(use.process.name, names);
  const std::string name = printable(use.process.name);
  const std::string text = use.neighbor + " uses the process \"" + name + "\", which is not defined";
  const std::string hint = near ? "did you mean \"" + *near + "\"?" : "add: process " + name + " { run /path/to/program; encoder text; }";
  if (load.compat == Compat::v6) {
    load.report.warning(use.process.extent, text, hint);
  } else {
    load.report.error(use.process.extent, text, hint);
  }
}

// The processes whose names begin with what the expression says.
Result<std::vector<const Process*>> match_names(const std::string& expression, const std::vector<Process>& processes) {
  const re2::RE2 pattern(expression, re2::RE2::Quiet);
  const auto wrong = pattern.error_code();
  if (wrong == re2::RE2::ErrorBadPerlOp || wrong == re2::RE2::ErrorBadEscape) {
    return fail(
        "\"" + printable(expression) + "\" has \"" + printable(pattern.error_arg()) + "\", which is not read here: no look-around and no back reference is", {},
        "name the helpers: processes [ NAME NAME ];");
  }
  if (!pattern.ok()) {
    return fail("\"" + printable(expression) + "\" is not a regular expression: " + pattern.error(), {},
                "write for example: processes-match [ \"^announce-.*\" ];");
  }
  std::vector<const Process*> out;
  for (const Process& process : processes) {
    const std::string& name = process.spec.name;
    if (pattern.Match(name, 0, name.size(), re2::RE2::ANCHOR_START, nullptr, 0)) out.push_back(&process);
  }
  return out;
}

void attach_one(Load& load, const Use& use, const Process& process) {
  auto& all = load.config.attachments;
  auto found = std::ranges::find_if(all, [&](const model::Attachment& a) { return a.process == process.spec.name && a.peer == use.peer; });
  if (found == all.end()) found = all.insert(all.end(), {process.spec.name, use.peer, {}});
  join(found->wants, use.process.wants);
  join(found->wants, process.wants);
}

void attach_matching(Load& load, const Use& use) {
  const auto names = match_names(use.process.name, load.processes);
  if (!names) return load.report.error(use.process.extent, names.error().text, names.error().hint);
  for (const Process* process : *names) attach_one(load, use, *process);
  if (!names->empty()) return;
  const std::string text = "no process has a name that begins like \"" + printable(use.process.name) + "\"";
  if (load.compat == Compat::v5_0) {
    load.report.error(use.process.extent, text);
  } else {
    load.report.warning(use.process.extent, text);
  }
}

// Which process is told what by which neighbor. A process named twice by a neighbor gets the sum.
void attach(Load& load) {
  for (const Use& use : load.uses) {
    if (use.process.pattern) {
      attach_matching(load, use);
      continue;
    }
    const auto process = std::ranges::find_if(load.processes, [&](const Process& p) { return p.spec.name == use.process.name; });
    if (process == load.processes.end()) {
      report_undefined(load, use);
    } else {
      attach_one(load, use, *process);
    }
  }
  for (Process& process : load.processes) load.config.processes.push_back(std::move(process.spec));
}

void judge_programs(Load& load, const JudgeProgram& judge) {
  for (const Process& process : load.processes) {
    const bool unsaid = process.spec.run.empty() || process.spec.run.front().empty();  // reported already
    const auto good = unsaid ? Result<void>{} : judge(process.spec);
    if (!good) load.report.liberty(process.run, "this program cannot be started: " + good.error().to_string(), good.error().hint);
  }
}

model::Loaded load(std::string_view file_name, SourceText text, const Settings& settings, Compat compat, Places* places, const JudgeProgram& judge) {
  Source source(file_name, std::move(text));
  Report report(source, compat != Compat::auto_);
  Lexer lexer(source, report);
  Load load{source, report, lexer, settings, compat, versions_of(compat), folder_of(file_name), {}, {}, {}, {}, {}, {}, {}, {}, {}, places};
  const Block file{{}, lexer.position(), 0, false, 0};
  if (lexer.next().kind == Token::Kind::end) report.file_error("there is nothing in this file", "a neighbor section is the least that is needed");
  Context context{load, {}};
  read_section(context, Section::root, file);
  if (places != nullptr) {
    for (const Process& process : load.processes) places->processes[process.spec.name] = source.line_of(process.extent.offset);
  }
  if (judge) judge_programs(load, judge);
  attach(load);
  for (const IpAddress& address : settings.tcp_bind()) load.config.listen.push_back({address, settings.tcp_port()});
  return {std::move(load.config), report.take()};
}

}  // namespace

model::Loaded load_conf(std::string_view file_name, std::string_view text, const Settings& settings, Compat compat) {
  return load(file_name, SourceText{text, {}, {}}, settings, compat, nullptr, {});
}

model::Loaded load_conf(std::string_view file_name, SourceText text, const Settings& settings, Compat compat, const JudgeProgram& judge) {
  return load(file_name, std::move(text), settings, compat, nullptr, judge);
}

model::Loaded load_conf(std::string_view file_name, std::string_view text, const Settings& settings, Compat compat, Places& places) {
  return load(file_name, SourceText{text, {}, {}}, settings, compat, &places, {});
}

}  // namespace vigilcast::exabgp
