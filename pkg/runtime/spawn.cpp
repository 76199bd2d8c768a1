#include "pkg/runtime/spawn.h"

#include <fcntl.h>
#include <linux/close_range.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <tuple>

#include "pkg/runtime/errno_text.h"
#include "pkg/runtime/pipe.h"
#include "pkg/runtime/program.h"

namespace vigilcast::runtime {

namespace {

std::vector<char*> pointers(const std::vector<std::string>& texts) {
  std::vector<char*> result;
  result.reserve(texts.size() + 1);
  for (const std::string& text : texts) result.push_back(const_cast<char*>(text.c_str()));
  result.push_back(nullptr);
  return result;
}

// The child shares our memory until it executes: it only makes system calls, and only with what was prepared before.
struct Prepared {
  const char* interpreter;  // nullptr: execute `program`
  int program;
  char* const* argv;
  char* const* environment;
  int directory, input, output, errors, failure;
  int umask;  // -1: ours
  const Account* account;
};

// The kernel is asked directly: the library refuses the two signals that it keeps for itself (32 and 33), and a parent may have left those ignored.
void default_signals() {
  const std::array<unsigned long, 4> standard{};  // the kernel's own struct sigaction: SIG_DFL, no flags, no restorer, an empty mask
  for (int number = 1; number < NSIG; ++number) ::syscall(SYS_rt_sigaction, number, standard.data(), nullptr, sizeof(unsigned long));
}

// The kernel is asked directly: the library would do the same to all of our threads, which share the child's memory. Our own groups are given up too.
bool change_user(const Account& to) {
  return ::syscall(SYS_setgroups, to.groups.size(), to.groups.data()) == 0 && ::syscall(SYS_setresgid, to.group, to.group, to.group) == 0 &&
         ::syscall(SYS_setresuid, to.user, to.user, to.user) == 0;
}

[[noreturn]] void become(const Prepared& what) {
  ::setpgid(0, 0);
  default_signals();
  ::dup2(what.input, STDIN_FILENO);
  ::dup2(what.output, STDOUT_FILENO);
  if (what.errors >= 0) ::dup2(what.errors, STDERR_FILENO);
  if (what.umask >= 0) ::umask(static_cast<mode_t>(what.umask));
  ::close_range(STDERR_FILENO + 1, ~0U, CLOSE_RANGE_CLOEXEC);  // libraries open sockets that would leak into the child
  const bool there = what.directory == AT_FDCWD || ::fchdir(what.directory) == 0;
  if (there && (what.account == nullptr || change_user(*what.account))) {
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    if (what.interpreter != nullptr) {
      ::execve(what.interpreter, what.argv, what.environment);
    } else {
      ::execveat(what.program, "", what.argv, what.environment, AT_EMPTY_PATH);
    }
  }
  const int error = errno;
  std::ignore = ::write(what.failure, &error, sizeof error);
  ::_exit(127);
}

// No signal handler of ours may run in the child, on our memory. Kept out of line: nothing but the child's own frames may change before it executes.
[[gnu::noinline]] pid_t fork_and_become(const Prepared& what) {
  sigset_t all, before;
  ::sigfillset(&all);
  ::pthread_sigmask(SIG_SETMASK, &all, &before);
  // NOLINTNEXTLINE(bugprone-unsafe-functions): posix_spawn cannot change the user, and a fork copies the page tables of a big process
  const pid_t pid = ::vfork();
  if (pid == 0) become(what);
  const int error = errno;
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
  errno = error;
  return pid;
}

}  // namespace

Result<pid_t> spawn(const Spawn& what) {
  if (what.argv.empty()) return fail("no program is named");
  Descriptor directory;
  if (!what.directory.empty()) {
    directory = Descriptor(::open(what.directory.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    if (!directory) return fail("cannot run there: " + errno_text(errno), what.directory);
  }
  const int at = directory ? directory.get() : AT_FDCWD;
  const Result<Program> program = Program::open(what.argv.front(), at);
  if (!program) return std::unexpected(program.error());
  Result<Pipe> failure = Pipe::open();
  if (!failure) return std::unexpected(failure.error());
  const std::vector<std::string> command = program->command(what.argv);
  const std::vector<char*> argv = pointers(command), environment = pointers(what.environment);
  const char* interpreter = program->interpreter.empty() ? nullptr : program->interpreter.c_str();
  const Prepared prepared{interpreter, program->file.get(), argv.data(), environment.data(),   at,
                          what.input,  what.output,         what.errors, failure->write.get(), what.umask ? static_cast<int>(*what.umask) : -1,
                          what.account};
  const int dumpable = ::prctl(PR_GET_DUMPABLE);
  const pid_t pid = fork_and_become(prepared);
  // A child that changed its user has made our memory, which it shared, such as leaves no core.
  if (what.account != nullptr && dumpable == 1) ::prctl(PR_SET_DUMPABLE, 1);
  if (pid < 0) return fail("cannot start a process: " + errno_text(errno), program->path);
  failure->write.reset();
  int error = 0;
  ssize_t count = 0;
  do count = ::read(failure->read.get(), &error, sizeof error);
  while (count < 0 && errno == EINTR);
  if (count == 0) return pid;
  ::waitpid(pid, nullptr, 0);
  return std::unexpected(program->exec_error(error));
}

}  // namespace vigilcast::runtime
