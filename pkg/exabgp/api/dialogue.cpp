#include "pkg/exabgp/api/dialogue.h"

#include "pkg/base/text.h"
#include "pkg/exabgp/api/selector.h"
#include "pkg/exabgp/conf/route_text.h"

namespace vigilcast::exabgp {
namespace {

bool starts_with(std::span<const std::string_view> words, std::string_view row) {
  const auto wanted = vigilcast::words(row);
  if (words.size() < wanted.size()) return false;
  return std::equal(wanted.begin(), wanted.end(), words.begin());
}

std::size_t length(const Command& command) { return words(command.words).size(); }

std::unexpected<Error> not_understood(std::span<const std::string_view> words, std::string_view line) {
  Error error{"command from process not understood : " + printable(line), "", ""};
  // The guide's own mistake: a prefix right after `announce`.
  if (words.size() >= 2 && (words[0] == "announce" || words[0] == "withdraw") && Prefix::parse(words[1])) {
    error.hint = "the word 'route' is missing: write '" + std::string(words[0]) + " route " + std::string(words[1]) + " …'";
  } else if (!words.empty()) {
    std::vector<std::string_view> known;
    for (const Command& command : commands()) known.push_back(command.words);
    const std::string said = std::string(words[0]) + (words.size() > 1 ? " " + std::string(words[1]) : "");
    if (const auto near = nearest(said, known)) error.hint = "did you mean '" + *near + "'?";
  }
  return std::unexpected(std::move(error));
}

std::string answer_text(const std::vector<std::string>& lines, std::string_view verdict) {
  std::string out;
  for (const std::string& line : lines) out += line + "\n";
  if (!verdict.empty()) out += std::string(verdict) + "\n";
  return out;
}

}  // namespace

const Command* find_command(std::span<const std::string_view> words) {
  const Command* best = nullptr;
  for (const Command& command : commands()) {
    if (starts_with(words, command.words) && (best == nullptr || length(command) > length(*best))) best = &command;
  }
  return best;
}

Result<Done> Dialogue::run(std::string_view line, const ApiWorld& world) {
  const auto all = route_words(line);
  auto selected = select_peers(all, world.peers);
  if (!selected) return std::unexpected(selected.error());
  const Command* command = find_command(selected->rest);
  if (command == nullptr) return not_understood(selected->rest, line);
  const bool about_peers = command->words.starts_with("announce") || command->words.starts_with("withdraw") || command->words == "teardown";
  if (about_peers && selected->peers.empty()) {
    return fail("no neighbor matching the command : " + printable(line), "",
                "list this process in the neighbor's section: api { processes [ " + process_ + " ]; }");
  }
  return command->run({process_, world, compat_, std::move(selected->peers), selected->rest.subspan(length(*command))});
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
    heard.answer = answer_text({}, acknowledge_ ? "error" : "");
    return heard;
  }
  heard.orders = std::move(done->orders);
  const bool told = acknowledge_ || done->ack == AckMode::on;
  heard.answer = answer_text(done->lines, told && !done->silent ? "done" : "");
  if (done->ack) acknowledge_ = *done->ack == AckMode::on;
  return heard;
}

}  // namespace vigilcast::exabgp
