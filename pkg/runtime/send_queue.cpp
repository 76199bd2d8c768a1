#include "pkg/runtime/send_queue.h"

namespace vigilcast::runtime {

void SendQueue::push(ByteView data) { bytes_.insert(bytes_.end(), data.begin(), data.end()); }

// What was taken is erased in big steps only, so that each byte is moved about once.
void SendQueue::pop(std::size_t count) {
  taken_ += count;
  if (taken_ == bytes_.size()) return clear();
  if (taken_ < bytes_.size() / 2) return;
  bytes_.erase(bytes_.begin(), bytes_.begin() + static_cast<std::ptrdiff_t>(taken_));
  taken_ = 0;
}

// A queue that was once long must not keep its memory.
void SendQueue::clear() {
  constexpr std::size_t worth_keeping = 64 * 1024;
  if (bytes_.capacity() > worth_keeping) {
    Bytes().swap(bytes_);
  } else {
    bytes_.clear();
  }
  taken_ = 0;
}

}  // namespace vigilcast::runtime
