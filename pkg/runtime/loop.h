// An event loop: one per thread, over Boost.Asio, which stays out of this header. The core, the probes and the admin server have one each.
#pragma once

#include <functional>
#include <memory>
#include <optional>

#include "pkg/base/time.h"

namespace boost::asio {
class io_context;
}

namespace vigilcast::runtime {

class Loop {
 public:
  Loop();
  ~Loop();

  // The time of this turn; read once a turn. Safe from the loop's own thread only.
  [[nodiscard]] Instant now() const;

  // Runs `task` on the loop's thread, soon and in order. The only member that any thread may call (besides stop).
  void post(std::function<void()> task);

  void run();   // until stop()
  void stop();  // from any thread

  // How late the last timer ran: our own stall, which must not be blamed on anybody else.
  [[nodiscard]] Duration lag() const;

  // For pkg/http, healthcheck/probe and pkg/admin, the folders that may speak Asio.
  [[nodiscard]] boost::asio::io_context& context();

 private:
  friend class Timer;
  struct State;
  std::unique_ptr<State> state_;
};

// Calls back once at its deadline, on the loop's thread. Arming again moves the deadline; destruction or disarm() cancels.
class Timer {
 public:
  Timer(Loop& loop, std::function<void()> callback);
  ~Timer();
  Timer(const Timer&) = delete;
  Timer& operator=(const Timer&) = delete;

  void arm(std::optional<Instant> deadline);  // nothing: disarm
  void disarm();

 private:
  struct State;
  std::shared_ptr<State> state_;
};

Instant monotonic_now();   // the only reader of the monotonic clock
WallTime wall_now();       // the only reader of the calendar

}  // namespace vigilcast::runtime
