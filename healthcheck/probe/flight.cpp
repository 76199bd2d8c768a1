#include "pkg/runtime/asio_headers.h"

#include "healthcheck/probe/target.h"
#include "pkg/runtime/loop.h"

namespace vigilcast::health {

void Flight::enter(Phase phase) {
  const Instant now = runtime::monotonic_now();
  end(now);
  phase_ = phase;
  since_ = now;
  if (entered && !over) entered();
}

void Flight::take(std::unique_ptr<Connection> kept) {
  connection = std::move(kept);
  if (connection) connection->trace_into(trace.get());
}

std::unique_ptr<Connection> Flight::keep() {
  if (connection) connection->trace_into(nullptr);
  return std::move(connection);
}

}  // namespace vigilcast::health
