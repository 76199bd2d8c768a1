// The lines that come out of a pipe, a FIFO or a terminal that somebody else has opened: standard input, for one.
// Thread: the loop's; callbacks run from the loop, none after destruction.
#pragma once

#include <functional>
#include <memory>
#include <string_view>

#include "pkg/runtime/descriptor.h"
#include "pkg/runtime/loop.h"

namespace vigilcast::runtime {

class LineReader;

class LineSource {
 public:
  struct Callbacks {
    std::function<void(std::string_view line)> on_line = [](std::string_view) {};  // without the newline
    std::function<void(std::size_t lines)> on_dropped = [](std::size_t) {};        // lines longer than 1 MiB
    std::function<void()> on_end = [] {};                                          // once; what cannot be waited for, such as /dev/null, ends at once
  };

  LineSource(Loop& loop, Descriptor pipe, Callbacks callbacks);
  ~LineSource();
  LineSource(const LineSource&) = delete;
  LineSource& operator=(const LineSource&) = delete;

 private:
  std::shared_ptr<LineReader> reader_;
  std::shared_ptr<std::function<void()>> on_end_;
};

}  // namespace vigilcast::runtime
