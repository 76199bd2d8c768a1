// The completion of command lines in bash: one mechanism for both, vigilcast's own and ExaBGP's. The shell asks the program itself, whose tables answer.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace CLI {
class App;
}

namespace vigilcast::cmd {

// "--help", "-h" …: of one verb.
std::vector<std::string> option_names(const CLI::App& verb);

// For bash: completes `program` with what `ask -- WORD…` prints, a word each; with files where that is nothing.
std::string bash_completion(std::string_view program, std::string_view ask);

// What may stand for the last of these words of vigilcast's command line, or of ExaBGP's; the name of the program is not among them.
std::vector<std::string> vigilcast_candidates(const CLI::App& app, std::span<const std::string> words);
std::vector<std::string> exabgp_candidates(std::span<const std::string> words);

// vigilcast complete -- WORD…: what the script of bash asks. No verb of the table, whose options would be read from the words.
int complete(const CLI::App& app, std::span<const std::string> words);

// Those that begin like `begun`, a line each.
void print_candidates(const std::vector<std::string>& all, std::string_view begun);

}  // namespace vigilcast::cmd
