#include "pkg/exabgp/api/dialogue.h"

#include <algorithm>
#include <functional>

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
    std::ranges::sort(out, std::greater{}, [](const CommandWords& row) { return row.words.size(); });
    return out;
  }();
  return kRows;
}

std::unexpected<Error> not_understood(std::span<const std::string_view> words, std::string_view line) {
  Error error{"command from process not understood : " + printable(line), "", ""};
  // The guide's own mistake: a prefix right after `announce`.
  if (words.size() >= 2 && (words[0] == "announce" || words[0] == "withdraw") && Prefix::parse(words[1])) {
    error.hint = "the word 'route' is missing: write '" + std::string(words[0]) + " route " + std::string(words[1]) + " …'";
  } else if (!words.empty()) {
    std::vector<std::string_view> known;
    for (const Command& command : commands()) known.push_back(command.words);
    const std::string said = std::string(words[0]) + (words.size() > 1 ? " " + std::string(words[1]) : "");
    if (const auto near = conf::nearest_keyword(said, known)) error.hint = "did you mean '" + *near + "'?";
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
  for (const CommandWords& row : command_words()) {
    if (words.size() >= row.words.size() && std::equal(row.words.begin(), row.words.end(), words.begin())) return row.command;
  }
  return nullptr;
}

std::string Dialogue::refusal() const { return answer_text({}, acknowledge_ ? "error" : ""); }

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
  const bool selector = selected->rest.size() != all.size();
  return command->run({process_, world, compat_, std::move(selected->peers), selector, selected->rest.subspan(words(command->words).size())});
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
    heard.answer = refusal();
    return heard;
  }
  heard.orders = std::move(done->orders);
  heard.problem.text = std::move(done->warning);
  const bool told = acknowledge_ || done->ack == AckMode::on;
  heard.answer = answer_text(done->lines, told && !done->silent ? "done" : "");
  if (done->ack) acknowledge_ = *done->ack == AckMode::on;
  return heard;
}

}  // namespace vigilcast::exabgp
