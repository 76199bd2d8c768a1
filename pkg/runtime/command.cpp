#include "pkg/runtime/asio_headers.h"

#include "pkg/runtime/command.h"

#include <fcntl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <vector>

#include "pkg/runtime/environment.h"
#include "pkg/runtime/errno_text.h"
#include "pkg/runtime/pipe.h"
#include "pkg/runtime/spawn.h"

namespace vigilcast::runtime {

namespace {

using Stream = boost::asio::posix::stream_descriptor;

int code_of(const siginfo_t& info) { return info.si_code == CLD_EXITED ? info.si_status : -info.si_status; }

}  // namespace

struct Command::State : std::enable_shared_from_this<Command::State> {
  State(Loop& owner, std::function<void(const CommandResult&)> callback) : on_end(std::move(callback)), output(owner.context()), process(owner.context()) {}

  Result<void> start(const CommandSpec& spec);
  Result<void> watch(Descriptor reading);
  void wait_for_output();
  void wait_for_exit();
  bool read();
  void exited();
  void silence();

  std::function<void(const CommandResult&)> on_end;
  Stream output, process;  // a pipe and a pidfd
  pid_t pid = 0;           // 0: reaped, or never started
  CommandResult result;
};

Result<void> Command::State::start(const CommandSpec& spec) {
  const Descriptor nothing(::open("/dev/null", O_RDWR | O_CLOEXEC));
  Result<Pipe> pipe = spec.keep_output ? Pipe::open() : Result<Pipe>(Pipe{});
  if (!pipe) return std::unexpected(pipe.error());
  const int out = spec.keep_output ? pipe->write.get() : nothing.get();
  const Result<pid_t> leader =
      spawn({spec.argv, environment_with(spec.environment), spec.directory, nothing.get(), out, out, std::nullopt, spec.account ? &*spec.account : nullptr});
  if (!leader) return std::unexpected(leader.error());
  pid = *leader;
  auto watched = watch(std::move(pipe->read));
  if (!watched) {
    silence();
    ::waitpid(std::exchange(pid, 0), nullptr, 0);
  }
  return watched;
}

Result<void> Command::State::watch(Descriptor reading) {
  boost::system::error_code problem;
  if (reading) {
    set_non_blocking(reading.get());
    output.assign(reading.get(), problem);
    if (problem) return fail("cannot be listened to: " + problem.message());
    std::ignore = reading.release();
    wait_for_output();
  }
  Descriptor watched(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
  if (!watched) return fail("cannot be watched: " + errno_text(errno));
  process.assign(watched.get(), problem);
  if (problem) return fail("cannot be watched: " + problem.message());
  std::ignore = watched.release();
  wait_for_exit();
  return {};
}

void Command::State::wait_for_output() {
  output.async_wait(Stream::wait_read, [self = shared_from_this()](const boost::system::error_code& error) {
    if (!error && self->read()) self->wait_for_output();
  });
}

// What is there now, a bounded part of it in one turn. False at the end.
bool Command::State::read() {
  static thread_local std::vector<char> buffer(std::size_t{16} * 1024);
  if (!output.is_open()) return false;
  const ssize_t count = ::read(output.native_handle(), buffer.data(), buffer.size());
  if (count < 0) return errno == EAGAIN || errno == EINTR;
  const std::size_t kept = std::min(static_cast<std::size_t>(count), kOutputKept - result.output.size());
  result.output.append(buffer.data(), kept);
  return count > 0;
}

void Command::State::wait_for_exit() {
  process.async_wait(Stream::wait_read, [self = shared_from_this()](const boost::system::error_code& error) {
    if (!error) self->exited();
  });
}

void Command::State::exited() {
  siginfo_t info{};
  if (::waitid(P_PIDFD, static_cast<id_t>(process.native_handle()), &info, WEXITED | WNOHANG) != 0 || info.si_pid == 0) return wait_for_exit();
  pid = 0;
  result.code = code_of(info);
  std::size_t before = 0;
  do before = result.output.size();
  while (read() && result.output.size() > before);
  const auto callback = std::exchange(on_end, nullptr);
  silence();
  if (callback) callback(result);
}

void Command::State::silence() {
  on_end = nullptr;
  boost::system::error_code ignored;
  output.close(ignored);
  // A process that is killed is waited for where it is watched.
  if (pid > 0) {
    ::kill(-pid, SIGKILL);
  } else {
    process.close(ignored);
  }
}

Command::Command(Loop& loop, std::function<void(const CommandResult&)> on_end) : state_(std::make_shared<State>(loop, std::move(on_end))) {}

Command::~Command() { state_->silence(); }

Result<void> Command::start(const CommandSpec& spec) { return state_->start(spec); }

}  // namespace vigilcast::runtime
