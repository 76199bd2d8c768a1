// A connected unix socket, over which lines come and bytes go. Never blocks. Thread: the loop's; callbacks run from the loop, none after destruction.
#pragma once

#include <functional>
#include <memory>
#include <string_view>

#include "pkg/runtime/descriptor.h"
#include "pkg/runtime/line_source.h"
#include "pkg/runtime/loop.h"

namespace vigilcast::runtime {

class PipeWriter;

class LineStream {
 public:
  struct Callbacks {
    std::function<void(std::string_view line)> on_line = [](std::string_view) {};  // without the newline
    std::function<void(std::size_t lines)> on_dropped = [](std::size_t) {};        // lines longer than 1 MiB
    std::function<void(std::size_t queued)> on_queue = [](std::size_t) {};         // the queue became shorter
    std::function<void()> on_end = [] {};                                          // once: the other side says no more; it may still read
  };

  LineStream(Loop& loop, Descriptor socket, std::size_t queue_limit, Callbacks callbacks);
  ~LineStream();
  LineStream(const LineStream&) = delete;
  LineStream& operator=(const LineStream&) = delete;

  bool write(std::string_view bytes);  // all or nothing; false: it does not fit, or nobody is there any more
  [[nodiscard]] std::size_t queued() const;
  [[nodiscard]] std::size_t queued_lines() const;  // counted each time
  [[nodiscard]] bool is_open() const;

 private:
  std::unique_ptr<LineSource> source_;
  std::shared_ptr<PipeWriter> writer_;
  std::shared_ptr<std::function<void(std::size_t)>> on_queue_;
};

}  // namespace vigilcast::runtime
