// What helpers say and are told: the part of Processes that talks.
#include <algorithm>
#include <utility>

#include "pkg/app/log_line.h"
#include "pkg/app/process.h"
#include "pkg/base/text.h"

namespace vigilcast::app {

using exabgp::Line;

namespace {

constexpr std::size_t kAnswersAtOnce = 64 << 10;  // more of them are not kept back for the end of a batch
constexpr std::size_t kMostHeld = 1 << 20;        // bytes of answers that wait for routes to be sent; those beyond come at once
constexpr std::size_t kLineShown = 1000;          // bytes of a command, in the log
constexpr Duration kSentInterval = std::chrono::milliseconds(5);  // between two looks whether they are

bool changes_peers(const exabgp::Order& order) {
  return std::holds_alternative<exabgp::CreateOrder>(order) || std::holds_alternative<exabgp::DeleteOrder>(order);
}

std::string shortened(std::string_view line) {
  if (line.size() <= kLineShown) return std::string(line);
  return std::string(line.substr(0, kLineShown)) + " … (" + std::to_string(line.size()) + " bytes)";
}

}  // namespace

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
  answer(process, heard.answer, heard.when_sent);
  if (process.batch.answers().size() > kAnswersAtOnce) tell(process, process.batch.take_answers(), Weight::answer);
}

// It waits for an answer to each of its lines.
void Processes::too_long(Process& process, std::size_t lines) {
  write(log_, Line::process_line_too_long, {process.spec.name, std::to_string(lines)});
  begin_batch(process);
  for (std::size_t i = 0; i < lines; ++i) answer(process, process.dialogue.refusal(), {});
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
  if (!process.held.empty()) tell_held();
}

// An answer that waits holds up those behind it: a helper counts them.
void Processes::answer(Process& process, const std::string& lines, const std::vector<bgp::PeerId>& when_sent) {
  const bool waits = (!when_sent.empty() || !process.held.empty()) && process.held.size() < kMostHeld;
  if (waits) {
    process.held += lines;
    process.awaited.insert(when_sent.begin(), when_sent.end());
  } else {
    process.batch.answer(std::exchange(process.held, {}));
    process.awaited.clear();
    process.batch.answer(lines);
  }
}

void Processes::tell_held() {
  bool more = false;
  for (const auto& [name, process] : processes_) {
    if (process->held.empty()) continue;
    if (!process->world) std::erase_if(process->awaited, around_.is_sent);
    if (process->world || !process->awaited.empty()) {
      more = true;
    } else {
      tell(*process, std::exchange(process->held, {}), Weight::answer);
      let_go(*process);
    }
  }
  if (more) sent_.arm(loop_.now() + kSentInterval);
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

bool Processes::tell(const std::string& process, const std::string& lines, Weight weight) {
  const auto found = processes_.find(process);
  return found == processes_.end() || tell(*found->second, lines, weight);
}

bool Processes::tell(Process& process, const std::string& lines, Weight weight) {
  if (!process.running()) return true;
  const std::size_t limit = weight == Weight::message ? kQueueForMessages : kQueueLimit;
  const std::size_t queued = process.child->queued() + (weight == Weight::answer ? 0 : lines.size());
  if (queued <= limit && process.child->write(lines)) {
    process.lines_out += static_cast<std::uint64_t>(std::ranges::count(lines, '\n'));
    if (process.child->queued() > kFullAbove) set_full(process, true);
    return true;
  }
  if (process.child->queued() == 0) {
    set_full(process, false);
    if (queued <= limit) {  // there was room, but nobody reads any more: it has closed its input
      if (!std::exchange(process.deaf, true)) write(log_, Line::process_does_not_read, {process.spec.name});
      ++process.dropped;
      return true;
    }
  }
  if (weight == Weight::answer) fell_behind(process.spec.name, 0);
  return false;
}

void Processes::fell_behind(const std::string& name, std::size_t lost) {
  const auto found = processes_.find(name);
  if (found == processes_.end()) return;
  Process& process = *found->second;
  if (process.behind++ == 0) write(log_, Line::process_does_not_read, {name});
  ++process.dropped;
  process.lost += lost;
}

void Processes::caught_up(const std::string& name) {
  const auto found = processes_.find(name);
  if (found == processes_.end() || found->second->behind == 0) return;
  write(log_, Line::process_reads_again, {name, std::to_string(std::exchange(found->second->behind, 0))});
  if (const std::uint64_t lost = std::exchange(found->second->lost, 0); lost != 0) write(log_, Line::process_lost_routes, {name, std::to_string(lost)});
}

void Processes::room(Process& process, std::size_t queued) {
  if (queued > kRoomBelow) return;
  set_full(process, false);
  if (process.behind != 0) around_.on_room(process.spec.name);
}

void Processes::ended(Process& process) {
  set_full(process, false);
  process.behind = process.lost = 0;
  process.deaf = false;
  around_.on_ended(process.spec.name);
}

bool Processes::has_room(const std::string& process) const {
  const auto found = processes_.find(process);
  return found != processes_.end() && found->second->running() && found->second->child->queued() <= kFullAbove;
}

void Processes::set_full(Process& process, bool full) {
  if (std::exchange(process.full, full) != full) around_.on_fullness();
}

bool Processes::is_full(const std::string& process) const {
  const auto found = processes_.find(process);
  return found != processes_.end() && found->second->full;
}

}  // namespace vigilcast::app
