// What a kind of probe implements: a target, made once for a check, that is asked again and again.
//
// For the .cpp files of this folder, after asio_headers.h; everything happens on the probe loop.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "healthcheck/probe/answer.h"
#include "healthcheck/probe/connection.h"
#include "healthcheck/probe/trace.h"
#include "pkg/runtime/loop.h"

namespace vigilcast::health {

class TlsContexts;

struct ProbeTools {
  boost::asio::io_context& context;
  TlsContexts& tls;
  runtime::Loop& loop;
};

// One probe under way: how far it got, what that took, and the connection that the deadline closes.
class Flight {
 public:
  bool fresh = false;  // use no kept connection, and shake hands anew
  std::unique_ptr<Connection> connection;
  std::function<void()> give_up;  // of a probe without a connection: ends what runs; called once, when the flight is over
  std::string warning;            // makes a pass degraded: "the certificate ends in 3d"
  bool over = false;              // the deadline has passed and the answer is given: stop at the next chance
  std::unique_ptr<Trace> trace;   // none: nobody asked for it

  void enter(Phase phase);  // each kind says how far it is: the words of a timeout, the phase's own limit and the times follow from it
  void take(std::unique_ptr<Connection> kept);  // a connection of a flight before
  std::unique_ptr<Connection> keep();           // for the next flight
  void note(std::string_view what) {
    if (trace) trace->note(what);
  }

  [[nodiscard]] Phase phase() const { return phase_; }

  // The prober's.
  void begin(Instant now) { since_ = now; }
  void end(Instant now) { spent_[static_cast<std::size_t>(phase_)] += now - since_; }
  [[nodiscard]] const PhaseTimes& spent() const { return spent_; }
  [[nodiscard]] Instant since() const { return since_; }
  std::function<void()> entered;  // after each enter(); none where no phase has a limit

 private:
  Phase phase_ = Phase::connect;
  Instant since_;  // of the phase
  PhaseTimes spent_{};
};

class Target {
 public:
  Target() = default;
  virtual ~Target() = default;
  Target(const Target&) = delete;
  Target& operator=(const Target&) = delete;

  // The flight and the target outlive the task. A second task may begin while one that is over has not ended yet.
  virtual Task<Answer> ask(Flight& flight) = 0;
  [[nodiscard]] virtual std::string where() const = 0;  // "127.0.0.1:80", for the words of a timeout
};

}  // namespace vigilcast::health
