// One HTTP/1.1 connection of the admin server, over TCP or the control socket. It lives as long as an operation of its own is pending.
// Bounded: a header of 8 KiB, a body of 64 KiB, a time to send a request and the same to take its response; requests are answered one
// after the other. Whoever sends too much is told, whoever is too slow is cut off. Thread: the admin loop's.
#pragma once

#include <functional>
#include <memory>

#include "pkg/admin/request.h"
#include "pkg/base/time.h"
#include "pkg/runtime/descriptor.h"
#include "pkg/runtime/loop.h"

namespace vigilcast::admin {

inline constexpr std::size_t kMaxHeader = 8 * 1024;
inline constexpr std::size_t kMaxBody = 64 * 1024;
inline constexpr Duration kRequestTime = std::chrono::seconds(5);  // what the server allows

// How many connections there are. Some places are kept for the control socket, so that TCP alone cannot lock the operator out.
struct Places {
  static constexpr unsigned kAll = 64;
  static constexpr unsigned kTcp = 48;
  unsigned tcp = 0, control = 0;

  [[nodiscard]] bool free(bool for_control) const { return tcp + control < kAll && (for_control || tcp < kTcp); }
};

using Handler = std::function<void(const Request&, std::function<void(Response)>)>;

// Serves one connection until its end. Without a free place it is told so (503) and closed.
void serve(runtime::Loop& loop, runtime::Descriptor socket, bool control, const std::shared_ptr<Places>& places, Duration request_time, Handler handler);

}  // namespace vigilcast::admin
