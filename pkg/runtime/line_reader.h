// Reads lines from a pipe; of pkg/runtime only (it speaks Asio). Pausing stops the reading, so that the writer feels it.
#pragma once

#include "pkg/runtime/asio_headers.h"

#include <functional>
#include <memory>

#include "pkg/runtime/descriptor.h"
#include "pkg/runtime/line_buffer.h"
#include "pkg/runtime/loop.h"

namespace vigilcast::runtime {

class LineReader : public std::enable_shared_from_this<LineReader> {
 public:
  struct Callbacks {
    std::function<void(std::string_view line)> on_line;
    std::function<void(std::size_t lines)> on_dropped;  // longer than the limit
    std::function<void()> on_end;                       // once; after the last line
  };
  static constexpr std::size_t line_limit = 1024 * 1024;

  LineReader(Loop& loop, Descriptor pipe, Callbacks callbacks);

  void start() { wait(); }
  void pause() { paused_ = true; }
  void resume();
  // The writer has exited: ends after what is in the pipe now, though others may still hold the other end.
  void finish();
  void stop();  // no callback any more

 private:
  void wait();
  void read();
  void proceed();  // gives lines, then reads on or ends

  Loop& loop_;
  Callbacks callbacks_;
  boost::asio::posix::stream_descriptor pipe_;
  LineBuffer lines_{line_limit};
  bool waiting_ = false;
  bool paused_ = false;
  bool stopped_ = false;
  bool at_end_ = false;
  std::optional<std::size_t> left_;  // bytes until the end, once it is known
};

}  // namespace vigilcast::runtime
