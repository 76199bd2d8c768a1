// Stream sockets of the file system: their address, and one that is not connected yet. Any thread.
#pragma once

#include <sys/socket.h>
#include <sys/un.h>

#include <string>

#include "pkg/base/result.h"
#include "pkg/runtime/descriptor.h"

namespace vigilcast::runtime {

struct UnixAddress {
  // The kernel takes 1 to 107 bytes; the mistake names the path.
  static Result<UnixAddress> of(const std::string& path);

  [[nodiscard]] const sockaddr* raw() const { return reinterpret_cast<const sockaddr*>(&storage); }

  sockaddr_un storage{};
  static constexpr socklen_t length = sizeof(sockaddr_un);
};

// Closed when a program is executed; `flags` as socket() has them. An empty one: errno says why.
Descriptor unix_socket(int flags = 0);

}  // namespace vigilcast::runtime
