// The listening sockets that a configuration asks for: the `listen` endpoints and each peer's own listen_port, every one with the MD5 keys of its peers.
// A wildcard address covers the others of its family and port. Thread: the core loop's.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "bgp/engine/peer_config.h"
#include "pkg/runtime/listener.h"

namespace vigilcast::bgp {

class Listeners {
 public:
  Listeners(runtime::Loop& loop, runtime::TcpListener::OnAccept on_accept) : loop_(loop), on_accept_(std::move(on_accept)) {}

  // Opens what is missing, closes what is not asked for any more and leaves the rest alone. Every endpoint or key that did not work is one error;
  // it is tried again with the next update.
  std::vector<Error> update(std::span<const Endpoint> endpoints, std::span<const PeerConfig> peers);
  void close() { open_.clear(); }

  // Why the last update could not open what this peer asks for; nothing: it is open, or the peer asks for none.
  [[nodiscard]] std::optional<Error> why_closed(const PeerConfig& peer) const;
  [[nodiscard]] std::vector<Endpoint> local() const;  // as opened, with the ports that the kernel chose

 private:
  struct Open {
    std::unique_ptr<runtime::TcpListener> listener;
    std::map<IpAddress, std::string> keys;
  };

  void set_keys(const Endpoint& endpoint, Open& open, std::span<const PeerConfig> peers, std::vector<Error>& errors) const;

  runtime::Loop& loop_;
  runtime::TcpListener::OnAccept on_accept_;
  std::map<Endpoint, Open> open_;  // by the endpoint that was asked for
  std::map<Endpoint, Error> failed_;  // likewise
};

}  // namespace vigilcast::bgp
