// Runs a real loop in a test until something is true, without sleeping: false when that takes ten seconds.
#pragma once

#include "pkg/runtime/loop.h"

namespace vigilcast::runtime {

template <class Condition>
bool run_until(Loop& loop, Condition done) {
  using namespace std::chrono_literals;
  const Instant limit = loop.now() + 10s;
  bool held = false;
  Timer tick(loop, [&] {
    held = done();
    if (held || loop.now() >= limit) return loop.stop();
    tick.arm(loop.now() + 200us);
  });
  tick.arm(loop.now());
  loop.run();
  return held;
}

}  // namespace vigilcast::runtime
