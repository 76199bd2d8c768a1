// The conversation with one process: a line it writes becomes orders for the core and an answer on its standard input.
// Pure; thread: the core loop.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pkg/exabgp/api/command.h"

namespace vigilcast::exabgp {

struct Heard {
  std::vector<Order> orders;
  std::string answer;      // whole lines for the process; empty: none
  std::vector<bgp::PeerId> when_sent;  // it is given when these have been told what was ordered; none: at once
  std::string debug;       // `debug TEXT`: to be logged
  Error problem;           // for the log: why the line was refused, or does not do what it seems to; empty text: all is well
};

class Dialogue {
 public:
  // `always`: for the command line, whose clients wait for the end of an answer. No command turns acknowledgements off.
  Dialogue(std::string process, bool acknowledge, Compat compat, Grammar grammar, bool always = false)
      : process_(std::move(process)), acknowledge_(acknowledge || always), always_(always), compat_(compat), grammar_(grammar) {}

  Heard hear(std::string_view line, const ApiWorld& world);
  // The answer to a line that was too long to be heard.
  [[nodiscard]] std::string refusal() const;

 private:
  // Between `group start` and `group end`: changes that wait.
  struct Group {
    std::vector<Order> orders;
    std::size_t announced = 0, withdrawn = 0;
  };

  Result<Done> run(std::string_view line, const ApiWorld& world);
  Result<Done> call(const Command& command, const Call& call, std::string_view line);
  Result<Done> group_step(std::string_view step);
  void keep_in_group(const Command& command, Done& done);
  [[nodiscard]] std::string refusal(const Error& error) const;

  std::string process_;
  bool acknowledge_, always_;
  bool synchronous_ = false;
  Compat compat_;
  Grammar grammar_;
  std::optional<Group> group_;
};

// The grammar that a version's processes speak; `api_version` is the setting of 6.
Grammar grammar_of(Compat compat, long api_version);

// Where in a line a command stands, which decides what rows there are.
enum class CommandPlace : std::uint8_t { alone, tree, after_peer };  // alone, or after `neighbor S`
// The row whose words stand at the front; nullptr when there is none.
const Command* find_command(std::span<const std::string_view> words, CommandPlace place);

std::string group_answer(std::size_t announced, std::size_t withdrawn);

}  // namespace vigilcast::exabgp
