#include "pkg/runtime/files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <filesystem>

#include "pkg/runtime/descriptor.h"
#include "pkg/runtime/errno_text.h"

namespace vigilcast::runtime {

namespace {

constexpr std::size_t kPiece = 64 * 1024;  // bytes read at a time

Error read_error(const std::string& path, int error) {
  if (error == ENOENT) return {"no such file", path, {}};
  if (error == EACCES) return {"no permission to read it", path, {}};
  if (error == EISDIR) return {"is a directory, not a file", path, {}};
  return {"cannot be read: " + errno_text(error), path, {}};
}

Result<void> write_all(int file, std::string_view content) {
  while (!content.empty()) {
    const ssize_t count = ::write(file, content.data(), content.size());
    if (count < 0 && errno != EINTR) return fail(errno_text(errno));
    if (count > 0) content.remove_prefix(static_cast<std::size_t>(count));
  }
  return {};
}

// The rename is on disk only when the directory is.
void sync_directory(const std::filesystem::path& path) {
  const std::string name = path.empty() ? "." : path.string();
  if (const Descriptor directory(::open(name.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)); directory) ::fsync(directory.get());
}

}  // namespace

Result<Descriptor> open_to_read(const std::string& path) {
  Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY));
  if (!file) return std::unexpected(read_error(path, errno));
  return file;
}

Result<std::string> read_file(const std::string& path, std::size_t limit) {
  const auto file = open_to_read(path);
  if (!file) return std::unexpected(file.error());
  return read_file(*file, path, limit);
}

Result<std::string> read_regular_file(const std::string& path, std::size_t limit) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY));
  if (!file) return std::unexpected(read_error(path, errno));
  struct stat found{};
  if (::fstat(file.get(), &found) != 0 || !S_ISREG(found.st_mode)) return fail("is not a regular file", path);
  return read_file(file, path, limit);
}

Result<std::string> read_file(const Descriptor& file, const std::string& path, std::size_t limit) {
  std::string content;
  struct stat found{};
  if (::fstat(file.get(), &found) == 0 && found.st_size > 0) content.reserve(std::min(static_cast<std::size_t>(found.st_size), limit) + kPiece);
  for (;;) {
    const std::size_t before = content.size();
    ssize_t count = 0;
    content.resize_and_overwrite(before + kPiece, [&](char* to, std::size_t) {
      count = ::read(file.get(), to + before, kPiece);
      return before + static_cast<std::size_t>(std::max<ssize_t>(count, 0));
    });
    if (count == 0) return content;
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return std::unexpected(read_error(path, errno));
    if (content.size() > limit) return fail("is longer than " + std::to_string(limit) + " bytes", path);
  }
}

std::string file_stamp(const std::string& path) {
  struct stat found{};
  if (::stat(path.c_str(), &found) != 0) return "none;";
  std::string out;
  for (const auto part : {static_cast<long long>(found.st_dev), static_cast<long long>(found.st_ino), static_cast<long long>(found.st_size),
                          static_cast<long long>(found.st_mtim.tv_sec), static_cast<long long>(found.st_mtim.tv_nsec)}) {
    out += std::to_string(part) + ";";
  }
  return out;
}

Result<void> write_file_atomically(const std::string& path, std::string_view content, unsigned mode) {
  std::string temporary = path + ".XXXXXX";
  Descriptor file(::mkostemp(temporary.data(), O_CLOEXEC));
  if (!file) return fail("cannot be written: " + errno_text(errno), path);
  struct stat old{};
  if (::stat(path.c_str(), &old) == 0) mode = old.st_mode & 07777U;
  Result<void> written = write_all(file.get(), content);
  if (written && (::fchmod(file.get(), mode) != 0 || ::fsync(file.get()) != 0 || ::rename(temporary.c_str(), path.c_str()) != 0))
    written = fail(errno_text(errno));
  if (!written) {
    ::unlink(temporary.c_str());
    return fail("cannot be written: " + written.error().text, path);
  }
  sync_directory(std::filesystem::path(path).parent_path());
  return {};
}

}  // namespace vigilcast::runtime
