#include "tests/sim/statement.h"

namespace vigilcast::sim {

std::string Statement::next(const char* what) {
  if (done()) throw Mistake{std::string(what) + " is missing"};
  return words_[at_++];
}

bool Statement::accept(std::string_view word) {
  if (done() || words_[at_] != word) return false;
  ++at_;
  return true;
}

Duration Statement::duration(const char* what) {
  const std::string word = next(what);
  const auto value = parse_duration(word);
  if (!value) throw Mistake{value.error().to_string()};
  return *value;
}

Prefix Statement::prefix() {
  const auto value = Prefix::parse(next("a prefix"));
  if (!value) throw Mistake{value.error().to_string()};
  return *value;
}

std::string Statement::rest() {
  std::string out;
  while (!done()) out += (out.empty() ? "" : " ") + words_[at_++];
  return out;
}

void Statement::end() {
  if (!done()) throw Mistake{"'" + words_[at_] + "' is not understood here"};
}

std::vector<Statement> read_statements(std::string_view text) {
  std::vector<Statement> out;
  unsigned number = 0;
  for (std::string_view line : split(text, '\n')) {
    ++number;
    line = line.substr(0, line.find('#'));
    for (const std::string_view part : split(line, ';')) {
      const auto found = words(part);
      if (!found.empty()) out.emplace_back(number, std::vector<std::string>(found.begin(), found.end()));
    }
  }
  return out;
}

}  // namespace vigilcast::sim
