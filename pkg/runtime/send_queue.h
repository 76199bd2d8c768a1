// Bytes that wait for the kernel to take them, in order.
#pragma once

#include "pkg/base/bytes.h"

namespace vigilcast::runtime {

class SendQueue {
 public:
  void push(ByteView data);
  void pop(std::size_t count);  // count <= size()
  void clear();
  [[nodiscard]] ByteView front() const { return ByteView(bytes_).subspan(taken_); }
  [[nodiscard]] std::size_t size() const { return bytes_.size() - taken_; }
  [[nodiscard]] bool empty() const { return size() == 0; }

 private:
  Bytes bytes_;
  std::size_t taken_ = 0;
};

}  // namespace vigilcast::runtime
