#include "pkg/runtime/text_file.h"

#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>

#include "pkg/runtime/files.h"

namespace vigilcast::runtime {

Result<TextFile> TextFile::open(const std::string& path, std::size_t limit) {
  auto file = open_to_read(path);
  if (!file) return std::unexpected(file.error());
  auto text = read_file(*file, path, limit);
  if (!text) return std::unexpected(text.error());
  struct stat found{};
  if (::fstat(file->get(), &found) != 0 || !S_ISREG(found.st_mode)) file->reset();
  TextFile out;
  out.file_ = std::move(*file);
  out.text_ = std::move(*text);
  return out;
}

// Whole pages only.
void TextFile::release(std::size_t from, std::size_t to) {
  const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
  const auto start = reinterpret_cast<std::uintptr_t>(text_.data());
  const std::size_t first = (start + from + page - 1) / page * page - start;
  const std::size_t last = (start + to) / page * page - start;
  if (file_ && first < last && last <= text_.size()) ::madvise(text_.data() + first, last - first, MADV_DONTNEED);
}

void TextFile::restore(std::size_t from, std::size_t to) {
  while (file_ && from < to) {
    const ssize_t count = ::pread(file_.get(), text_.data() + from, to - from, static_cast<off_t>(from));
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return;
    from += static_cast<std::size_t>(count);
  }
}

}  // namespace vigilcast::runtime
