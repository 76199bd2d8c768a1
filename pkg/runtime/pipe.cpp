#include "pkg/runtime/pipe.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

#include "pkg/runtime/errno_text.h"

namespace vigilcast::runtime {

namespace {

void move_above_standard(Descriptor& descriptor) {
  if (descriptor && descriptor.get() <= STDERR_FILENO) descriptor.reset(::fcntl(descriptor.get(), F_DUPFD_CLOEXEC, STDERR_FILENO + 1));
}

}  // namespace

Result<Pipe> Pipe::open() {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return fail("cannot make a pipe: " + errno_text(errno));
  Pipe pipe{Descriptor(ends[0]), Descriptor(ends[1])};
  move_above_standard(pipe.read);
  move_above_standard(pipe.write);
  if (!pipe.read || !pipe.write) return fail("cannot make a pipe: " + errno_text(errno));
  return pipe;
}

void set_non_blocking(int descriptor) { ::fcntl(descriptor, F_SETFL, ::fcntl(descriptor, F_GETFL) | O_NONBLOCK); }

}  // namespace vigilcast::runtime
