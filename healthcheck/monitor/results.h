// The last results of a check, for people: sixteen bytes each, so that ten thousand checks remember them for 10 MiB.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "healthcheck/observation.h"

namespace vigilcast::health {

struct PastResult {
  Instant at;
  Duration took{};
  Outcome outcome = Outcome::fail;
  std::string code;
};

// The codes that results bear, each once: there are a few dozen at most.
class CodeBook {
 public:
  std::uint8_t number(const std::string& code);  // the last one stands for all that do not fit
  [[nodiscard]] const std::string& code(std::uint8_t number) const { return codes_[number]; }

 private:
  std::vector<std::string> codes_;
};

class Results {
 public:
  static constexpr std::size_t kKept = 64;

  void add(const Observation& observation, CodeBook& codes);
  [[nodiscard]] std::vector<PastResult> list(const CodeBook& codes) const;  // the oldest first

 private:
  struct Entry {
    Instant at;
    std::uint32_t microseconds = 0;
    Outcome outcome = Outcome::fail;
    std::uint8_t code = 0;
  };
  static_assert(sizeof(Entry) == 16);

  std::vector<Entry> entries_;  // a ring, once it is full
  std::uint8_t next_ = 0;
};

}  // namespace vigilcast::health
