// The file that says which process this is (`exabgp.daemon.pid`), and that there is only one.
#pragma once

#include <string>

#include "pkg/base/result.h"

namespace vigilcast::app {

class PidFile {
 public:
  PidFile() = default;
  // Fails when a live process is named there already, or it cannot be written. What a process that is gone has left behind is overwritten.
  static Result<PidFile> claim(const std::string& path);
  ~PidFile();
  PidFile(PidFile&& other) noexcept;
  PidFile& operator=(PidFile&& other) noexcept;

 private:
  explicit PidFile(std::string path) : path_(std::move(path)) {}
  std::string path_;  // empty: nothing to take away
};

}  // namespace vigilcast::app
