#include "pkg/app/file_watch.h"

#include "pkg/runtime/files.h"

namespace vigilcast::app {
FileWatch::FileWatch(runtime::Loop& loop, std::function<void()> on_change, Duration interval)
    : loop_(loop), on_change_(std::move(on_change)), interval_(interval), timer_(loop, [this] { on_time(); }) {}

void FileWatch::set(std::vector<std::string> files) {
  files_ = std::move(files);
  known_ = last_ = look();
  timer_.arm(loop_.now() + interval_);
}

FileWatch::Stamps FileWatch::look() const {
  Stamps out;
  for (const std::string& file : files_) out.push_back(runtime::file_stamp(file));
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
