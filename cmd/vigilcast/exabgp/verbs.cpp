#include "cmd/vigilcast/exabgp/verbs.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <cstdio>

#include "cmd/vigilcast/completion.h"
#include "cmd/vigilcast/usage_error.h"
#include "pkg/app/load.h"
#include "pkg/exabgp/verbs/session.h"

namespace vigilcast::cmd {
namespace {

constexpr auto kVerbs = std::to_array<ExabgpVerb>({
    {"server", "[OPTION]... FILE...", "run; the word itself may be left out", exabgp_server},
    {"validate", "FILE...", "check files, print every mistake", exabgp_validate},
    {"configuration", "validate|export|example", "check files, write what was read as JSON, print a file to begin with", exabgp_configuration},
    {"decode", "[-f FAMILY] [-n] HEX", "a message as the JSON that helpers get", exabgp_decode},
    {"encode", "[-f FAMILY] ROUTE", "a route as the message that neighbors get", exabgp_encode},
    {"env", "[-d] [-e]", "the settings in force", exabgp_env},
    {"version", "", "which version is imitated", exabgp_version},
    {"migrate", "conf|api -f VERSION -t VERSION", "files and helpers' lines of an older version for a newer one", exabgp_migrate},
    {"cli", "[--pipe|--socket] COMMAND", "a command for the running program", exabgp_cli},
    {"healthcheck", "[OPTION]...", "announce addresses as long as a check succeeds", exabgp_healthcheck},
    {"run", "[--batch FILE] COMMAND", "as cli; exit code 1 where it is refused", exabgp_run},
    {"schema", "export [SECTION]", "what an exabgp.conf may have, as JSON Schema", exabgp_schema},
    {"shell", "[completion|install|uninstall]", "commands one after the other; completion of this command line for bash", exabgp_shell},
});

// All mistakes of the file go to standard error.
std::optional<bgp::PeerConfig> first_neighbor(const std::string& file, app::RunOptions options) {
  options.exabgp_files = {file};
  const model::Loaded loaded = app::load(options);
  std::fputs(loaded.diagnostics.to_string().c_str(), stderr);
  if (loaded.diagnostics.has_errors()) return std::nullopt;
  if (loaded.config.peers.empty()) {
    std::fprintf(stderr, "%s: there is no neighbor\n    hint: decode and encode need one, whose session they imagine\n", file.c_str());
    return std::nullopt;
  }
  bgp::PeerConfig neighbor = loaded.config.peers.front();
  if (!neighbor.local_address) neighbor.local_address = neighbor.router_id;  // what the kernel would choose is not known here
  return neighbor;
}

}  // namespace

std::span<const ExabgpVerb> exabgp_verbs() { return kVerbs; }

const ExabgpVerb* find_exabgp_verb(std::string_view name) {
  const auto* found = std::ranges::find(kVerbs, name, &ExabgpVerb::name);
  return found == kVerbs.end() ? nullptr : found;
}

std::string exabgp_usage() {
  constexpr std::size_t kHelpColumn = 56;
  std::string out = "usage: exabgp [--env-file FILE] VERB …, or exabgp FILE...\n";
  for (const ExabgpVerb& verb : kVerbs) {
    std::string line = "       exabgp " + std::string(verb.name) + " " + std::string(verb.usage);
    line.resize(std::max(line.size() + 1, kHelpColumn), ' ');
    out += line + std::string(verb.help) + "\n";
  }
  return out;
}

std::optional<int> read_words(CLI::App& verb, Words words) {
  if (words == Words{std::string(kListOptions)}) {
    for (const std::string& option : option_names(verb)) std::puts(option.c_str());
    return 0;
  }
  std::ranges::reverse(words);  // as CLI11 wants them
  try {
    verb.parse(std::move(words));
    return std::nullopt;
  } catch (const CLI::ParseError& problem) {
    if (problem.get_exit_code() == 0) return verb.exit(problem);
    return refuse_words(verb, problem.what());
  }
}

std::optional<int> read_words(CLI::App& verb, Words words, Words& rest) {
  verb.allow_extras();
  if (const auto code = read_words(verb, std::move(words))) return code;
  rest = verb.remaining();
  const auto end = std::ranges::find(rest, "--");  // behind it all words are the command's
  const auto unknown = std::find_if(rest.begin(), end, [](const std::string& word) { return word.size() > 1 && word.front() == '-'; });
  if (unknown != end) return refuse_words(verb, "The following argument was not expected: " + *unknown);
  if (end != rest.end()) rest.erase(end);
  return std::nullopt;
}

int refuse_words(const CLI::App& verb, const std::string& problem) {
  std::fprintf(stderr, "%s: %s\n    hint: %s --help\n", verb.get_name().c_str(), problem.c_str(), verb.get_name().c_str());
  return kUsageExit;
}

void add_neighbor_options(CLI::App& verb, NeighborWords& to) {
  verb.add_option("-f,--family", to.families, "the address families of the session, such as \"ipv4 unicast\"; all are, else");
  verb.add_option("-c,--configuration", to.configuration, "the file whose first neighbor is taken");
  verb.add_flag("-i,--path-information", to.paths, "destinations have path identifiers");
}

std::optional<bgp::PeerConfig> chosen_neighbor(const CLI::App& verb, const NeighborWords& words, const app::RunOptions& options) {
  if (!words.configuration.empty()) return first_neighbor(words.configuration, options);
  auto families = exabgp::read_families(words.families);
  if (families) return exabgp::imagined_neighbor(*std::move(families), words.paths);
  tell_failure(verb, families.error());
  return std::nullopt;
}

int tell_failure(const CLI::App& verb, const Error& error) {
  std::fprintf(stderr, "%s: %s\n", verb.get_name().c_str(), error.to_string().c_str());
  return 1;
}

}  // namespace vigilcast::cmd
