// Brings a flight's connection about: resolves the host unless it is an address, and tries its addresses in order.
//
// For the .cpp files of this folder, after asio_headers.h. Asio resolves on a thread of its own, so the loop is not blocked; at most one lookup of a dialer is
// under way, so a resolver that hangs piles nothing up.
#pragma once

#include <optional>

#include "healthcheck/probe/target.h"
#include "healthcheck/url.h"

namespace vigilcast::health {

class Dialer {
 public:
  Dialer(boost::asio::io_context& context, HostPort server);

  Task<std::optional<Answer>> dial(Flight& flight);  // nothing: connected
  [[nodiscard]] std::string where() const { return server_.to_string(); }

 private:
  Task<std::optional<Answer>> resolve(Flight& flight);

  boost::asio::io_context& context_;
  HostPort server_;
  std::vector<TcpEndpoint> addresses_;
  bool literal_ = false;  // an address, or localhost: nothing is looked up
  bool resolving_ = false;
};

}  // namespace vigilcast::health
