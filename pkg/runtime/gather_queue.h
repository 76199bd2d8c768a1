// Shared buffers that wait for the kernel to take them, in order, and are handed to it many at a time. They are not copied: what waits for a hundred slow peers
// is one buffer.
#pragma once

#include <sys/uio.h>

#include <deque>
#include <vector>

#include "pkg/base/shared_bytes.h"

namespace vigilcast::runtime {

class GatherQueue {
 public:
  void push(SharedBytes data);
  void pop(std::size_t count);  // count <= size()
  void clear();
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] bool empty() const { return size_ == 0; }

  // The front of the queue, for one write. Valid until the next change.
  [[nodiscard]] const std::vector<iovec>& front();

 private:
  std::deque<SharedBytes> parts_;  // none empty
  std::size_t taken_ = 0;  // of the first
  std::size_t size_ = 0;
  std::vector<iovec> vectors_;
};

}  // namespace vigilcast::runtime
