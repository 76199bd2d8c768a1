// Those who talk over ExaBGP's command line: the part of Processes that meets them.
#include <algorithm>
#include <utility>

#include "pkg/app/command_socket.h"
#include "pkg/app/log_line.h"
#include "pkg/app/process.h"

namespace vigilcast::app {

using exabgp::Line;

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

// Each client of the socket is a process of its own, with the end of its connection as its end. All act as the one command line: what one of them announces
// another may withdraw.
void Processes::open_command_socket(const std::string& path) {
  auto opened = CommandSocket::open(loop_, path, [this](runtime::Descriptor client) { welcome(std::move(client)); });
  if (!opened) return log_.write(telemetry::Level::warning, "cli", opened.error().to_string());
  command_socket_ = *std::move(opened);
  write(log_, Line::cli_socket, {path});
}

void Processes::welcome(runtime::Descriptor socket) {
  const auto clients = std::ranges::count_if(processes_, [](const auto& entry) { return is_command_line(entry.first) && entry.first != kCommandLine; });
  if (clients >= kMostClients || on_all_gone_) return;  // closed unheard
  const std::string name = std::string(kCommandLine) + " " + std::to_string(++clients_);
  const auto with = [this, name](auto act) {
    if (const auto found = processes_.find(name); found != processes_.end()) act(*found->second);
  };
  // Posted: what it has asked last is answered first, and it must not be destroyed inside of its own callback.
  const auto leave = [this, name, with] {
    loop_.post([this, with] {
      with([&](Process& process) {
        process.leaves = true;
        let_go(process);
      });
    });
  };
  auto client = std::make_unique<CommandClient>(
      loop_, std::move(socket),
      runtime::LineStream::Callbacks{.on_line = [this, with](std::string_view line) { with([&](Process& process) { heard(process, line); }); },
                                     .on_dropped = [this, with](std::size_t lines) { with([&](Process& process) { too_long(process, lines); }); },
                                     .on_queue =
                                         [this, with](std::size_t queued) {
                                           with([&](Process& process) {
                                             room(process, queued);
                                             let_go(process);
                                           });
                                         },
                                     .on_end = leave});
  if (!client->running()) return;  // no descriptor is left for its answers
  auto process = std::make_unique<Process>(
      Process{.spec = {}, .child = std::move(client), .dialogue = dialogue_with(name), .world = {}, .farewell = {}, .batch = {}, .problem = {}});
  process->spec.name = name;
  processes_[name] = std::move(process);
}

// A client that has said all is forgotten when it has been told all, or reads no more.
void Processes::let_go(Process& process) {
  if (!process.leaves || process.world || !process.held.empty()) return;
  if (process.running() && process.child->queued() > 0) return;
  loop_.post([this, name = process.spec.name] { processes_.erase(name); });
}

}  // namespace vigilcast::app
