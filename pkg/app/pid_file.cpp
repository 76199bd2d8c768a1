#include "pkg/app/pid_file.h"

#include <signal.h>
#include <unistd.h>

#include <cerrno>
#include <optional>
#include <utility>

#include "pkg/base/text.h"
#include "pkg/runtime/files.h"

namespace vigilcast::app {
namespace {

std::optional<pid_t> named_in(const std::string& path) {
  const auto text = runtime::read_file(path, 64);
  return text ? parse_number<pid_t>(trim(*text)) : std::nullopt;
}

bool is_alive(pid_t pid) { return pid > 0 && (::kill(pid, 0) == 0 || errno == EPERM); }

}  // namespace

Result<PidFile> PidFile::claim(const std::string& path) {
  const auto other = named_in(path);
  if (other && *other != ::getpid() && is_alive(*other)) {
    return fail("process " + std::to_string(*other) + " runs already", path, "end it first, or name another file in exabgp.daemon.pid");
  }
  if (const auto written = runtime::write_file_atomically(path, std::to_string(::getpid()) + "\n"); !written) return std::unexpected(written.error());
  return PidFile(path);
}

PidFile::PidFile(PidFile&& other) noexcept : path_(std::exchange(other.path_, {})) {}

PidFile& PidFile::operator=(PidFile&& other) noexcept {
  std::swap(path_, other.path_);
  return *this;
}

PidFile::~PidFile() {
  if (!path_.empty() && named_in(path_) == ::getpid()) ::unlink(path_.c_str());
}

}  // namespace vigilcast::app
