// exabgp cli, exabgp run: commands for the running program, over its named pipes.
#include <fcntl.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iostream>

#include "cmd/vigilcast/exabgp/verbs.h"
#include "pkg/app/command_line.h"
#include "pkg/base/text.h"
#include "pkg/exabgp/cli/words.h"
#include "pkg/runtime/line_source.h"

namespace vigilcast::cmd {
namespace {

constexpr Duration kSilence = std::chrono::seconds(5);  // so long without a line, and no end will come

struct CliWords {
  std::string pipename, batch;
  std::vector<std::string> command;
  bool plain = false;  // as it always is
};

// One command and its answer.
class Conversation {
 public:
  explicit Conversation(exabgp::CommandPipes pipes) : pipes_(std::move(pipes)) {}

  // None: the end was not told in time.
  Result<exabgp::AnswerEnd> say(const std::string& command) {
    // For both, so that the answer may begin when it likes. It is there before the command is said.
    runtime::Descriptor answers(open(pipes_.out.c_str(), O_RDWR | O_NONBLOCK | O_CLOEXEC));
    if (!answers) return fail("could not read answer from ExaBGP: " + std::string(std::strerror(errno)), pipes_.out);
    drain(answers);
    if (auto sent = send(command); !sent) return std::unexpected(sent.error());
    runtime::Loop loop;
    auto end = exabgp::AnswerEnd::none;
    runtime::Timer silence(loop, [&] { loop.stop(); });
    silence.arm(runtime::monotonic_now() + kSilence);
    const runtime::LineSource source(loop, std::move(answers),
                                     {.on_line =
                                          [&](std::string_view line) {
                                            if (end != exabgp::AnswerEnd::none) return;
                                            end = exabgp::answer_end(line);
                                            if (end != exabgp::AnswerEnd::none) return loop.stop();
                                            silence.arm(runtime::monotonic_now() + kSilence);
                                            std::printf("%s\n", std::string(line).c_str());
                                          },
                                      .on_end = [&] { loop.stop(); }});
    loop.run();
    std::fflush(stdout);
    return end;
  }

 private:
  // Of what somebody before has not read. ExaBGP keeps its pipes open.
  static void drain(const runtime::Descriptor& answers) {
    std::array<char, 4096> piece;
    while (::read(answers.get(), piece.data(), piece.size()) > 0) continue;
  }

  Result<void> send(const std::string& command) const {
    const runtime::Descriptor commands(open(pipes_.in.c_str(), O_WRONLY | O_NONBLOCK | O_CLOEXEC));
    if (!commands && errno == ENXIO) return fail("ExaBGP is not running / using the configured named pipe", pipes_.in);
    if (!commands) return fail("could not communicate with ExaBGP: " + std::string(std::strerror(errno)), pipes_.in);
    fcntl(commands.get(), F_SETFL, fcntl(commands.get(), F_GETFL) & ~O_NONBLOCK);  // a long line may have to wait
    const std::string line = command + "\n";
    for (std::size_t done = 0; done < line.size();) {
      const ssize_t count = write(commands.get(), line.data() + done, line.size() - done);
      if (count < 0 && errno != EINTR) return fail("could not send command to ExaBGP: " + std::string(std::strerror(errno)), pipes_.in);
      if (count > 0) done += static_cast<std::size_t>(count);
    }
    return {};
  }

  exabgp::CommandPipes pipes_;
};

// Nothing: standard error has what was looked for.
std::optional<exabgp::CommandPipes> find_pipes(const std::string& named, const app::RunOptions& options) {
  const std::string name = named.empty() ? std::string(options.settings.text("api.pipename")) : named;
  const auto candidates = exabgp::command_pipes(name, getuid(), options.exabgp_root);
  auto found = app::existing_pipes(candidates);
  if (found) return found;
  std::fprintf(stderr, "could not find ExaBGP's named pipes (%s.in and %s.out) for the cli\nwe looked for\n", name.c_str(), name.c_str());
  for (const exabgp::CommandPipes& pipes : candidates) std::fprintf(stderr, " - %s\n", pipes.in.c_str());
  const std::string folder = candidates.front().in.substr(0, candidates.front().in.rfind('/'));
  std::fprintf(stderr, "    hint: mkdir -p %s && mkfifo -m 600 %s/%s.in %s/%s.out, owned by who runs the daemon, and start that again\n", folder.c_str(),
               folder.c_str(), name.c_str(), folder.c_str(), name.c_str());
  return std::nullopt;
}

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

int say(const CLI::App& verb, const exabgp::CommandPipes& pipes, const std::vector<std::string>& words, bool strict) {
  const std::string sent = exabgp::spelled_out(words);
  if (sent != join(words, " ")) std::printf("command: %s\n", sent.c_str());
  const auto end = Conversation(pipes).say(sent);
  return end ? tell_end(*end, strict) : tell_failure(verb, end.error());
}

// Each line of the file; the first code that is not 0.
int say_all(const CLI::App& verb, const exabgp::CommandPipes& pipes, const std::string& file) {
  std::ifstream opened;
  if (file != "-") opened.open(file);
  if (file != "-" && !opened) return tell_failure(verb, {std::strerror(errno), file, ""});
  std::istream& lines = file == "-" ? std::cin : opened;
  int code = 0;
  for (std::string line; std::getline(lines, line);) {
    const auto words = split(trim(line), ' ');
    if (trim(line).empty() || trim(line).starts_with('#')) continue;
    const int one = say(verb, pipes, {words.begin(), words.end()}, true);
    if (code == 0) code = one;
  }
  return code;
}

void add_options(CLI::App& verb, CliWords& to) {
  verb.footer("COMMAND, among them, is such as show neighbor summary");
  verb.add_option("--pipename", to.pipename, "the name of the pipes; exabgp.api.pipename, else");
  verb.add_flag("--no-color", to.plain, "lines have no colours")->group("");
}

}  // namespace

int exabgp_cli(const Words& words, const app::RunOptions& options) {
  CLI::App verb("a command for the running program", "exabgp cli");
  CliWords read;
  add_options(verb, read);
  if (const auto code = read_words(verb, words, read.command)) return *code;
  if (read.command.empty()) {
    std::puts("no command provided, sending \"help\"");
    read.command = {"help"};
  }
  const auto pipes = find_pipes(read.pipename, options);
  return pipes ? say(verb, *pipes, read.command, false) : 1;
}

int exabgp_run(const Words& words, const app::RunOptions& options) {
  CLI::App verb("a command for the running program", "exabgp run");
  CliWords read;
  add_options(verb, read);
  verb.add_flag("--pipe", read.plain, "over the named pipes (so it is)");
  verb.add_option("--batch", read.batch, "each line of this file, or of standard input (-), is a command");
  if (const auto code = read_words(verb, words, read.command)) return *code;
  if (read.command.empty() && read.batch.empty()) return tell_failure(verb, {"no command is given", "", "exabgp run help lists them"});
  const auto pipes = find_pipes(read.pipename, options);
  if (!pipes) return 1;
  return read.batch.empty() ? say(verb, *pipes, read.command, true) : say_all(verb, *pipes, read.batch);
}

}  // namespace vigilcast::cmd
