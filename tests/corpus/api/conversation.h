// A helper and the peers of an exabgp.conf, played without a process or a socket: what the helper reads, line by line.
#pragma once

#include <string>
#include <string_view>

#include "bgp/engine/engine.h"
#include "pkg/exabgp/api/dialogue.h"
#include "pkg/exabgp/api/messages.h"
#include "pkg/model/config.h"

namespace vigilcast::exabgp::api_corpus {

// A script is an exabgp.conf whose process is `helper`, a line `---`, and then lines of the helper. What begins with `!` is for the stage:
//
//   !compat 4.2          before the configuration
//   !up 192.0.2.2        the peer accepts the session that we offer and agrees to everything
//   !says 192.0.2.2 update HEX     (open, update, notification, keepalive, refresh: the body)
//   !closes 192.0.2.2
//   !wait 30             seconds
class Conversation {
 public:
  explicit Conversation(std::string_view script);
  std::string play();

 private:
  void stage(std::string_view order);
  void line(std::string_view line);
  void bring_up(std::string_view address);
  void say(std::string_view address, std::string_view type, std::string_view body);
  void carry_out(const Order& order);
  void hear();
  void tell(const bgp::PeerEvent& event);
  [[nodiscard]] bgp::PeerId peer(std::string_view address) const;
  bgp::ConnectionId connection_of(std::string_view address);
  ApiWorld world();

  Compat compat_ = Compat::auto_;
  std::string_view script_;
  model::Config config_;
  Instant now_{};
  bgp::Engine engine_{Rng(1)};
  Dialogue dialogue_{"helper", true, Compat::auto_, Grammar::both};
  Messages messages_{Identity{}};
  std::map<bgp::PeerId, Story> stories_;
  std::map<bgp::PeerId, bgp::ConnectionId> waiting_;  // connections that we asked for
  std::map<bgp::PeerId, bgp::Open> offered_;          // our last OPEN
  std::vector<bgp::PeerId> created_;
  std::string out_;
};

}  // namespace vigilcast::exabgp::api_corpus
