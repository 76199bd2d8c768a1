#include "pkg/runtime/line_buffer.h"

#include <utility>

namespace vigilcast::runtime {

void LineBuffer::add(std::string_view bytes) {
  buffer_.erase(0, start_);
  scanned_ -= start_;
  start_ = 0;
  buffer_.append(bytes);
}

std::optional<std::string_view> LineBuffer::next() {
  for (;;) {
    const std::size_t end = buffer_.find('\n', scanned_);
    if (end == std::string::npos) break;
    const auto line = std::string_view(buffer_).substr(start_, end - start_);
    start_ = scanned_ = end + 1;
    if (std::exchange(skipping_, false)) continue;
    if (line.size() <= limit_) return line;
    ++dropped_;
  }
  scanned_ = buffer_.size();
  if (!skipping_ && buffer_.size() - start_ > limit_) {
    skipping_ = true;
    ++dropped_;
  }
  if (skipping_) start_ = scanned_;
  return std::nullopt;
}

std::size_t LineBuffer::take_dropped() { return std::exchange(dropped_, 0); }

}  // namespace vigilcast::runtime
