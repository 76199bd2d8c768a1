#include "pkg/exabgp/conf/context.h"

#include <algorithm>
#include <utility>

#include "pkg/base/text.h"

namespace vigilcast::exabgp::conf {
namespace {

std::string in_place(const Context& context) { return context.path.empty() ? "" : " in " + context.path; }

// The sections whose keyword it would be, for somebody who put it into the wrong one.
std::string other_homes(std::string_view word) {
  constexpr std::pair<Section, std::string_view> kNames[] = {{Section::root, "the file itself"},
                                                             {Section::neighbor, "neighbor"},
                                                             {Section::capability, "capability"},
                                                             {Section::api, "api"},
                                                             {Section::messages, "send or receive of an api"},
                                                             {Section::process, "process"},
                                                             {Section::static_routes, "static"},
                                                             {Section::family, "family"}};
  std::string out;
  for (const auto& [section, name] : kNames) {
    if (find_keyword(section, word) != nullptr) out += (out.empty() ? "" : ", ") + std::string(name);
  }
  return out;
}

void report_unknown(Context& context, Section section, const Statement& statement) {
  const Token& word = statement.words.front();
  const auto candidates = keyword_names(section);
  std::string hint;
  if (const auto near = nearest(word.text, candidates)) {
    hint = "did you mean \"" + *near + "\"?";
  } else if (const std::string homes = other_homes(word.text); !homes.empty()) {
    hint = "it belongs into " + homes;
  }
  context.report().error(
      word.extent, std::string("unknown ") + (statement.has_body ? "section" : "keyword") + " \"" + printable(word.text) + "\"" + in_place(context), hint);
}

// Whether the versions in force have the keyword; older words are accepted with a warning.
bool check_version(Context& context, const Keyword& keyword, const Token& word) {
  if ((keyword.versions & context.load.versions) == 0) {
    context.report().error(word.extent, "\"" + std::string(keyword.name) + "\" is not known to ExaBGP " + std::string(compat_name(context.load.compat)) +
                                            " (it is to " + version_names(keyword.versions) + ")");
    return false;
  }
  if (context.load.lenient() && keyword.versions == kIn34) {
    context.report().warning(word.extent, "\"" + std::string(keyword.name) + "\" is ExaBGP 3's form: " + std::string(keyword.doc));
  }
  return true;
}

bool check_form(Context& context, const Keyword& keyword, const Statement& statement) {
  if (keyword.form == Form::either || (keyword.form == Form::block) == statement.has_body) return true;
  const std::string name(keyword.name);
  if (statement.has_body) {
    context.report().error(statement.extent(), "\"" + name + "\" is not a section", "write: " + name + " " + std::string(keyword.value) + ";");
  } else {
    const std::string value = keyword.value.empty() ? "" : std::string(keyword.value) + " ";
    context.report().error(statement.extent(), "\"" + name + "\" is a section: it needs a block", "write: " + name + " " + value + "{ … }");
  }
  return false;
}

// A keyword that is said again. A template's value replaces the neighbor's own, as in ExaBGP; a neighbor's replaces its group's.
void note_said(Context& context, const Call& call) {
  if (!call.keyword.once || context.neighbor == nullptr) return;
  Neighbor& neighbor = *context.neighbor;
  const Said now{neighbor.origin, call.statement.extent(), printable_words(call.statement.arguments())};
  const auto [at, fresh] = neighbor.said.emplace(said_key(call.keyword.section, call.keyword.name), now);
  if (fresh) return;
  const Said before = std::exchange(at->second, now);
  if (before.value == now.value || before.origin == Origin::group) return;
  const std::string name = "\"" + std::string(call.keyword.name) + "\"";
  const std::string line = std::to_string(context.report().source().line_of(now.extent.offset));
  if (before.origin == now.origin && now.origin == Origin::own) {
    context.report().warning(now.extent, name + " is given twice: this one counts");
  } else if (before.origin == Origin::own) {
    context.report().warning(before.extent, "the template's " + name + " (line " + line + ") replaces this one, as in ExaBGP", "remove one of the two");
  }
}

void read_one(Context& context, Section section, const Statement& statement) {
  const Keyword* keyword = find_keyword(section, statement.keyword());
  if (keyword == nullptr) return report_unknown(context, section, statement);
  if (!check_version(context, *keyword, statement.words.front())) return;
  if (keyword->handler == nullptr) {
    context.report().error(statement.extent(), "\"" + std::string(keyword->name) + "\" is not supported by this version of vigilcast",
                           std::string(keyword->doc));
    return;
  }
  if (!check_form(context, *keyword, statement)) return;
  const Call call{*keyword, statement};
  note_said(context, call);
  keyword->handler(context, call);
}

// Where a word begins a line and is a keyword of the section, the `;` before it was forgotten.
std::size_t forgotten_end(Section section, const Statement& statement) {
  std::size_t depth = 0;
  for (std::size_t i = 1; i < statement.words.size(); ++i) {
    const Token& word = statement.words[i];
    if (!word.quoted && word.text == "[") ++depth;
    if (!word.quoted && word.text == "]" && depth > 0) --depth;
    if (word.fresh_line && depth == 0 && !word.quoted && find_keyword(section, word.text) != nullptr) return i;
  }
  return statement.words.size();
}

// Two statements that a forgotten `;` has joined: both are read, so that one mistake is one message.
void read_split(Context& context, Section section, const Statement& joined, std::size_t end) {
  const Token& last = joined.words[end - 1];
  context.report().error(last.extent, "; is missing at the end of this line");
  const auto behind_first = joined.words.begin() + static_cast<std::ptrdiff_t>(end);
  const Statement first{{joined.words.begin(), behind_first}, false, false, {}};
  const Statement rest{{behind_first, joined.words.end()}, joined.has_body, false, joined.body};
  read_one(context, section, first);
  // What a group says besides its neighbors is for each of them, and here there is none.
  if (section != Section::group || rest.keyword() == "neighbor") read_section(context, section, {&rest, 1});
}

void check_one_line(Context& context, const Statement& statement) {
  if (context.load.lenient()) return;
  // The `{` of a block belongs to the line of its section.
  const auto rest = statement.arguments();
  const auto in_words = std::ranges::find_if(rest, &Token::fresh_line);
  const Token* broken = in_words != rest.end() ? &*in_words : statement.has_body && statement.body.brace.fresh_line ? &statement.body.brace : nullptr;
  if (broken == nullptr && !statement.has_body && statement.end_is_alone) broken = &statement.words.back();
  if (broken == nullptr) return;
  context.report().error(broken->extent, "ExaBGP " + std::string(compat_name(context.load.compat)) + " wants a statement on one line",
                         "join the lines, or end the one before with a backslash");
}

void read_statement(Context& context, Section section, const Statement& statement) {
  check_one_line(context, statement);
  if (const std::size_t end = forgotten_end(section, statement); end < statement.words.size()) {
    read_split(context, section, statement, end);
  } else {
    read_one(context, section, statement);
  }
}

}  // namespace

Context Context::inside(const Statement& statement) const {
  Context out = *this;
  out.path = (path.empty() ? "" : path + " / ") + printable_words(std::span(statement.words).first(std::min<std::size_t>(statement.words.size(), 2)));
  return out;
}

void read_section(Context& context, Section section, std::span<const Statement> statements) {
  for (const Statement& statement : statements) {
    if (context.report().full()) return;
    read_statement(context, section, statement);
  }
}

void read_section(Context& context, Section section, const Block& block) {
  Statements statements(context.load.lexer, context.report(), block);
  while (!context.report().full()) {
    Lexer* lexer = statements.before_next();
    if (lexer != nullptr && context.routes != nullptr && context.route_lines == nullptr)
      context.load.known_routes.take(*lexer, section, context.load.source, *context.routes);
    const Statement* statement = statements.next();
    if (statement == nullptr) return;
    read_statement(context, section, *statement);
  }
}

std::vector<std::string> keywords_in(Context& context, const Block& block) {
  std::vector<std::string> out;
  Statements statements(context.load.lexer, context.report(), block);
  while (const Statement* statement = statements.next()) out.emplace_back(statement->keyword());
  return out;
}

const Token* single_word(Context& context, const Call& call) {
  const auto words = call.statement.arguments();
  if (words.empty()) {
    context.report().error(call.statement.extent(), "\"" + std::string(call.keyword.name) + "\" has no value",
                           "write: " + std::string(call.keyword.name) + " " + std::string(call.keyword.value) + ";");
    return nullptr;
  }
  report_extra(context, call, 1);
  return &words.front();
}

void report_extra(Context& context, const Call& call, std::size_t used) {
  const auto words = call.statement.arguments();
  if (words.size() <= used) return;
  const auto extra = words.subspan(used);
  if (extra.front().fresh_line) {
    context.report().error(words[used == 0 ? 0 : used - 1].extent, "; is missing at the end of this line");
  } else {
    context.report().warning(extent_of(extra),
                             "this is not read: \"" + std::string(call.keyword.name) + "\" takes " +
                                 (used == 0   ? "no value"
                                  : used == 1 ? "one word"
                                              : std::to_string(used) + " words"),
                             "quote a text of several words, or end the statement with ;");
  }
}

void report_bad_value(Context& context, const Token& word, const Error& error) { context.report().error(word.extent, error.text, error.hint); }

std::optional<bool> flag_value(Context& context, const Call& call, bool bare) {
  if (call.statement.arguments().empty()) return bare;
  const auto value = single_value(context, call, read_boolean);
  const std::string lower = to_lower(call.statement.arguments().front().text);
  if (value && (lower == "yes" || lower == "no") && (context.load.versions & kIn6) == 0) {
    context.report().error(call.statement.arguments().front().extent,
                           "ExaBGP " + std::string(compat_name(context.load.compat)) + " does not read \"" + lower + "\" as a boolean", "write true or false");
  }
  return value;
}

std::vector<const Token*> list_words(Context& context, const Call& call, bool bare) {
  const auto words = call.statement.arguments();
  if (words.empty() || words.front().quoted || words.front().text != "[") {
    if (!bare || words.empty()) {
      context.report().error(call.statement.extent(), "\"" + std::string(call.keyword.name) + "\" needs a list in brackets",
                             "write: " + std::string(call.keyword.name) + " " + std::string(call.keyword.value) + ";");
      return {};
    }
    const Token* word = single_word(context, call);
    return word == nullptr ? std::vector<const Token*>{} : std::vector{word};
  }
  std::vector<const Token*> out;
  for (std::size_t i = 1; i < words.size(); ++i) {
    if (!words[i].quoted && words[i].text == "]") {
      report_extra(context, call, i + 1);
      return out;
    }
    if (words[i].quoted || words[i].text != ",") out.push_back(&words[i]);
  }
  context.report().error(extent_of(words), "the list is not closed", "add a ] before the ;");
  return out;
}

std::string printable_words(std::span<const Token> words) {
  std::string out;
  for (const Token& word : words) out += (out.empty() ? "" : " ") + printable(word.text);
  return out;
}

}  // namespace vigilcast::exabgp::conf
