#include "pkg/exabgp/api/dialogue.h"

#include <algorithm>
#include <functional>
#include <utility>

#include "pkg/base/text.h"
#include "pkg/exabgp/api/selector.h"
#include "pkg/exabgp/conf/route_draft.h"

namespace vigilcast::exabgp {
namespace {

struct CommandWords {
  const Command* command;
  std::vector<std::string_view> words;
};

// Cut once: this is looked through for every line.
const std::vector<CommandWords>& command_words() {
  static const auto kRows = [] {
    std::vector<CommandWords> out;
    for (const Command& command : commands()) out.push_back({&command, words(command.words)});
    // The longest words first: the first row that fits is the one. Rows of one length never both fit.
    std::ranges::stable_sort(out, std::greater{}, [](const CommandWords& row) { return row.words.size(); });
    return out;
  }();
  return kRows;
}

bool stands_at(const Command& command, CommandPlace place) {
  switch (place) {
    case CommandPlace::alone: return command.grammar != Grammar::tree;
    case CommandPlace::tree: return command.grammar == Grammar::tree && !command.selective;
    case CommandPlace::after_peer: return command.grammar != Grammar::classic && command.selective;
  }
  return false;
}

bool changes_routes(const Command& command) { return command.words.starts_with("announce") || command.words.starts_with("withdraw"); }

// To 5, ExaBGP answers `done` to these whoever is meant.
bool is_done_without_anybody(const Command& command) { return command.words == "teardown" || command.words.ends_with(" watchdog"); }

bool speaks(Grammar grammar, const Command& command) { return grammar == Grammar::both || command.grammar == Grammar::both || command.grammar == grammar; }

std::unexpected<Error> not_understood(std::span<const std::string_view> words, std::string_view line, Compat compat, Grammar grammar) {
  Error error{"command from process not understood : " + printable(line), "", ""};
  // The guide's own mistake: a prefix right after `announce`.
  if (words.size() >= 2 && (words[0] == "announce" || words[0] == "withdraw") && Prefix::parse(words[1])) {
    error.hint = "the word 'route' is missing: write '" + std::string(words[0]) + " route " + std::string(words[1]) + " …'";
  } else if (!words.empty()) {
    std::vector<std::string_view> known;
    for (const Command& command : commands()) {
      if (knows(compat, command) && speaks(grammar, command)) known.push_back(command.words);
    }
    const std::string said = std::string(words[0]) + (words.size() > 1 ? " " + std::string(words[1]) : "");
    if (const auto near = conf::nearest_keyword(said, known)) error.hint = "did you mean '" + *near + "'?";
  }
  return std::unexpected(std::move(error));
}

// The grammar of 6 wants a selector: a helper of an older version has none, or another one.
std::unexpected<Error> nobody_named(std::span<const std::string_view> words, std::string_view line, Compat compat) {
  auto out = not_understood(words, line, compat, Grammar::tree);
  const Command* command = find_command(words, CommandPlace::after_peer);
  const bool known = command != nullptr && knows(compat, *command) && command->words != "show";  // what older versions show has other words
  if (known) out.error().hint = "say whom it is about: 'peer * " + printable(line) + "'";
  if (!words.empty() && words.front() == "neighbor") out.error().hint = "write 'peer' for 'neighbor', or set exabgp.api.version=4";
  return out;
}

std::string answer_text(const std::vector<std::string>& lines, std::string_view verdict) {
  std::string out;
  for (const std::string& line : lines) out += line + "\n";
  if (!verdict.empty()) out += std::string(verdict) + "\n";
  return out;
}

std::vector<bgp::PeerId> ids_of(const std::vector<ApiPeer>& peers) {
  std::vector<bgp::PeerId> out;
  for (const ApiPeer& peer : peers) out.push_back(peer.id);
  return out;
}

// Those who are sent something by these orders. A watchdog's routes may be anybody's.
std::vector<bgp::PeerId> told_by(const std::vector<Order>& orders, const ApiWorld& world) {
  std::vector<bgp::PeerId> out;
  const auto add = [&](const std::vector<bgp::PeerId>& peers) { out.insert(out.end(), peers.begin(), peers.end()); };
  for (const Order& order : orders) {
    if (const auto* routes = std::get_if<RouteOrder>(&order)) add(routes->peers);
    if (const auto* clear = std::get_if<ClearOrder>(&order)) add(clear->peers);
    if (const auto* flush = std::get_if<FlushOrder>(&order)) add(flush->peers);
    if (std::holds_alternative<WatchdogOrder>(order)) add(ids_of(world.peers));
  }
  return out;
}

}  // namespace

Grammar grammar_of(Compat compat, long api_version) {
  if (compat == Compat::auto_ || (compat == Compat::v6 && api_version == 4)) return Grammar::both;
  return compat == Compat::v6 ? Grammar::tree : Grammar::classic;
}

std::string group_answer(std::size_t announced, std::size_t withdrawn) {
  return R"({"status": "group processed", "announced": )" + std::to_string(announced) + R"(, "withdrawn": )" + std::to_string(withdrawn) + "}";
}

const Command* find_command(std::span<const std::string_view> words, CommandPlace place) {
  for (const CommandWords& row : command_words()) {
    if (words.size() >= row.words.size() && stands_at(*row.command, place) && std::equal(row.words.begin(), row.words.end(), words.begin())) return row.command;
  }
  return nullptr;
}

std::string Dialogue::refusal() const { return answer_text({}, acknowledge_ ? "error" : ""); }

// 6 says what is wrong before it says so.
std::string Dialogue::refusal(const Error& error) const {
  if (grammar_ != Grammar::tree || !acknowledge_) return refusal();
  return answer_text({"error: " + printable(error.text)}, "error");
}

Result<Done> Dialogue::run(std::string_view line, const ApiWorld& world) {
  const auto words = route_words(line);
  if (grammar_ != Grammar::classic) {
    if (const Command* command = find_command(words, CommandPlace::tree); command != nullptr && knows(compat_, *command)) {
      const std::span<const std::string_view> rest = std::span(words).subspan(vigilcast::words(command->words).size());
      return call(*command, {process_, world, compat_, ids_of(world.peers), false, rest}, line);
    }
  }
  const bool peer = !words.empty() && words.front() == "peer";
  const bool none_needed = group_ || grammar_ != Grammar::tree;
  if (!peer && !none_needed) return nobody_named(words, line, compat_);
  if (peer && grammar_ == Grammar::classic) return not_understood(words, line, compat_, grammar_);
  auto selected = select_peers(words, world.peers);
  if (!selected) return std::unexpected(selected.error());
  const Command* command = find_command(selected->rest, peer ? CommandPlace::after_peer : CommandPlace::alone);
  if (command == nullptr || !knows(compat_, *command)) return not_understood(selected->rest, line, compat_, grammar_);
  const bool selector = selected->rest.size() != words.size();
  return call(*command, {process_, world, compat_, std::move(selected->peers), selector, selected->rest.subspan(vigilcast::words(command->words).size())},
              line);
}

Result<Done> Dialogue::call(const Command& command, const Call& call, std::string_view line) {
  if (command.run == nullptr) return group_step(command.words);
  if ((call.selector || changes_routes(command) || command.words == "teardown") && call.peers.empty()) {
    const Error nobody = call.selector
                             ? Error{"no neighbor matches", "", "the neighbor's `api` section must list this process, and the selector must fit its name"}
                             : Error{"no neighbor matching the command : " + printable(line), "",
                                     "list this process in the neighbor's section: api { processes [ " + process_ + " ]; }"};
    if (compat_ == Compat::v6 || !is_done_without_anybody(command)) return std::unexpected(nobody);
    // Its mistakes are mistakes all the same. A watchdog without a selector is everybody's.
    Result<Done> done = command.run(call);
    if (!done || (!call.selector && command.words != "teardown")) return done;
    Done nothing;
    nothing.warning = nobody.text;
    return nothing;
  }
  Result<Done> done = command.run(call);
  if (done && group_) keep_in_group(command, *done);
  return done;
}

Result<Done> Dialogue::group_step(std::string_view step) {
  Done done;
  if (step == "group start") {
    if (group_) return fail("a group has begun already", "", "end it with 'group end'");
    group_ = Group{};
    done.lines.emplace_back(R"({"status": "group started"})");
    return done;
  }
  if (!group_) return fail("no group has begun", "", "begin it with 'group start'");
  done.lines.push_back(group_answer(group_->announced, group_->withdrawn));
  done.orders = std::move(group_->orders);
  group_.reset();
  return done;
}

void Dialogue::keep_in_group(const Command& command, Done& done) {
  if (!changes_routes(command)) return;
  (command.words.starts_with("announce") ? group_->announced : group_->withdrawn) += 1;
  std::ranges::move(std::exchange(done.orders, {}), std::back_inserter(group_->orders));
}

Heard Dialogue::hear(std::string_view line, const ApiWorld& world) {
  line = trim(line);
  Heard heard;
  if (line.empty()) return heard;
  if (line.starts_with("debug ")) {
    heard.debug = printable(line.substr(6));
    return heard;
  }
  auto done = line.starts_with('#') ? Result<Done>(Done{}) : run(line, world);
  if (!done) {
    heard.problem = done.error();
    heard.answer = refusal(done.error());
    return heard;
  }
  heard.orders = std::move(done->orders);
  if (synchronous_) heard.when_sent = told_by(heard.orders, world);
  synchronous_ = done->sync.value_or(synchronous_);
  heard.problem.text = std::move(done->warning);
  const bool told = !done->silent && (acknowledge_ || done->ack == AckMode::on);
  heard.answer = answer_text(done->lines, told || always_ ? "done" : "");
  if (done->ack && !always_) acknowledge_ = *done->ack == AckMode::on;
  return heard;
}

}  // namespace vigilcast::exabgp
