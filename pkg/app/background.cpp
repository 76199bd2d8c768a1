#include "pkg/app/background.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <string>
#include <tuple>
#include <utility>

#include "pkg/runtime/errno_text.h"

namespace vigilcast::app {
namespace {

// What the caller's process does from now on. The word never comes when the other ends before it detaches.
[[noreturn]] void wait_for(pid_t other, int word) {
  char byte = 0;
  ssize_t got = 0;
  do got = ::read(word, &byte, 1);
  while (got < 0 && errno == EINTR);
  if (got == 1) ::_exit(EXIT_SUCCESS);
  int status = 0;
  while (::waitpid(other, &status, 0) < 0 && errno == EINTR) continue;
  ::_exit(WIFEXITED(status) ? WEXITSTATUS(status) : EXIT_FAILURE);
}

}  // namespace

bool Background::is_there_already() {
  struct stat input{};
  return ::getppid() == 1 || (::fstat(STDIN_FILENO, &input) == 0 && S_ISSOCK(input.st_mode));
}

Result<Background> Background::enter() {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return fail("cannot go to the background: " + runtime::errno_text(errno));
  runtime::Descriptor reading(ends[0]), writing(ends[1]);
  const pid_t other = ::fork();
  if (other < 0) return fail("cannot go to the background: " + runtime::errno_text(errno));
  if (other > 0) {
    writing.reset();
    wait_for(other, reading.get());
  }
  ::setsid();  // the terminal may go away
  return Background(std::move(writing));
}

void Background::detach() {
  const runtime::Descriptor nothing(::open("/dev/null", O_RDWR | O_CLOEXEC));
  for (const int standard : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) std::ignore = ::dup2(nothing.get(), standard);
  std::ignore = ::write(word_.get(), "", 1);
  word_.reset();
}

}  // namespace vigilcast::app
