#include "pkg/http/wait.h"

#include <poll.h>

#include <algorithm>
#include <array>
#include <limits>

#include "pkg/runtime/loop.h"

namespace vigilcast::http {
namespace {

// Rounded up, so that a wait does not end just before its deadline.
int milliseconds_until(Instant deadline) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - runtime::monotonic_now()).count();
  return static_cast<int>(std::clamp<std::int64_t>(left, 0, std::numeric_limits<int>::max()));
}

}  // namespace

Waited wait_for(int descriptor, short events, const Stopper& stopper, Instant deadline) {
  std::array<pollfd, 2> watched{{{stopper.descriptor(), POLLIN, 0}, {descriptor, events, 0}}};
  for (;;) {
    const int timeout = milliseconds_until(deadline);
    const int count = ::poll(watched.data(), watched.size(), timeout);
    if (count > 0 && watched[0].revents != 0) return Waited::stopped;
    if (count > 0) return Waited::ready;
    if (count == 0 && runtime::monotonic_now() >= deadline) return Waited::late;
  }
}

}  // namespace vigilcast::http
