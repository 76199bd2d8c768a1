// The listening sockets that a configuration asks for: the `listen` endpoints and each peer's own listen_port, every one with the MD5 keys of its peers.
// A wildcard address covers the others of its family and port, whatever their interface; a VRF has listeners of its own. Thread: the core loop's.
#pragma once

#include <map>
#include <optional>
#include <set>
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
  void renew(const std::string& device);  // it is another one than before: what was bound to it is closed, and opened by the next update
  [[nodiscard]] bool some_failed() const { return !failed_.empty(); }

  // Why the last update could not open what this peer asks for; nothing: it is open, or the peer asks for none.
  [[nodiscard]] std::optional<Error> why_closed(const PeerConfig& peer) const;
  [[nodiscard]] std::vector<Endpoint> local() const;  // as opened, with the ports that the kernel chose

 private:
  // Where one listens; interface and VRF are empty for those that are not bound to any.
  struct Place {
    Endpoint endpoint;
    std::string interface, vrf;
    friend auto operator<=>(const Place&, const Place&) = default;
  };
  struct Open {
    std::unique_ptr<runtime::TcpListener> listener;
    std::map<Prefix, std::string> md5;
    std::map<Prefix, std::vector<TcpAoKey>> ao;
  };

  static std::set<Place> wanted(std::span<const Endpoint> endpoints, std::span<const PeerConfig> peers);
  static std::optional<Place> own_place(const PeerConfig& peer);  // that the peer asks for itself
  static bool may_call(const PeerConfig& peer, const Place& place);
  static std::map<Prefix, const PeerConfig*> callers(const Place& place, std::span<const PeerConfig> peers, std::vector<Error>& errors);
  static void set_md5(Open& open, const std::map<Prefix, const PeerConfig*>& callers, std::vector<Error>& errors);
  static void set_ao(Open& open, const std::map<Prefix, const PeerConfig*>& callers, std::vector<Error>& errors);
  static void set_ttls(const Place& place, Open& open, std::span<const PeerConfig> peers, std::vector<Error>& errors);

  runtime::Loop& loop_;
  runtime::TcpListener::OnAccept on_accept_;
  std::map<Place, Open> open_;  // by what was asked for
  std::map<Place, Error> failed_;  // likewise
};

}  // namespace vigilcast::bgp
