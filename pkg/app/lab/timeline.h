// What happened in the lab, for the terminal: lines as they come, or, on a terminal, one picture that is drawn again.
#pragma once

#include <deque>
#include <string>
#include <vector>

#include "pkg/base/time.h"

namespace vigilcast::app {

struct LabService {
  std::string name;
  std::string target;
  std::string prefix;
  bool alive = false;      // the demo service itself
  bool announced = false;  // as the router has it
};

struct LabPicture {
  std::string agent;       // "AS 65001, pid 4711"
  std::string router;      // "AS 65000 on 127.0.0.2:34567"
  bool session_up = false;
  std::vector<LabService> services;
  std::vector<std::string> next_steps;
};

class Timeline {
 public:
  Timeline(bool terminal, Instant started) : terminal_(terminal), started_(started) {}

  enum class Mark : std::uint8_t { plain, good, bad };
  void add(Mark mark, const std::string& text, Instant now);
  void draw(const LabPicture& picture) const;  // on a terminal only

 private:
  static constexpr std::size_t kShown = 14;

  bool terminal_;
  Instant started_;
  std::deque<std::string> lines_;
};

}  // namespace vigilcast::app
