// What a kind of probe implements: a target, made once for a check, that is asked again and again.
//
// For the .cpp files of this folder, after asio_headers.h; everything happens on the probe loop.
#pragma once

#include <functional>
#include <memory>

#include "healthcheck/probe/answer.h"
#include "healthcheck/probe/connection.h"
#include "pkg/runtime/loop.h"

namespace vigilcast::health {

class TlsContexts;

struct ProbeTools {
  boost::asio::io_context& context;
  TlsContexts& tls;
  runtime::Loop& loop;
};

// One probe under way: how far it got, for the words of a timeout, and the connection that the deadline closes.
struct Flight {
  enum class Phase { resolve, connect, tls, answer, command };

  bool fresh = false;  // use no kept connection
  Phase phase = Phase::connect;
  std::unique_ptr<Connection> connection;
  std::function<void()> give_up;  // of a probe without a connection: ends what runs; called once, when the flight is over
  bool over = false;   // the deadline has passed and the answer is given: stop at the next chance
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
