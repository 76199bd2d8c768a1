#include "pkg/app/processes.h"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <limits>
#include <optional>
#include <utility>

#include "pkg/app/log_line.h"
#include "pkg/app/process.h"
#include "pkg/app/process_command.h"
#include "pkg/base/text.h"
#include "pkg/runtime/files.h"

namespace vigilcast::app {

using exabgp::Line;

namespace {

constexpr const char* kDirectory = "/";           // where helpers run, as ExaBGP's do
constexpr std::size_t kHealthcheckFile = 1 << 20;  // bytes of a --config file

}  // namespace

Processes::Processes(runtime::Loop& loop, telemetry::Log& log, const RunOptions& options, Surroundings around)
    : loop_(loop), log_(log), options_(options), around_(std::move(around)), healthchecks_(loop), last_words_(loop, [this] { end_all(); }), sent_(loop, [this] {
        tell_held();
      }) {}
Processes::~Processes() = default;

void Processes::retire(const std::vector<model::ProcessSpec>& stay) {
  for (auto it = processes_.begin(); it != processes_.end();) {
    if (is_command_line(it->first) || std::ranges::find(stay, it->first, &model::ProcessSpec::name) != stay.end()) {
      ++it;
      continue;
    }
    end_batch(*it->second);
    ended(*it->second);
    if (it->second->running()) {
      it->second->farewell = around_.world(it->first);
      it->second->child->terminate();
      leaving_[it->first + " #" + std::to_string(++departures_)] = std::move(it->second);
    }
    it = processes_.erase(it);
  }
}

Processes::Process* Processes::leaving(std::uint64_t incarnation) {
  const auto found = std::ranges::find(leaving_, incarnation, [](const auto& entry) { return entry.second->incarnation; });
  return found == leaving_.end() ? nullptr : found->second.get();
}

void Processes::set(const std::vector<model::ProcessSpec>& specs) {
  retire(specs);
  for (const model::ProcessSpec& spec : specs) {
    auto& process = processes_[spec.name];
    const bool fresh = process == nullptr;
    if (fresh) {
      process = std::make_unique<Process>(
          Process{.spec = spec, .child = nullptr, .dialogue = dialogue_with(spec.name), .world = {}, .farewell = {}, .batch = {}, .problem = {}});
    }
    process->spec = spec;
    if (fresh) start(*process);
  }
}

void Processes::start_ended() {
  for (const auto& [name, process] : processes_) {
    if (!is_command_line(name) && !process->running()) start(*process);
  }
}

void Processes::restart_all() {
  std::vector<model::ProcessSpec> specs;
  for (const auto& [name, process] : processes_) {
    if (!is_command_line(name)) specs.push_back(process->spec);
  }
  set({});
  set(specs);
}

exabgp::Dialogue Processes::dialogue_with(const std::string& name) const {
  // 3.4 never acknowledges; the command line always waits for the end of an answer.
  const bool acknowledge = options_.settings.api_ack() && options_.compat != exabgp::Compat::v3_4;
  return {is_command_line(name) ? std::string(kCommandLine) : name, acknowledge, options_.compat,
          exabgp::grammar_of(options_.compat, options_.settings.number("api.version")), is_command_line(name)};
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
    const exabgp::LogLine line = exabgp::log_line(Line::process_given_up, {name, std::to_string(kStartsPerWindow)});
    write(log_, line);
    process.problem = line.text;
    around_.on_given_up(name, process.problem);
    return;
  }
  if (const auto launched = launch(process)) {
    process.problem.clear();
    ++process.starts;
    if (process.child->pid() == ::getpid()) {
      write(log_, Line::healthcheck_inside, {name});
    } else {
      write(log_, Line::process_started, {name, std::to_string(process.child->pid())});
    }
  } else {
    process.problem = launched.error().to_string();
    write(log_, Line::process_failed, {name, process.problem});
  }
}

Result<void> Processes::launch(Process& process) {
  process.incarnation = ++incarnations_;
  process.dialogue = dialogue_with(process.spec.name);  // how its predecessor wanted to be answered is forgotten
  auto user = account();
  if (!user) return std::unexpected(user.error());
  const auto check = exabgp::healthcheck_run(process.spec.run);
  if (check && options_.settings.flag("healthcheck.native") && launch_inside(process, *check, *user)) return {};
  auto command = process_command(process.spec, check);
  if (!command) return std::unexpected(command.error());
  runtime::ChildSpec spec;
  spec.account = std::move(*user);
  spec.argv = *std::move(command);
  spec.directory = kDirectory;
  spec.environment = {{"TERM", "dumb"}};
  if (options_.personality == Personality::exabgp) spec.umask = options_.settings.umask();
  if (options_.compat == exabgp::Compat::v4_2 && std::getenv("EXABGP_ETC") == nullptr) {
    const bool of_the_system = options_.exabgp_root.empty() || options_.exabgp_root == "/" || options_.exabgp_root == "/usr";
    spec.environment.emplace_back("EXABGP_ETC", (of_the_system ? "" : options_.exabgp_root) + "/etc/exabgp");
  }
  if (check && options_.compat != exabgp::Compat::auto_) spec.environment.emplace_back("exabgp_compat", exabgp::compat_name(options_.compat));
  spec.input_limit = std::numeric_limits<std::size_t>::max() / 2;  // tell() has the limits
  auto child = make_child(process.spec.name, process.incarnation);
  auto started = child->start(spec);
  if (started) process.child = std::make_unique<ChildCounterpart>(std::move(child));
  return started;
}

// False: it has to be a process, which also tells what is wrong with its options.
bool Processes::launch_inside(Process& process, const exabgp::HealthcheckRun& check, const std::optional<runtime::Account>& user) {
  auto read = exabgp::read_healthcheck(check.options, options_.compat, [](const std::string& path) {
    return runtime::read_regular_file(std::filesystem::path(kDirectory) / path, kHealthcheckFile);
  });
  if (read.help || !read.problems.empty()) return false;
  const std::string name = process.spec.name;
  if (const std::string why = needs_a_process(read.options); !why.empty()) {
    write(log_, Line::healthcheck_outside, {name, why});
    return false;
  }
  const bool silent = read.options.silent;
  const auto with = [this, name, incarnation = process.incarnation](auto act) {
    const auto found = processes_.find(name);
    if (found != processes_.end() && found->second->incarnation == incarnation) return act(*found->second);
    if (Process* const last_words = leaving(incarnation)) act(*last_words);
  };
  process.child =
      healthchecks_.start(name, std::move(read.options), options_.compat, {kDirectory, user},
                          {.on_line = [this, with](const std::string& line) { with([&](Process& found) { heard(found, line); }); },
                           .on_log = [this, name, silent](const exabgp::HealthLog& log) { write_check_log(name, silent, log); },
                           .on_end = [this, name](int code) { loop_.post([this, name, code] { exited(name, "exit status " + std::to_string(code)); }); }});
  return true;
}

// What a check says of every round is for those who look for something.
void Processes::write_check_log(const std::string& name, bool silent, const exabgp::HealthLog& log) {
  if (silent) return;
  using telemetry::Level;
  const Level level = log.level == exabgp::HealthLevel::error ? Level::error : log.level == exabgp::HealthLevel::warning ? Level::warning : Level::debug;
  if (log_.wants(level)) log_.write(level, "healthcheck", name + ": " + printable(log.text));
}

// ExaBGP's rule: a daemon that was started as root gives that up before it starts its helpers. Here the helpers alone do.
Result<std::optional<runtime::Account>> Processes::account() {
  const std::string user(options_.settings.user());
  if (::geteuid() != 0 || !options_.settings.drop_privileges() || user == "root") return std::nullopt;
  auto found = runtime::find_account(user);
  if (!found) return fail(found.error().text, "exabgp.daemon.user", "name one that there is, or let helpers run as root: exabgp.daemon.drop=false");
  if (!std::exchange(user_told_, true)) write(log_, Line::process_user, {user});
  return std::optional(std::move(*found));
}

std::unique_ptr<runtime::Child> Processes::make_child(const std::string& name, std::uint64_t incarnation) {
  runtime::Child::Callbacks callbacks;
  const auto with = [this, name, incarnation](auto act) {
    const auto found = processes_.find(name);
    if (found != processes_.end() && found->second->incarnation == incarnation) act(*found->second);
  };
  callbacks.on_line = [this, with](std::string_view line) { with([&](Process& process) { heard(process, line); }); };
  callbacks.on_dropped = [this, with](std::size_t lines) { with([&](Process& process) { too_long(process, lines); }); };
  callbacks.on_queue = [this, with](std::size_t queued) { with([&](Process& process) { room(process, queued); }); };
  // Posted: the child must not be destroyed inside its own callback.
  callbacks.on_exit = [this, name](const std::string& status) { loop_.post([this, name, status] { exited(name, status); }); };
  return std::make_unique<runtime::Child>(loop_, std::move(callbacks));
}

void Processes::exited(const std::string& name, const std::string& status) {
  std::erase_if(leaving_, [this](const auto& entry) {
    if (entry.second->running()) return false;
    end_batch(*entry.second);
    return true;
  });
  const auto found = processes_.find(name);
  if (found != processes_.end() && found->second->child != nullptr && !found->second->running()) {
    Process& process = *found->second;
    process.child.reset();
    process.held.clear();
    process.awaited.clear();
    process.problem = status;
    ended(process);
    if (!on_all_gone_ && options_.settings.api_terminate()) {
      write(log_, Line::process_ended_for_all, {name, status});
      around_.on_given_up(name, "process '" + name + "' ended: " + status);
    } else if (!on_all_gone_) {
      write(log_, Line::process_ended, {name, status});
      if (process.spec.respawn && options_.settings.api_respawn()) start(process);
    }
  }
  finished();
}

// --- the end ------------------------------------------------------------------------------------------------------------------

void Processes::stop(const std::function<std::string(model::Encoder)>& last_words, std::function<void()> done) {
  on_all_gone_ = std::move(done);
  for (auto& [name, process] : processes_) {
    end_batch(*process);
    if (!process->running() || is_command_line(name)) continue;
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
  const auto runs = [](const auto& entry) { return entry.second->running() && !is_command_line(entry.first); };
  const bool alive = std::ranges::any_of(processes_, runs) || !leaving_.empty();
  if (!alive) std::exchange(on_all_gone_, {})();
}

std::vector<exabgp::ApiQueue> Processes::queues() const {
  std::vector<exabgp::ApiQueue> out;
  for (const auto& [name, process] : processes_) {
    if (!is_command_line(name) && process->running()) out.push_back({name, process->child->queued_lines(), process->child->queued()});
  }
  return out;
}

std::vector<model::ProcessView> Processes::views() const {
  std::vector<model::ProcessView> out;
  for (const auto& [name, process] : processes_) {
    if (is_command_line(name)) continue;
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
