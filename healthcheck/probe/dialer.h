// Brings a flight's connection about: resolves the host unless it is an address, tries its addresses in order, says who it is where that is asked for, and
// shakes hands where TLS is.
//
// For the .cpp files of this folder, after asio_headers.h. Asio resolves on a thread of its own, so the loop is not blocked; at most one lookup of a dialer is
// under way, so a resolver that hangs piles nothing up.
#pragma once

#include <optional>

#include "healthcheck/probe/target.h"
#include "healthcheck/probe/tls_client.h"
#include "healthcheck/url.h"

namespace vigilcast::health {

class Dialer {
 public:
  Dialer(const ProbeTools& tools, HostPort server, DataPath path);
  // Every connection begins with a handshake.
  void over_tls(TlsOptions options, std::string alpn = {});

  Task<std::optional<Answer>> dial(Flight& flight);  // nothing: connected
  [[nodiscard]] std::optional<Answer> judge_kept(Flight& flight) const { return tls_ ? tls_->judge(flight) : std::nullopt; }  // nothing: as good as a new one
  [[nodiscard]] std::string where() const { return server_.to_string(); }

 private:
  Task<std::optional<Answer>> resolve(Flight& flight);
  Task<std::optional<Answer>> reach(Flight& flight);

  ProbeTools tools_;
  HostPort server_;
  DataPath path_;
  std::vector<TcpEndpoint> addresses_;
  bool literal_ = false;  // an address, or localhost: nothing is looked up
  bool resolving_ = false;
  std::optional<TlsClient> tls_;
};

}  // namespace vigilcast::health
