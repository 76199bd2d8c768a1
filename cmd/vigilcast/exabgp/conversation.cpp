#include "cmd/vigilcast/exabgp/conversation.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <tuple>
#include <utility>

#include "pkg/app/command_line.h"
#include "pkg/app/command_socket.h"
#include "pkg/runtime/unix_socket.h"

namespace vigilcast::cmd {
namespace {

using runtime::Descriptor;

constexpr int kSilence = 5000;  // milliseconds without a byte, and no end will come

std::unexpected<Error> broken(const char* what, const std::string& path) { return fail(std::string(what) + ": " + std::strerror(errno), path); }

Result<Descriptor> connect_to(const std::string& path) {
  const auto address = runtime::UnixAddress::of(path);
  if (!address) return std::unexpected(address.error());
  Descriptor socket = runtime::unix_socket();
  if (socket && ::connect(socket.get(), address->raw(), runtime::UnixAddress::length) == 0) return socket;
  return broken("could not connect to ExaBGP", path);
}

// Of what somebody before has not read. ExaBGP keeps its pipes open.
void drain(int answers) {
  std::array<char, 4096> piece;
  while (::read(answers, piece.data(), piece.size()) > 0) continue;
}

Result<Descriptor> open_commands(const std::string& path) {
  Descriptor commands(::open(path.c_str(), O_WRONLY | O_NONBLOCK | O_CLOEXEC));
  if (!commands && errno == ENXIO) return fail("ExaBGP is not running / using the configured named pipe", path);
  if (!commands) return broken("could not communicate with ExaBGP", path);
  ::fcntl(commands.get(), F_SETFL, ::fcntl(commands.get(), F_GETFL) & ~O_NONBLOCK);  // a long line may have to wait
  return commands;
}

Result<void> send(int commands, const std::string& line) {
  for (std::size_t done = 0; done < line.size();) {
    const ssize_t count = ::write(commands, line.data() + done, line.size() - done);
    if (count < 0 && errno != EINTR) return broken("could not send command to ExaBGP", "");
    if (count > 0) done += static_cast<std::size_t>(count);
  }
  return {};
}

// 6's words for its own client: it is told the way by its environment, too.
std::string wanted_mode() {
  const char* mode = std::getenv("exabgp_api_cli_mode");
  return mode == nullptr ? "" : mode;
}

void tell_absence(const Way& way, const std::string& socket, const std::string& pipe, const app::RunOptions& options) {
  const auto sockets = exabgp::command_sockets(socket, getuid(), options.exabgp_root);
  const auto pipes = exabgp::command_pipes(pipe, getuid(), options.exabgp_root);
  if (!way.pipe) std::fprintf(stderr, "could not find ExaBGP's unix socket (%s.sock) for the cli\n", socket.c_str());
  if (!way.socket) std::fprintf(stderr, "could not find ExaBGP's named pipes (%s.in and %s.out) for the cli\n", pipe.c_str(), pipe.c_str());
  std::fputs("we looked for\n", stderr);
  if (!way.pipe) {
    for (const std::string& path : sockets) std::fprintf(stderr, " - %s\n", path.c_str());
  }
  if (way.socket) return;
  for (const exabgp::CommandPipes& path : pipes) std::fprintf(stderr, " - %s\n", path.in.c_str());
  const std::string folder = pipes.front().in.substr(0, pipes.front().in.rfind('/'));
  std::fprintf(stderr, "    hint: mkdir -p %s && mkfifo -m 600 %s/%s.in %s/%s.out, owned by who runs the daemon, and start that again\n", folder.c_str(),
               folder.c_str(), pipe.c_str(), folder.c_str(), pipe.c_str());
}

}  // namespace

std::optional<Conversation> Conversation::open(const Way& asked, const app::RunOptions& options) {
  std::ignore = std::signal(SIGPIPE, SIG_IGN);  // a daemon that goes away is told of
  Way way = asked;
  const std::string mode = wanted_mode();
  way.pipe |= !way.socket && mode == "pipe";
  way.socket |= !way.pipe && mode == "socket";
  const std::string socket = way.socketname.empty() ? std::string(options.settings.text("api.socketname")) : way.socketname;
  const std::string pipe = way.pipename.empty() ? std::string(options.settings.text("api.pipename")) : way.pipename;
  // Who names the pipes means them.
  const bool named = !asked.pipename.empty() || (options.settings.given("api.pipename") && !options.settings.given("api.socketname"));
  const auto at = app::existing_socket(exabgp::command_sockets(socket, getuid(), options.exabgp_root));
  const auto pipes = app::existing_pipes(exabgp::command_pipes(pipe, getuid(), options.exabgp_root));
  if (at && !way.pipe && (way.socket || !pipes || !named)) {
    auto connected = connect_to(*at);
    if (connected) return Conversation(*std::move(connected), *at);
    if (way.socket || !pipes) {
      std::fprintf(stderr, "%s\n", connected.error().to_string().c_str());
      return std::nullopt;
    }
  }
  if (pipes && !way.socket) return Conversation(*pipes);
  tell_absence(way, socket, pipe, options);
  return std::nullopt;
}

Result<exabgp::AnswerEnd> Conversation::say(const std::string& command, const std::function<void(std::string_view line)>& on_line) {
  if (!path_.empty()) return say_over_socket(command, on_line);
  // For both, so that the answer may begin when it likes. It is there before the command is said.
  const Descriptor answers(::open(pipes_.out.c_str(), O_RDWR | O_NONBLOCK | O_CLOEXEC));
  if (!answers) return broken("could not read answer from ExaBGP", pipes_.out);
  drain(answers.get());
  rest_.clear();
  const auto commands = open_commands(pipes_.in);
  if (!commands) return std::unexpected(commands.error());
  return say_to(commands->get(), answers.get(), command, on_line);
}

// An answer that is late must not be taken for that of the next command: that begins anew.
Result<exabgp::AnswerEnd> Conversation::say_over_socket(const std::string& command, const std::function<void(std::string_view line)>& on_line) {
  if (!socket_) {
    auto connected = connect_to(path_);
    if (!connected) return std::unexpected(connected.error());
    socket_ = *std::move(connected);
  }
  const auto end = say_to(socket_.get(), socket_.get(), command, on_line);
  if (!end || *end == exabgp::AnswerEnd::none) {
    socket_ = {};
    rest_.clear();
  }
  return end;
}

Result<exabgp::AnswerEnd> Conversation::say_to(int commands, int answers, const std::string& command,
                                               const std::function<void(std::string_view line)>& on_line) {
  if (const auto sent = send(commands, command + "\n"); !sent) return std::unexpected(sent.error());
  if (command == "reset" && !socket_) return exabgp::AnswerEnd::done;  // the one command that ExaBGP does not answer
  std::array<char, 4096> piece;
  while (true) {
    for (auto end = rest_.find('\n'); end != std::string::npos; end = rest_.find('\n')) {
      const std::string line = rest_.substr(0, end);
      rest_.erase(0, end + 1);
      if (const auto told = exabgp::answer_end(line); told != exabgp::AnswerEnd::none) return told;
      on_line(line);
    }
    pollfd waits{answers, POLLIN, 0};
    const int ready = ::poll(&waits, 1, kSilence);
    if (ready == 0) return exabgp::AnswerEnd::none;
    const ssize_t count = ready < 0 ? -1 : ::read(answers, piece.data(), piece.size());
    if (count > 0) rest_.append(piece.data(), static_cast<std::size_t>(count));
    if (count == 0) return fail("ExaBGP has closed the connection");
    if (count < 0 && errno != EINTR && errno != EAGAIN) return broken("could not read answer from ExaBGP", "");
  }
}

}  // namespace vigilcast::cmd
