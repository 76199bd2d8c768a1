// How long something took, counted since the start into fixed steps: what a Prometheus histogram shows. A value; bounded.
#pragma once

#include <array>
#include <cstdint>

#include "pkg/base/time.h"

namespace vigilcast::model {

struct LatencyHistogram {
  static constexpr std::array<Duration, 12> kUpperBounds = {std::chrono::microseconds(100), std::chrono::microseconds(250),  std::chrono::microseconds(500),
                                                            std::chrono::milliseconds(1),   std::chrono::microseconds(2500), std::chrono::milliseconds(5),
                                                            std::chrono::milliseconds(10),  std::chrono::milliseconds(25),   std::chrono::milliseconds(50),
                                                            std::chrono::milliseconds(100), std::chrono::milliseconds(500),  std::chrono::seconds(1)};

  std::array<std::uint64_t, kUpperBounds.size() + 1> counts{};  // not cumulative; the last one is for longer ones
  std::uint64_t total = 0;
  Duration sum{};

  void add(Duration took) {
    std::size_t step = 0;
    while (step < kUpperBounds.size() && took > kUpperBounds[step]) ++step;
    ++counts[step];
    ++total;
    sum += took;
  }
};

}  // namespace vigilcast::model
