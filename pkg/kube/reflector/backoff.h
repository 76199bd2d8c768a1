// How long to wait before the next attempt: 800 ms at first, twice as long each time, 30 s at most, never the same for two programs.
// Pure: chance comes from a generator that the caller seeds.
#pragma once

#include <optional>

#include "pkg/base/rng.h"
#include "pkg/base/time.h"

namespace vigilcast::kube {

class Backoff {
 public:
  static constexpr Duration kShortest = std::chrono::milliseconds(800);
  static constexpr Duration kLongest = std::chrono::seconds(30);
  static constexpr Duration kLongestAsked = std::chrono::minutes(5);  // of what a server may ask for

  // At least what the server asked for (Retry-After), within reason.
  Duration next(Rng& rng, std::optional<Duration> retry_after = {});
  void reset() { attempts_ = 0; }
  [[nodiscard]] unsigned attempts() const { return attempts_; }

 private:
  unsigned attempts_ = 0;
};

}  // namespace vigilcast::kube
