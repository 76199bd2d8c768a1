// A whole network in one process: nodes with real engines, links between them, virtual time, a seed. After every step the invariants
// of invariants.h are checked on the nodes that took part; the first one broken is kept with its instant.
#pragma once

#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "tests/sim/agenda.h"
#include "tests/sim/network.h"
#include "tests/sim/node.h"

namespace vigilcast::sim {

class World {
 public:
  explicit World(std::uint64_t seed) : agenda_(seed), network_(agenda_) {}

  Node& add(std::string name, const IpAddress& address, std::uint32_t asn);
  [[nodiscard]] Node* find(std::string_view name) const;
  [[nodiscard]] Node* find(const IpAddress& address) const;
  [[nodiscard]] const std::vector<std::unique_ptr<Node>>& nodes() const { return nodes_; }

  [[nodiscard]] Instant now() const { return agenda_.now(); }
  Agenda& agenda() { return agenda_; }
  Network& network() { return network_; }
  Rng& rng() { return agenda_.rng; }

  void run_for(Duration length) { run_until(now() + length); }
  void run_until(Instant end);
  // Runs until `condition` holds; false: it did not until `end`, or an invariant broke.
  bool run_until(Instant end, const std::function<bool()>& condition);

  void touched(const Node& node) { touched_.insert(&node); }
  void broken(const std::string& what);
  [[nodiscard]] const std::string& violation() const { return violation_; }  // empty: none
  [[nodiscard]] std::string story(std::size_t lines) const;                  // the last events of all nodes, by time

 private:
  bool step(Instant end);

  Agenda agenda_;
  Network network_;
  std::vector<std::unique_ptr<Node>> nodes_;
  std::set<const Node*> touched_;
  std::string violation_;
  Instant busy_since_{};
  unsigned busy_ = 0;  // steps at one and the same instant
};

}  // namespace vigilcast::sim
