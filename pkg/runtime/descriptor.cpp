#include "pkg/runtime/descriptor.h"

#include <unistd.h>

namespace vigilcast::runtime {

void Descriptor::reset(int fd) {
  if (const int old = std::exchange(fd_, fd); old >= 0) ::close(old);
}

}  // namespace vigilcast::runtime
