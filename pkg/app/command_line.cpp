#include "pkg/app/command_line.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <limits>
#include <utility>

#include "pkg/runtime/errno_text.h"

namespace vigilcast::app {
namespace {

bool is_fifo(const std::string& path) {
  struct stat found{};
  return ::stat(path.c_str(), &found) == 0 && S_ISFIFO(found.st_mode);
}

}  // namespace

std::optional<exabgp::CommandPipes> existing_pipes(const std::vector<exabgp::CommandPipes>& candidates) {
  for (const exabgp::CommandPipes& pipes : candidates) {
    if (is_fifo(pipes.in) && is_fifo(pipes.out)) return pipes;
  }
  return std::nullopt;
}

// Opened for both, so that the end of one who writes commands is not the end of all.
Result<std::unique_ptr<CommandLine>> CommandLine::open(runtime::Loop& loop, const exabgp::CommandPipes& pipes, runtime::LineSource::Callbacks callbacks) {
  runtime::Descriptor commands(::open(pipes.in.c_str(), O_RDWR | O_NONBLOCK | O_CLOEXEC));
  if (!commands)
    return fail("cannot open the named pipe of the command line: " + runtime::errno_text(errno), pipes.in, "its owner has to be who runs this program");
  return std::unique_ptr<CommandLine>(new CommandLine(loop, std::move(commands), pipes.out, std::move(callbacks)));
}

CommandLine::CommandLine(runtime::Loop& loop, runtime::Descriptor commands, const std::string& answers, runtime::LineSource::Callbacks callbacks)
    : commands_(loop, std::move(commands), std::move(callbacks)), answers_(loop, answers, std::numeric_limits<std::size_t>::max() / 2) {}

int CommandLine::pid() const { return ::getpid(); }

}  // namespace vigilcast::app
