#include "pkg/app/processes.h"

#include <algorithm>

#include "pkg/base/text.h"
#include "pkg/exabgp/conf/program.h"

namespace vigilcast::app {

using telemetry::Level;

struct Processes::Process {
  model::ProcessSpec spec;
  std::unique_ptr<runtime::Child> child;
  exabgp::Dialogue dialogue;
  std::string problem;           // why it does not run
  std::int64_t window = 0;       // of the latest start
  unsigned starts_in_window = 0;
  std::uint64_t starts = 0, lines_in = 0, lines_out = 0, dropped = 0;
  std::uint64_t dropping = 0;    // of the present overflow

  [[nodiscard]] bool running() const { return child != nullptr && child->running(); }
};

Processes::Processes(runtime::Loop& loop, telemetry::Log& log, const RunOptions& options, Surroundings around)
    : loop_(loop), log_(log), options_(options), around_(std::move(around)), last_words_(loop, [this] { end_all(); }) {}
Processes::~Processes() = default;

void Processes::set(const std::vector<model::ProcessSpec>& specs) {
  for (auto it = processes_.begin(); it != processes_.end();) {
    if (std::ranges::find(specs, it->first, &model::ProcessSpec::name) != specs.end()) {
      ++it;
      continue;
    }
    if (it->second->running()) {
      it->second->child->terminate();
      leaving_[it->first + " #" + std::to_string(++departures_)] = std::move(it->second);
    }
    it = processes_.erase(it);
  }
  for (const model::ProcessSpec& spec : specs) {
    auto& process = processes_[spec.name];
    if (process == nullptr) {
      process = std::make_unique<Process>(
          Process{.spec = spec, .child = nullptr, .dialogue = {spec.name, options_.settings.api_ack(), options_.compat}, .problem = {}});
    }
    process->spec = spec;
    if (!process->running()) start(*process);
  }
}

void Processes::restart_all() {
  std::vector<model::ProcessSpec> specs;
  for (const auto& [name, process] : processes_) specs.push_back(process->spec);
  set({});
  set(specs);
}

// --- starting -----------------------------------------------------------------------------------------------------------------

bool Processes::may_start(Process& process) {
  const std::int64_t window = std::chrono::duration_cast<std::chrono::seconds>(runtime::wall_now().time_since_epoch()).count() & ~63L;
  if (window != process.window) process.starts_in_window = 0;
  process.window = window;
  return ++process.starts_in_window <= kStartsPerWindow;
}

void Processes::start(Process& process) {
  const std::string name = process.spec.name;
  if (!may_start(process)) {
    process.problem = "Too many death for " + name + " (" + std::to_string(kStartsPerWindow) + ") terminating program";
    log_.write(Level::critical, "process", process.problem);
    around_.on_given_up(name, process.problem);
    return;
  }
  Error last{"it has no program", "", ""};
  for (const std::string& path : exabgp::program_candidates(process.spec)) {
    runtime::ChildSpec spec;
    spec.argv = process.spec.run;
    spec.argv.front() = path;
    spec.directory = "/";  // as ExaBGP's helpers have it
    spec.environment = {{"TERM", "dumb"}};
    spec.input_limit = kQueueLimit;
    auto child = make_child(name);
    const auto started = child->start(spec);
    if (started) {
      process.child = std::move(child);
      process.problem.clear();
      ++process.starts;
      log_.write(Level::info, "process", "Started process '" + name + "' with PID " + std::to_string(process.child->pid()));
      return;
    }
    last = started.error();
  }
  failed(process, last);
}

void Processes::failed(Process& process, const Error& error) {
  process.problem = error.to_string();
  log_.write(Level::error, "process", "Process '" + process.spec.name + "' failed to start: " + process.problem);
}

std::unique_ptr<runtime::Child> Processes::make_child(const std::string& name) {
  runtime::Child::Callbacks callbacks;
  const auto with = [this, name](auto act) {
    const auto found = processes_.find(name);
    if (found != processes_.end()) act(*found->second);
  };
  callbacks.on_line = [this, with](std::string_view line) { with([&](Process& process) { heard(process, line); }); };
  callbacks.on_dropped = [this, name](std::size_t lines) {
    log_.write(Level::error, "process", std::to_string(lines) + " lines of process '" + name + "' longer than 1 MiB were dropped");
  };
  callbacks.on_queue = [this, with](std::size_t queued) { with([&](Process& process) { room(process, queued); }); };
  // Posted: the child must not be destroyed inside its own callback.
  callbacks.on_exit = [this, name](const std::string& status) { loop_.post([this, name, status] { exited(name, status); }); };
  return std::make_unique<runtime::Child>(loop_, std::move(callbacks));
}

void Processes::exited(const std::string& name, const std::string& status) {
  std::erase_if(leaving_, [](const auto& entry) { return !entry.second->running(); });
  const auto found = processes_.find(name);
  if (found != processes_.end() && found->second->child != nullptr && !found->second->running()) {
    Process& process = *found->second;
    process.child.reset();
    process.problem = status;
    if (!on_all_gone_) {
      log_.write(Level::warning, "process", "Process '" + name + "' ended: " + status);
      if (process.spec.respawn && options_.settings.api_respawn()) start(process);
    }
  }
  finished();
}

// --- talking ------------------------------------------------------------------------------------------------------------------

void Processes::heard(Process& process, std::string_view line) {
  ++process.lines_in;
  log_.write(Level::info, "api", "Received command from API: " + printable(line));
  exabgp::Heard heard = process.dialogue.hear(line, around_.world(process.spec.name));
  if (!heard.debug.empty()) log_.write(Level::warning, "api", "debug info from " + process.spec.name + " : " + heard.debug);
  if (!heard.problem.text.empty()) log_.write(Level::warning, "api", heard.problem.to_string());
  const std::string name = process.spec.name;
  if (!heard.answer.empty()) tell(name, heard.answer, Weight::state);
  if (!heard.orders.empty()) around_.carry_out(name, std::move(heard.orders));
}

void Processes::tell(const std::string& name, const std::string& lines, Weight weight) {
  const auto found = processes_.find(name);
  if (found == processes_.end() || !found->second->running()) return;
  Process& process = *found->second;
  const std::size_t limit = weight == Weight::state ? kQueueLimit : kQueueForMessages;
  if (process.child->queued() + lines.size() <= limit && process.child->write(lines)) {
    ++process.lines_out;
    return;
  }
  ++process.dropped;
  if (process.dropping++ == 0) {
    log_.write(Level::warning, "process", "process '" + name + "' does not read its input: messages to it are dropped until it does");
  }
}

void Processes::room(Process& process, std::size_t queued) {
  if (process.dropping == 0 || queued > kQueueForMessages / 2) return;
  log_.write(Level::warning, "process",
             "process '" + process.spec.name + "' reads again; " + std::to_string(process.dropping) + " messages to it were dropped");
  process.dropping = 0;
}

// --- the end ------------------------------------------------------------------------------------------------------------------

void Processes::stop(const std::function<std::string(model::Encoder)>& last_words, std::function<void()> done) {
  on_all_gone_ = std::move(done);
  for (auto& [name, process] : processes_) {
    if (!process->running()) continue;
    process->child->write(last_words(process->spec.encoder));
  }
  last_words_.arm(runtime::monotonic_now() + kLastWords);
  finished();
}

void Processes::end_all() {
  for (auto& [name, process] : processes_) {
    if (process->running()) process->child->terminate();
  }
}

void Processes::finished() {
  if (!on_all_gone_) return;
  const bool alive = std::ranges::any_of(processes_, [](const auto& entry) { return entry.second->running(); }) || !leaving_.empty();
  if (!alive) std::exchange(on_all_gone_, {})();
}

std::vector<model::ProcessView> Processes::views() const {
  std::vector<model::ProcessView> out;
  for (const auto& [name, process] : processes_) {
    model::ProcessView view;
    view.name = name;
    view.running = process->running();
    view.pid = view.running ? process->child->pid() : 0;
    view.problem = process->problem;
    view.queued_bytes = view.running ? process->child->queued() : 0;
    view.starts = process->starts;
    view.lines_in = process->lines_in;
    view.lines_out = process->lines_out;
    view.lines_dropped = process->dropped;
    out.push_back(std::move(view));
  }
  return out;
}

}  // namespace vigilcast::app
