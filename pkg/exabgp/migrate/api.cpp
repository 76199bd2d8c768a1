#include "pkg/exabgp/migrate/api.h"

#include <algorithm>
#include <array>
#include <vector>

#include "pkg/base/ip.h"
#include "pkg/base/text.h"
#include "pkg/exabgp/migrate/migration.h"

namespace vigilcast::exabgp::migrate {
namespace {

enum class Selector : std::uint8_t {
  front,    // `peer S` stands in front of the command
  dropped,  // 6 has none there
};

// Commands of 4 and 5, the longest beginning first, and what 6 calls them.
struct Row {
  std::string_view words;
  std::string_view by;
  Selector selector = Selector::dropped;
};
constexpr std::array kRows{
    Row{"announce", "announce", Selector::front},
    Row{"withdraw", "withdraw", Selector::front},
    Row{"teardown", "teardown", Selector::front},
    Row{"flush adj-rib out", "rib flush out"},
    Row{"clear adj-rib out", "rib clear out"},
    Row{"clear adj-rib in", "rib clear in"},
    Row{"show adj-rib out", "rib show out"},
    Row{"show adj-rib in", "rib show in"},
    Row{"disable-ack", "session ack disable"},
    Row{"enable-ack", "session ack enable"},
    Row{"silence-ack", "session ack silence"},
    Row{"reset", "session reset"},
    Row{"shutdown", "daemon shutdown"},
    Row{"reload", "daemon reload"},
    Row{"restart", "daemon restart"},
    Row{"version", "system version"},
    Row{"help", "system help"},
    Row{"crash", "system crash"},
};
constexpr std::array<std::string_view, 6> kOf6{"peer", "rib", "daemon", "session", "system", "group"};
constexpr std::string_view kInAll = "debug";  // and text

// A line that is read from the left.
class Line {
 public:
  explicit Line(std::string_view text) : rest_(trim(text)) {}

  [[nodiscard]] std::string_view rest() const { return rest_; }
  [[nodiscard]] std::string_view peek() const { return rest_.substr(0, rest_.find_first_of(" \t,")); }
  std::string_view next() {
    const std::string_view word = peek();
    skip(word.size());
    return word;
  }
  bool accept(std::string_view words) {
    Line ahead = *this;
    for (const std::string_view word : vigilcast::words(words)) {
      if (ahead.next() != word) return false;
    }
    *this = ahead;
    return true;
  }
  bool accept_comma() {
    if (!rest_.starts_with(',')) return false;
    skip(1);
    return true;
  }

 private:
  void skip(std::size_t count) { rest_ = trim(rest_.substr(count)); }
  std::string_view rest_;
};

// "neighbor A local-as 1, neighbor B" in front of a command: "A local-as 1", "B".
std::vector<std::string> take_selector(Line& line) {
  constexpr std::array<std::string_view, 5> kKeys{"local-ip", "local-as", "peer-as", "router-id", "family-allowed"};
  std::vector<std::string> out;
  while (line.accept("neighbor")) {
    std::string one(line.next());
    while (std::ranges::find(kKeys, line.peek()) != kKeys.end()) {
      one += " " + std::string(line.next());
      one += " " + std::string(line.next());
    }
    out.push_back(std::move(one));
    line.accept_comma();
  }
  return out;
}

std::string peers(const std::vector<std::string>& selector) {
  if (selector.empty()) return "peer *";
  return selector.size() == 1 ? "peer " + selector.front() : "peer [" + join(selector, ", ") + "]";
}

std::string with_rest(std::string front, std::string_view rest) { return rest.empty() ? front : front + " " + std::string(rest); }

// `show neighbor [IP] [form] [json]`, its words in any order.
std::string show_neighbor(Line line) {
  std::string address, form;
  while (!line.rest().empty()) {
    const std::string_view word = line.next();
    if (IpAddress::parse(word)) address = word;
    if (word == "summary" || word == "extensive" || word == "configuration") form = " " + std::string(word);
    if (word.empty()) break;
  }
  return (address.empty() ? "peer show" : "peer " + address + " show") + form;
}

MigratedLine command_of_6(std::string_view text) {
  Line line(text);
  if (line.peek() == kInAll || std::ranges::find(kOf6, line.peek()) != kOf6.end()) return {std::string(text), {}};
  const std::vector<std::string> selector = take_selector(line);
  if (line.accept("show neighbor")) return {show_neighbor(line), {}};
  for (const Row& row : kRows) {
    if (!line.accept(row.words)) continue;
    if (row.words == "teardown" && selector.empty()) return {std::string(text), "without a neighbor it closes nothing in 4 and 5: it stays as it is"};
    const std::string command = with_rest(std::string(row.by), line.rest());
    if (row.selector == Selector::front) return {peers(selector) + " " + command, {}};
    return {command, selector.empty() ? "" : "6 has no neighbor in front of " + std::string(row.by) + ": it is for all of them"};
  }
  return {std::string(text), "this is no command of 4 or 5: it stays as it is"};
}

// Routes are read as those of a file.
std::string with_values(std::string_view text, Compat from, Compat to) {
  const conf::Source source("", text);
  conf::Report report(source);
  conf::Lexer lexer(source, report);
  Node node;
  for (conf::Token token = lexer.next(); token.kind != conf::Token::Kind::end; token = lexer.next()) node.words.push_back(token);
  Migration migration{source, from, to, Edits(text), {}, {}, {}, nullptr};
  rewrite_values(migration, node);
  return migration.edits.apply();
}

}  // namespace

MigratedLine migrate_command(std::string_view line, Compat from, Compat to) {
  const std::string_view text = trim(line);
  if (text.empty() || text.front() == '#') return {std::string(line), {}};
  const std::string values = with_values(text, from, to);
  return to == Compat::v6 ? command_of_6(values) : MigratedLine{values, {}};
}

}  // namespace vigilcast::exabgp::migrate
