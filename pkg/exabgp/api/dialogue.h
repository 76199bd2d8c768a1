// The conversation with one process: a line it writes becomes orders for the core and an answer on its standard input.
// Pure; thread: the core loop.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "pkg/exabgp/api/command.h"

namespace vigilcast::exabgp {

struct Heard {
  std::vector<Order> orders;
  std::string answer;      // whole lines for the process; empty: none
  std::string debug;       // `debug TEXT`: to be logged
  Error problem;           // for the log: why the line was refused, or does not do what it seems to; empty text: all is well
};

class Dialogue {
 public:
  Dialogue(std::string process, bool acknowledge, Compat compat) : process_(std::move(process)), acknowledge_(acknowledge), compat_(compat) {}

  Heard hear(std::string_view line, const ApiWorld& world);
  // The answer to a line that was too long to be heard.
  [[nodiscard]] std::string refusal() const;

 private:
  Result<Done> run(std::string_view line, const ApiWorld& world);

  std::string process_;
  bool acknowledge_;
  Compat compat_;
};

// The row whose words stand at the front; nullptr when there is none.
const Command* find_command(std::span<const std::string_view> words);

}  // namespace vigilcast::exabgp
