#include "pkg/telemetry/rotating_sink.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <cstdio>
#include <utility>

namespace vigilcast::telemetry {

int open_log_file(const std::string& path) { return ::open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0640); }

RotatingSink::RotatingSink(int descriptor, std::string path, Rotation rotation)
    : DescriptorSink(descriptor, true), path_(std::move(path)), rotation_(rotation) {
  struct stat file{};
  // What is no file, a FIFO or /dev/null, is never full.
  if (::fstat(descriptor, &file) != 0 || !S_ISREG(file.st_mode)) rotation_.kept = 0;
  size_ = static_cast<std::uint64_t>(file.st_size);
}

void RotatingSink::make_room(std::size_t bytes) {
  const bool full = size_ > 0 && size_ + bytes >= rotation_.full;
  size_ += bytes;
  if (!full || rotation_.kept == 0) return;
  size_ = bytes;  // where it cannot be done, it is tried again after as many
  // A file that somebody else has taken away is made anew, and the full ones stay where they are.
  struct stat file{};
  if (::stat(path_.c_str(), &file) == 0 && !shift()) return;
  if (const int fresh = open_log_file(path_); fresh >= 0) replace(fresh);
}

bool RotatingSink::shift() const {
  const auto numbered = [this](unsigned number) { return path_ + "." + std::to_string(number); };
  for (unsigned number = rotation_.kept; number > 1; --number) std::rename(numbered(number - 1).c_str(), numbered(number).c_str());
  return std::rename(path_.c_str(), numbered(1).c_str()) == 0;
}

}  // namespace vigilcast::telemetry
