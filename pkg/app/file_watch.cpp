#include "pkg/app/file_watch.h"

#include <sys/stat.h>

namespace vigilcast::app {
namespace {

// Another file under the same name, or the same one with another content: symbolic links are followed.
std::string stamp_of(const std::string& path) {
  struct stat seen{};
  if (::stat(path.c_str(), &seen) != 0) return "";
  return std::to_string(seen.st_dev) + " " + std::to_string(seen.st_ino) + " " + std::to_string(seen.st_size) + " " + std::to_string(seen.st_mtim.tv_sec) +
         "." + std::to_string(seen.st_mtim.tv_nsec);
}

}  // namespace

FileWatch::FileWatch(runtime::Loop& loop, std::function<void()> on_change, Duration interval)
    : loop_(loop), on_change_(std::move(on_change)), interval_(interval), timer_(loop, [this] { on_time(); }) {}

void FileWatch::set(std::vector<std::string> files) {
  files_ = std::move(files);
  known_ = last_ = look();
  timer_.arm(loop_.now() + interval_);
}

FileWatch::Stamps FileWatch::look() const {
  Stamps out;
  for (const std::string& file : files_) out.push_back(stamp_of(file));
  return out;
}

void FileWatch::on_time() {
  const Stamps now = look();
  const bool settled = now == std::exchange(last_, now);
  timer_.arm(loop_.now() + interval_);
  if (!settled || now == known_) return;
  known_ = now;
  on_change_();
}

}  // namespace vigilcast::app
