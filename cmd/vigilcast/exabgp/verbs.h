// ExaBGP's sub-commands: one row each in verbs.cpp, one small file each.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "bgp/engine/peer_config.h"
#include "pkg/app/options.h"
#include "pkg/base/result.h"

namespace CLI {
class App;
}

namespace vigilcast::cmd {

using Words = std::vector<std::string>;

struct ExabgpVerb {
  std::string_view name;
  std::string_view usage;  // what follows
  std::string_view help;
  int (*run)(const Words& words, const app::RunOptions& options);  // the exit code
};

std::span<const ExabgpVerb> exabgp_verbs();
const ExabgpVerb* find_exabgp_verb(std::string_view name);
std::string exabgp_usage();

int exabgp_server(const Words& words, const app::RunOptions& options);
int exabgp_validate(const Words& words, const app::RunOptions& options);
int exabgp_configuration(const Words& words, const app::RunOptions& options);
int exabgp_decode(const Words& words, const app::RunOptions& options);
int exabgp_encode(const Words& words, const app::RunOptions& options);
int exabgp_cli(const Words& words, const app::RunOptions& options);
int exabgp_run(const Words& words, const app::RunOptions& options);
int exabgp_healthcheck(const Words& words, const app::RunOptions& options);
int exabgp_env(const Words& words, const app::RunOptions& options);
int exabgp_migrate(const Words& words, const app::RunOptions& options);
int exabgp_schema(const Words& words, const app::RunOptions& options);
int exabgp_shell(const Words& words, const app::RunOptions& options);
int exabgp_talk(const Words& words, const app::RunOptions& options);  // what a shell without more words is
int exabgp_version(const Words& words, const app::RunOptions& options);

// Instead of its words: the verb prints its options and ends. For the completion of command lines.
inline constexpr std::string_view kListOptions = "--list-options";

// The words of one sub-command. An exit code when that is the end of it: help was asked for, or they are not understood.
std::optional<int> read_words(CLI::App& verb, Words words);
// The same with a command among them, `rest`, whose words stay as they are: a positional list of CLI11 takes the brackets from [a,b].
std::optional<int> read_words(CLI::App& verb, Words words, Words& rest);
// The words do not make sense; returns the exit code.
int refuse_words(const CLI::App& verb, const std::string& problem);

// Whose session decode and encode imagine.
struct NeighborWords {
  std::string families, configuration;
  bool paths = false;
};
void add_neighbor_options(CLI::App& verb, NeighborWords& to);
// The first neighbor of the configuration file, or one of the families that are named. Nothing: standard error has the reason.
std::optional<bgp::PeerConfig> chosen_neighbor(const CLI::App& verb, const NeighborWords& words, const app::RunOptions& options);

// Says on standard error what went wrong; returns the exit code.
int tell_failure(const CLI::App& verb, const Error& error);

}  // namespace vigilcast::cmd
