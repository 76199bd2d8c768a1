// exabgp cli, exabgp run: commands for the running program, over its socket or its named pipes.
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iostream>

#include "cmd/vigilcast/exabgp/conversation.h"
#include "cmd/vigilcast/exabgp/verbs.h"
#include "pkg/base/text.h"
#include "pkg/exabgp/cli/completion.h"

namespace vigilcast::cmd {
namespace {

struct CliWords {
  Way way;
  std::string batch;
  std::vector<std::string> command;
  bool plain = false;  // as it always is
};

// The exit code of what an answer ended with; `cli` has none for a refusal, nor for an end that does not come, as in ExaBGP.
int tell_end(exabgp::AnswerEnd end, bool strict) {
  switch (end) {
    case exabgp::AnswerEnd::done: return 0;
    case exabgp::AnswerEnd::shutdown: std::fputs("ExaBGP is shutting down, command aborted\n", stderr); break;
    case exabgp::AnswerEnd::error:
      std::fputs("ExaBGP returns an error (see ExaBGP's logs for more information)\nuse help for a list of available commands\n", stderr);
      break;
    case exabgp::AnswerEnd::none:
      std::fputs("warning: no end of command message received\n    hint: the daemon is busy, or another client has read the answer\n", stderr);
      break;
  }
  return strict ? 1 : 0;
}

int say(const CLI::App& verb, Conversation& conversation, const std::vector<std::string>& words, bool strict) {
  const std::string sent = exabgp::spelled_out(words);
  if (sent != join(words, " ")) std::printf("command: %s\n", sent.c_str());
  const auto end = conversation.say(sent, [](std::string_view line) { std::printf("%s\n", std::string(line).c_str()); });
  std::fflush(stdout);
  return end ? tell_end(*end, strict) : tell_failure(verb, end.error());
}

// Each line of the file; the first code that is not 0.
int say_all(const CLI::App& verb, Conversation& conversation, const std::string& file) {
  std::ifstream opened;
  if (file != "-") opened.open(file);
  if (file != "-" && !opened) return tell_failure(verb, {std::strerror(errno), file, ""});
  std::istream& lines = file == "-" ? std::cin : opened;
  int code = 0;
  for (std::string line; std::getline(lines, line);) {
    if (trim(line).empty() || trim(line).starts_with('#')) continue;
    const int one = say(verb, conversation, exabgp::line_words(line), true);
    if (code == 0) code = one;
  }
  return code;
}

// A line after the other, as a person types them or a pipe has them. The terminal's own editing serves; `?` at the end of a line tells what may stand there.
int talk(const CLI::App& verb, Conversation& conversation, exabgp::Compat compat) {
  const bool person = ::isatty(STDIN_FILENO) == 1;
  if (person) std::puts("commands of the process API, `help` for all of them; a line that ends with ? tells what may follow, `exit` leaves");
  int code = 0;
  for (std::string line; (person ? std::fputs("exabgp> ", stdout), std::fflush(stdout) : 0, std::getline(std::cin, line));) {
    const std::string_view said = trim(line);
    if (said == "exit" || said == "quit") break;
    if (said.empty() || said.starts_with('#')) continue;
    if (line.ends_with('?')) {
      std::string_view begun = line;
      begun.remove_suffix(1);
      for (const std::string& word : exabgp::next_words(begun, compat)) std::printf("  %s\n", word.c_str());
      continue;
    }
    const int one = say(verb, conversation, exabgp::line_words(line), true);
    if (!person && code == 0) code = one;
  }
  if (person) std::puts("");
  return code;
}

void add_options(CLI::App& verb, CliWords& to) {
  verb.footer("COMMAND, among them, is such as show neighbor summary");
  verb.add_option("--pipename", to.way.pipename, "the name of the named pipes; exabgp.api.pipename, else");
  verb.add_option("--socketname", to.way.socketname, "the name of the unix socket; exabgp.api.socketname, else");
  auto* pipe = verb.add_flag("--pipe", to.way.pipe, "over the named pipes");
  verb.add_flag("--socket", to.way.socket, "over the unix socket; without a word that where there is one, else the pipes")->excludes(pipe);
  verb.add_flag("--no-color", to.plain, "lines have no colours")->group("");
}

}  // namespace

int exabgp_cli(const Words& words, const app::RunOptions& options) {
  CLI::App verb("a command for the running program, or without one a shell for them", "exabgp cli");
  CliWords read;
  add_options(verb, read);
  if (const auto code = read_words(verb, words, read.command)) return *code;
  // 6 has a shell here, which 4.2 and 5.0 have not.
  const bool shell = read.command.empty() && (options.compat == exabgp::Compat::v6 || (options.compat == exabgp::Compat::auto_ && isatty(STDIN_FILENO) == 1));
  if (read.command.empty() && !shell) {
    std::puts("no command provided, sending \"help\"");
    read.command = {"help"};
  }
  auto conversation = Conversation::open(read.way, options);
  if (!conversation) return 1;
  return shell ? talk(verb, *conversation, options.compat) : say(verb, *conversation, read.command, false);
}

int exabgp_run(const Words& words, const app::RunOptions& options) {
  CLI::App verb("a command for the running program", "exabgp run");
  CliWords read;
  add_options(verb, read);
  verb.add_option("--batch", read.batch, "each line of this file, or of standard input (-), is a command");
  if (const auto code = read_words(verb, words, read.command)) return *code;
  if (read.command.empty() && read.batch.empty()) return tell_failure(verb, {"no command is given", "", "exabgp run help lists them"});
  auto conversation = Conversation::open(read.way, options);
  if (!conversation) return 1;
  return read.batch.empty() ? say(verb, *conversation, read.command, true) : say_all(verb, *conversation, read.batch);
}

int exabgp_talk(const Words& words, const app::RunOptions& options) {
  CLI::App verb("commands for the running program, one after the other, from a terminal or a pipe", "exabgp shell");
  CliWords read;
  add_options(verb, read);
  if (const auto code = read_words(verb, words, read.command)) return *code;
  if (!read.command.empty()) return refuse_words(verb, "install, uninstall or completion is expected, not " + read.command.front());
  auto conversation = Conversation::open(read.way, options);
  return conversation ? talk(verb, *conversation, options.compat) : 1;
}

}  // namespace vigilcast::cmd
