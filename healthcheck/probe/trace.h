// The record of one probe, for somebody who asked to see it: what was done, said and heard, a line each with the time since the start.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "pkg/base/time.h"

namespace vigilcast::health {

class Trace {
 public:
  explicit Trace(Instant started) : started_(started) {}

  void note(std::string_view what);
  void sent(std::string_view all);   // as text where it is text, else as hex; kShown bytes of each direction at most
  void received(std::string_view all);

  [[nodiscard]] std::vector<std::string> take() { return std::move(lines_); }

 private:
  static constexpr std::size_t kShown = 2048;
  static constexpr std::size_t kMostLines = 500;

  void bytes(std::string_view direction, std::string_view all, std::size_t& shown_before);

  Instant started_;
  std::size_t sent_shown_ = 0, received_shown_ = 0;
  std::vector<std::string> lines_;
};

}  // namespace vigilcast::health
