#include "pkg/app/processes.h"

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <limits>
#include <optional>
#include <utility>

#include "pkg/app/log_line.h"
#include "pkg/app/process_command.h"
#include "pkg/base/text.h"
#include "pkg/runtime/files.h"

namespace vigilcast::app {

using exabgp::Line;

namespace {

constexpr std::size_t kAnswersAtOnce = 64 << 10;  // more of them are not kept back for the end of a batch
constexpr std::size_t kLineShown = 1000;          // bytes of a command, in the log
constexpr const char* kDirectory = "/";           // where helpers run, as ExaBGP's do
constexpr std::size_t kHealthcheckFile = 1 << 20;  // bytes of a --config file

bool changes_peers(const exabgp::Order& order) {
  return std::holds_alternative<exabgp::CreateOrder>(order) || std::holds_alternative<exabgp::DeleteOrder>(order);
}

std::string shortened(std::string_view line) {
  if (line.size() <= kLineShown) return std::string(line);
  return std::string(line.substr(0, kLineShown)) + " … (" + std::to_string(line.size()) + " bytes)";
}

}  // namespace

struct Processes::Process {
  model::ProcessSpec spec;
  std::unique_ptr<Counterpart> child;
  exabgp::Dialogue dialogue;
  std::uint64_t incarnation = 0;  // which of its children this is: what an older one still says is nobody's
  std::optional<exabgp::ApiWorld> world;  // of the lines that it writes in one go
  std::optional<exabgp::ApiWorld> farewell;  // of one that leaves: the last that it may see
  exabgp::Batch batch;
  unsigned commands = 0;         // of the batch
  unsigned routes = 0;           // that it changes, as far as they are logged
  std::string problem;           // why it does not run
  std::int64_t window = 0;       // of the latest start
  unsigned starts_in_window = 0;
  std::uint64_t starts = 0, lines_in = 0, lines_out = 0, dropped = 0;
  std::uint64_t dropping = 0;    // of the present overflow
  bool full = false;

  [[nodiscard]] bool running() const { return child != nullptr && child->running(); }
};

Processes::Processes(runtime::Loop& loop, telemetry::Log& log, const RunOptions& options, Surroundings around)
    : loop_(loop), log_(log), options_(options), around_(std::move(around)), healthchecks_(loop), last_words_(loop, [this] { end_all(); }) {}
Processes::~Processes() = default;

void Processes::retire(const std::vector<model::ProcessSpec>& stay) {
  for (auto it = processes_.begin(); it != processes_.end();) {
    if (it->first == kCommandLine || std::ranges::find(stay, it->first, &model::ProcessSpec::name) != stay.end()) {
      ++it;
      continue;
    }
    end_batch(*it->second);
    set_full(*it->second, false);
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
    if (name != kCommandLine && !process->running()) start(*process);
  }
}

void Processes::restart_all() {
  std::vector<model::ProcessSpec> specs;
  for (const auto& [name, process] : processes_) {
    if (name != kCommandLine) specs.push_back(process->spec);
  }
  set({});
  set(specs);
}

exabgp::Dialogue Processes::dialogue_with(const std::string& name) const {
  // 3.4 never acknowledges; the command line always waits for the end of an answer.
  const bool acknowledge = options_.settings.api_ack() && options_.compat != exabgp::Compat::v3_4;
  return {name, acknowledge, options_.compat, exabgp::grammar_of(options_.compat, options_.settings.number("api.version")), name == kCommandLine};
}

void Processes::open_command_line(const std::vector<exabgp::CommandPipes>& candidates) {
  const auto pipes = existing_pipes(candidates);
  if (!pipes) return write(log_, Line::cli_absent, {options_.settings.text("api.pipename"), options_.settings.text("api.pipename")});
  const std::string name(kCommandLine);
  const auto with = [this, name](auto act) {
    if (const auto found = processes_.find(name); found != processes_.end()) act(*found->second);
  };
  auto opened = CommandLine::open(loop_, *pipes,
                                  {.on_line = [this, with](std::string_view line) { with([&](Process& process) { heard(process, line); }); },
                                   .on_dropped = [this, with](std::size_t lines) { with([&](Process& process) { too_long(process, lines); }); }});
  if (!opened) return log_.write(telemetry::Level::error, "cli", opened.error().to_string());
  auto process = std::make_unique<Process>(
      Process{.spec = {}, .child = *std::move(opened), .dialogue = dialogue_with(name), .world = {}, .farewell = {}, .batch = {}, .problem = {}});
  process->spec.name = name;
  processes_[name] = std::move(process);
  write(log_, Line::cli_pipes);
  write(log_, Line::cli_commands, {pipes->in});
  write(log_, Line::cli_answers, {pipes->out});
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
    process.problem = status;
    set_full(process, false);
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

// --- talking ------------------------------------------------------------------------------------------------------------------

void Processes::heard(Process& process, std::string_view line) {
  ++process.lines_in;
  if (trim(line).empty()) return;
  begin_batch(process);
  if (++process.commands <= kCommandsLogged && log_.wants(telemetry::Level::info)) write(log_, Line::command, {shortened(line)});
  exabgp::Heard heard = process.dialogue.hear(line, *process.world);
  if (!heard.debug.empty()) write(log_, Line::process_debug, {process.spec.name, shortened(heard.debug)});
  if (!heard.problem.text.empty()) write(log_, Line::command_refused, {shortened(heard.problem.to_string())});
  const bool other_peers = std::ranges::any_of(heard.orders, changes_peers);
  for (exabgp::Order& order : heard.orders) process.batch.add(std::move(order));
  if (other_peers) {
    carry_out(process);
    take_world(process);
  }
  process.batch.answer(heard.answer);
  if (process.batch.answers().size() > kAnswersAtOnce) tell(process, process.batch.take_answers(), Weight::answer);
}

// It waits for an answer to each of its lines.
void Processes::too_long(Process& process, std::size_t lines) {
  write(log_, Line::process_line_too_long, {process.spec.name, std::to_string(lines)});
  begin_batch(process);
  for (std::size_t i = 0; i < lines; ++i) process.batch.answer(process.dialogue.refusal());
}

// The end is posted: it comes behind all lines of this read. What looks at the RIBs sees what the lines before it have ordered.
void Processes::begin_batch(Process& process) {
  if (process.world) return;
  take_world(process);
  loop_.post([this, name = process.spec.name, incarnation = process.incarnation] {
    if (const auto found = processes_.find(name); found != processes_.end()) end_batch(*found->second);
    if (Process* const last_words = leaving(incarnation)) end_batch(*last_words);
  });
}

void Processes::take_world(Process& process) {
  exabgp::ApiWorld& world = process.world.emplace(process.farewell ? *process.farewell : around_.world(process.spec.name));
  world.status = [this, &process, look = std::move(world.status)](bgp::PeerId id) {
    carry_out(process);
    return look(id);
  };
  const auto settled = [this, &process](auto look) {
    return [this, &process, look = std::move(look)](bgp::PeerId id, const auto& visit) {
      carry_out(process);
      look(id, visit);
    };
  };
  world.each_out = settled(std::move(world.each_out));
  world.each_in = settled(std::move(world.each_in));
}

void Processes::end_batch(Process& process) {
  if (!process.world) return;
  const unsigned more = process.commands - std::min(process.commands, kCommandsLogged);
  if (more > 0) write(log_, Line::more_commands, {std::to_string(more), process.spec.name});
  carry_out(process);
  process.world.reset();
  process.commands = process.routes = 0;
  const std::string answers = process.batch.take_answers();
  if (!answers.empty()) tell(process, answers, Weight::answer);
}

void Processes::carry_out(Process& process) {
  auto orders = process.batch.take_orders();
  if (orders.empty()) return;
  log_routes(process, orders);
  around_.carry_out(process.spec.name, std::move(orders));
}

void Processes::log_routes(Process& process, const std::vector<exabgp::Order>& orders) {
  if (!log_.wants(telemetry::Level::info)) return;
  for (const exabgp::Order& order : orders) {
    const auto* change = std::get_if<exabgp::RouteOrder>(&order);
    if (change == nullptr) continue;
    for (const exabgp::ApiPeer& peer : process.world->peers) {
      if (std::ranges::find(change->peers, peer.id) == change->peers.end()) continue;
      for (const bgp::RouteChange& each : change->changes) {
        if (++process.routes > kCommandsLogged) return;
        write(log_, exabgp::route_change_line(peer.name, each));
      }
    }
  }
}

void Processes::tell(const std::string& process, const std::string& lines, Weight weight) {
  if (const auto found = processes_.find(process); found != processes_.end()) tell(*found->second, lines, weight);
}

void Processes::tell(Process& process, const std::string& lines, Weight weight) {
  if (!process.running()) return;
  const std::size_t limit = weight == Weight::message ? kQueueForMessages : kQueueLimit;
  const std::size_t queued = process.child->queued() + (weight == Weight::answer ? 0 : lines.size());
  const auto count = static_cast<std::uint64_t>(std::ranges::count(lines, '\n'));
  if (queued <= limit && process.child->write(lines)) {
    process.lines_out += count;
    if (process.child->queued() > kFullAbove) set_full(process, true);
    return;
  }
  if (process.child->queued() == 0) set_full(process, false);  // its input is closed: nothing is waiting there
  process.dropped += count;
  if (process.dropping == 0) write(log_, Line::process_does_not_read, {process.spec.name});
  process.dropping += count;
}

void Processes::room(Process& process, std::size_t queued) {
  if (queued <= kRoomBelow) set_full(process, false);
  if (process.dropping == 0 || queued > kQueueForMessages / 2) return;
  write(log_, Line::process_reads_again, {process.spec.name, std::to_string(process.dropping)});
  process.dropping = 0;
}

void Processes::set_full(Process& process, bool full) {
  if (std::exchange(process.full, full) != full) around_.on_fullness();
}

bool Processes::is_full(const std::string& process) const {
  const auto found = processes_.find(process);
  return found != processes_.end() && found->second->full;
}

// --- the end ------------------------------------------------------------------------------------------------------------------

void Processes::stop(const std::function<std::string(model::Encoder)>& last_words, std::function<void()> done) {
  on_all_gone_ = std::move(done);
  for (auto& [name, process] : processes_) {
    end_batch(*process);
    if (!process->running() || name == kCommandLine) continue;
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
  const auto runs = [](const auto& entry) { return entry.second->running() && entry.first != kCommandLine; };
  const bool alive = std::ranges::any_of(processes_, runs) || !leaving_.empty();
  if (!alive) std::exchange(on_all_gone_, {})();
}

std::vector<model::ProcessView> Processes::views() const {
  std::vector<model::ProcessView> out;
  for (const auto& [name, process] : processes_) {
    if (name == kCommandLine) continue;
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
