// One HTTP/1.1 connection of the admin server, over the control socket or TCP, there also with TLS. It lives as long as an operation of its own is
// pending. Bounded: a time for the TLS handshake, a header of 8 KiB, a body of 64 KiB, a time to send a request and the same to take its response; requests
// are answered one after the other. Whoever sends too much is told, whoever is too slow is cut off. Thread: the admin loop's.
#pragma once

#include <functional>
#include <memory>

#include "pkg/admin/request.h"
#include "pkg/admin/tls_identity.h"
#include "pkg/base/time.h"
#include "pkg/runtime/descriptor.h"
#include "pkg/runtime/loop.h"

namespace vigilcast::admin {

inline constexpr std::size_t kMaxHeader = 8 * 1024;
inline constexpr std::size_t kMaxBody = 64 * 1024;
inline constexpr Duration kRequestTime = std::chrono::seconds(5);  // what the server allows

// How many connections there are. Some places are kept for the control socket, and those of the metrics door are its own: whoever floods one door
// keeps nobody out of another that matters more.
struct Places {
  static constexpr unsigned kLocal = 64;  // control and loopback
  static constexpr unsigned kLoopback = 48;
  static constexpr unsigned kMetrics = 32;
  unsigned control = 0, loopback = 0, metrics = 0;

  [[nodiscard]] bool free(Door door) const;
  [[nodiscard]] unsigned& of(Door door);
};

using Handler = std::function<void(const Request&, std::function<void(Response)>)>;

struct Arrival {
  runtime::Descriptor socket;
  Door door = Door::control;
  SharedTlsContext tls = nullptr;  // none: in the clear
};

// Serves one connection until its end. Without a free place it is told so (503; just closed where it expects TLS) and closed.
void serve(runtime::Loop& loop, Arrival arrival, const std::shared_ptr<Places>& places, Duration request_time, Handler handler);

}  // namespace vigilcast::admin
