#include "pkg/runtime/gather_queue.h"

#include <climits>
#include <utility>

namespace vigilcast::runtime {

namespace {

constexpr std::size_t write_size = 256 * 1024;  // larger writes gain nothing, and the others want their turn

}  // namespace

void GatherQueue::push(SharedBytes data) {
  if (data->empty()) return;
  size_ += data->size();
  parts_.push_back(std::move(data));
}

void GatherQueue::pop(std::size_t count) {
  size_ -= count;
  taken_ += count;
  while (!parts_.empty() && taken_ >= parts_.front()->size()) {
    taken_ -= parts_.front()->size();
    parts_.pop_front();
  }
  if (parts_.empty()) clear();
}

// A queue that was once long must not keep its memory.
void GatherQueue::clear() {
  constexpr std::size_t worth_keeping = 64;
  std::deque<SharedBytes>().swap(parts_);
  if (vectors_.capacity() > worth_keeping) std::vector<iovec>().swap(vectors_);
  taken_ = size_ = 0;
}

const std::vector<iovec>& GatherQueue::front() {
  vectors_.clear();
  std::size_t skip = taken_;
  std::size_t total = 0;
  for (const SharedBytes& part : parts_) {
    if (vectors_.size() == IOV_MAX || total >= write_size) break;
    vectors_.push_back({const_cast<std::uint8_t*>(part->data()) + skip, part->size() - skip});  // the kernel only reads
    total += vectors_.back().iov_len;
    skip = 0;
  }
  return vectors_;
}

}  // namespace vigilcast::runtime
