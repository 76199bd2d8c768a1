// Writes to a pipe without ever blocking, through a bounded queue; of pkg/runtime only (it speaks Asio).
#pragma once

#include "pkg/runtime/asio_headers.h"

#include <functional>
#include <memory>

#include "pkg/runtime/descriptor.h"
#include "pkg/runtime/loop.h"
#include "pkg/runtime/send_queue.h"

namespace vigilcast::runtime {

class PipeWriter : public std::enable_shared_from_this<PipeWriter> {
 public:
  PipeWriter(Loop& loop, Descriptor pipe, std::size_t queue_limit, std::function<void(std::size_t queued)> on_queue);

  // All or nothing. False: it does not fit into the queue, or nobody reads any more.
  bool write(std::string_view bytes);
  [[nodiscard]] std::size_t queued() const { return queue_.size(); }
  [[nodiscard]] std::size_t queued_lines() const;
  [[nodiscard]] bool is_open() const { return open_; }
  void close();

 private:
  void wait();
  void flush();
  std::size_t give(ByteView data);

  boost::asio::posix::stream_descriptor pipe_;
  std::size_t queue_limit_;
  std::function<void(std::size_t queued)> on_queue_;
  SendQueue queue_;
  bool waiting_ = false;
  bool open_ = true;
};

}  // namespace vigilcast::runtime
