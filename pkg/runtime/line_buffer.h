// Bytes in, lines out, with a bound on what a writer who never ends a line can make us keep. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace vigilcast::runtime {

class LineBuffer {
 public:
  explicit LineBuffer(std::size_t limit) : limit_(limit) {}

  void add(std::string_view bytes);
  // The next whole line without its newline; valid until add(). An unfinished last line is never given: half a command must not be obeyed.
  std::optional<std::string_view> next();
  // How many lines were longer than the limit, and dropped, since the last call.
  [[nodiscard]] std::size_t take_dropped();

 private:
  std::size_t limit_;
  std::string buffer_;
  std::size_t start_ = 0;    // of the first line not given yet
  std::size_t scanned_ = 0;  // no newline between start_ and here
  bool skipping_ = false;    // inside a dropped line
  std::size_t dropped_ = 0;
};

}  // namespace vigilcast::runtime
