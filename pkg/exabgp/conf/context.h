// What is known while a file is loaded, and the tools that keyword handlers share.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "pkg/exabgp/conf/keywords.h"
#include "pkg/exabgp/conf/known_routes.h"
#include "pkg/exabgp/conf/neighbor.h"
#include "pkg/exabgp/conf/places.h"
#include "pkg/exabgp/conf/report.h"
#include "pkg/exabgp/settings.h"
#include "pkg/model/config.h"

namespace vigilcast::exabgp::conf {

struct Process {
  model::ProcessSpec spec;
  model::Subscription wants;  // what a 3.x or guide file says inside the process
  Extent extent;
  Extent run;  // the line of that name
};

struct Api {
  std::vector<NamedProcess> processes;
  model::Subscription wants;
};

// A process that a neighbor names; whether it exists is known when the whole file is read.
struct Use {
  std::string peer;
  std::string neighbor;  // for messages: "neighbor 192.0.2.1"
  NamedProcess process;
};

struct Load {
  Source& source;
  Report& report;
  Lexer& lexer;
  const Settings& settings;
  Compat compat = Compat::auto_;
  Versions versions = kEverywhere;
  std::string directory;  // of the file
  model::Config config;
  std::vector<Process> processes;
  std::vector<Use> uses;
  std::map<std::string, Statement, std::less<>> templates;
  std::map<std::string, std::size_t, std::less<>> api_names;  // and where they stand
  std::set<std::pair<std::string, std::optional<std::uint16_t>>> peers_seen;  // address and listen port, for duplicates
  std::vector<bgp::PeerConfig> group_ranges_seen;                             // ranges with multi-session
  std::map<std::size_t, std::shared_ptr<const RouteSection>> route_sections;    // by their start: those of a template are read once
  KnownRoutes known_routes;
  Places* places = nullptr;  // of who wants to know them

  [[nodiscard]] bool lenient() const { return compat == Compat::auto_; }
};

// Says what is wrong with a route of the statement.
using JudgeRoute = std::function<void(const bgp::Nlri& nlri, const model::RouteTerms& terms, const Statement& statement)>;

// Where the reading is. Handlers of a section fill what belongs to it; the others are null.
struct Context {
  Load& load;
  std::string path;  // "neighbor 192.0.2.1 / capability"
  Neighbor* neighbor = nullptr;
  Process* process = nullptr;
  Api* api = nullptr;
  model::Subscription* wants = nullptr;
  model::MessageSelection* messages = nullptr;
  const std::vector<Statement>* group = nullptr;  // what the group around this neighbor says
  model::RouteList* routes = nullptr;             // of the section that is being read
  std::vector<unsigned>* route_lines = nullptr;   // of these routes, when somebody wants to know
  const JudgeRoute* judge = nullptr;              // instead: what is wrong with a route is asked for

  [[nodiscard]] Report& report() const { return load.report; }
  // The same place one section deeper.
  [[nodiscard]] Context inside(const Statement& statement) const;
};

// Calls the handler of every statement; unknown, misplaced and unsupported words are reported.
void read_section(Context& context, Section section, const Block& block);
void read_section(Context& context, Section section, std::span<const Statement> statements);
// The first words of the statements of a block, without a judgement.
std::vector<std::string> keywords_in(Context& context, const Block& block);

// The one word that follows the keyword; nothing, and a report, when it is missing. More words are reported as ignored.
const Token* single_word(Context& context, const Call& call);
// Reports words after the first `used` ones.
void report_extra(Context& context, const Call& call, std::size_t used);
void report_bad_value(Context& context, const Token& word, const Error& error);

template <class T>
std::optional<T> single_value(Context& context, const Call& call, Result<T> (*read)(std::string_view)) {
  const Token* word = single_word(context, call);
  if (word == nullptr) return std::nullopt;
  Result<T> value = read(word->text);
  if (!value) {
    report_bad_value(context, *word, value.error());
    return std::nullopt;
  }
  return std::move(*value);
}

// A boolean whose bare keyword means `bare`.
std::optional<bool> flag_value(Context& context, const Call& call, bool bare);

// The words of `[ a b ]`, `[ a, b ]` or, when `bare` is allowed, of `a`.
std::vector<const Token*> list_words(Context& context, const Call& call, bool bare);

std::string printable_words(std::span<const Token> words);

}  // namespace vigilcast::exabgp::conf
