// One machine of the simulation: the real Engine on the simulated network, with health checks and services where a test gives it some.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tests/sim/health.h"
#include "tests/sim/network.h"

namespace vigilcast::sim {

class World;

// What a node was last told about a prefix by one of its peers.
struct Heard {
  bool announced = false;
  Instant at;
};

class Node : public Host {
 public:
  Node(World& world, std::string name, const IpAddress& address, std::uint32_t asn);

  // --- configuration: kept while the machine is off ---------------------------------------------------------------------
  void add_peer(bgp::PeerConfig config);
  bgp::PeerConfig& peer(std::string_view peer_name);  // change it, then apply_peers()
  void apply_peers();
  void announce(bgp::Route route);  // to all peers
  void withdraw(const bgp::Nlri& nlri);
  void set_health(std::vector<health::CheckSpec> checks, std::vector<announce::ServiceSpec> services, Duration hold_down);

  // --- life -------------------------------------------------------------------------------------------------------------
  void boot();
  void power_off();                                 // without a word
  void shut_down(const bgp::Notification& notification);  // in order
  void reset(std::string_view peer_name, const bgp::Notification& notification);
  void refresh(std::string_view peer_name);         // asks the peer for its routes again
  void drain(std::string_view peer_name, Duration length, const bgp::Notification& last_words);
  void undrain(std::string_view peer_name);
  void pause_reading(std::string_view peer_name, bool paused);  // whoever takes in what it says has no room
  // Busy with itself: what arrives waits, and timers are served first when it is over.
  void stall(Duration length);

  // --- Host -------------------------------------------------------------------------------------------------------------
  void handle(const bgp::TransportEvent& event) override;
  void arrived(const bgp::BfdDatagram& datagram) override;
  bgp::ConnectionId new_connection_id() override { return engine_->new_connection_id(); }
  [[nodiscard]] bool listens() const override { return engine_ != nullptr; }
  [[nodiscard]] std::optional<IpAddress> other_family() const override;

  // --- what tests look at ------------------------------------------------------------------------------------------------
  [[nodiscard]] bool running() const { return engine_ != nullptr; }
  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] const IpAddress& address() const { return address_; }
  [[nodiscard]] std::uint32_t asn() const { return asn_; }
  [[nodiscard]] const bgp::Engine& engine() const { return *engine_; }
  [[nodiscard]] NodeHealth* health() const { return health_.get(); }
  [[nodiscard]] const std::vector<bgp::PeerConfig>& peers() const { return peers_; }
  [[nodiscard]] std::optional<bgp::PeerStatus> status(std::string_view peer_name) const;
  [[nodiscard]] const std::map<bgp::Nlri, bgp::Route>& routes() const { return routes_; }
  [[nodiscard]] std::optional<Heard> heard(const bgp::Nlri& nlri) const;
  [[nodiscard]] const std::vector<std::string>& log() const { return log_; }  // what happened, for the report of a failure

  void answer(const std::string& check, Answer answer, unsigned times = 0);  // 0: from now on
  [[nodiscard]] const Tapes& tapes() const { return tapes_; }

 private:
  void settle();  // carries out what the engine and the policy ask for
  void carry_out(const bgp::Output& output);
  void carry_out(const bgp::BfdOrder& order);
  void observe(const bgp::PeerEvent& event);
  void apply(const announce::PolicyOutput& decisions);
  void apply_to(bgp::PeerId id, const bgp::RouteChange& change);
  void tell_input();
  void wake_up_in_time();
  void wake_up();
  void end_stall();

  World& world_;
  std::string name_;
  IpAddress address_;
  std::uint32_t asn_;
  std::vector<bgp::PeerConfig> peers_;
  std::map<bgp::Nlri, bgp::Route> routes_;
  std::vector<health::CheckSpec> checks_;
  std::vector<announce::ServiceSpec> services_;
  Tapes tapes_;
  Duration hold_down_{};

  std::unique_ptr<bgp::Engine> engine_;  // none: the machine is off
  std::shared_ptr<NodeHealth> health_;
  bool released_ = false;
  unsigned life_ = 0;  // which boot this is: what was asked for in an earlier one is void
  std::optional<Instant> wake_at_;
  std::map<bgp::Nlri, Heard> heard_;
  std::map<bgp::BfdId, IpAddress> bfd_;
  std::vector<std::string> log_;
  std::optional<Instant> stalled_until_;
  std::vector<std::function<void()>> missed_;
};

}  // namespace vigilcast::sim
