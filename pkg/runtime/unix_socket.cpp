#include "pkg/runtime/unix_socket.h"

#include <cstring>

namespace vigilcast::runtime {

Result<UnixAddress> UnixAddress::of(const std::string& path) {
  UnixAddress out;
  if (path.empty() || path.size() >= sizeof out.storage.sun_path) {
    return fail("the path of a unix socket has 1 to " + std::to_string(sizeof out.storage.sun_path - 1) + " bytes", path);
  }
  out.storage.sun_family = AF_UNIX;
  std::memcpy(out.storage.sun_path, path.data(), path.size());
  return out;
}

Descriptor unix_socket(int flags) { return Descriptor(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | flags, 0)); }

}  // namespace vigilcast::runtime
