// The control socket: a listening unix socket whose file permissions (0600 in a directory of mode 0700 when we make it) say who may order.
// A file that a dead process left is replaced; a live process is an error that names it. Two that start at once cannot both win.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "pkg/base/result.h"
#include "pkg/runtime/descriptor.h"

namespace vigilcast::admin {

// The process that answers on this path; nothing when none does.
std::optional<pid_t> owner_of_control_socket(const std::string& path);

class ControlSocket {
 public:
  // `elsewhere`: how another path is chosen, for the hints of errors.
  static Result<ControlSocket> listen(const std::string& path, std::string_view elsewhere = "$VIGILCAST_SOCKET names another path");
  ~ControlSocket();  // removes the file, when it is still ours
  ControlSocket(ControlSocket&& other) noexcept
      : path_(std::exchange(other.path_, {})), listening_(std::move(other.listening_)), device_(other.device_), inode_(other.inode_) {}
  ControlSocket& operator=(ControlSocket&&) = delete;

  // The listening descriptor, once; the file stays ours.
  [[nodiscard]] runtime::Descriptor take() { return std::move(listening_); }

 private:
  ControlSocket(std::string path, runtime::Descriptor listening, dev_t device, ino_t inode)
      : path_(std::move(path)), listening_(std::move(listening)), device_(device), inode_(inode) {}

  std::string path_;  // empty: moved away
  runtime::Descriptor listening_;
  dev_t device_;
  ino_t inode_;
};

}  // namespace vigilcast::admin
