// A random network from a seed: agents with routes and services, routers, links of every quality; then faults and changes at random
// instants; then all is healed, and everybody must agree with everybody, and with what was asked for.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "tests/sim/world.h"

namespace vigilcast::sim {

class Fleet {
 public:
  explicit Fleet(std::uint64_t seed);

  // What went wrong, with the end of the story; nothing when all is well.
  std::optional<std::string> run();
  [[nodiscard]] World& world() { return world_; }

 private:
  void build();
  void connect(Node& agent, Node& router);
  void give_health(Node& node);
  std::vector<announce::ServiceSpec> any_services(const Node& node);
  void trouble();
  void trouble_on_link();
  void trouble_on_node();
  void power_off(Node& node);
  void change_routes(Node& node);
  void change_configuration();
  void change_target();
  void heal();
  std::optional<std::string> agree_within(Duration length);
  [[nodiscard]] std::optional<std::string> disagreement();
  [[nodiscard]] std::optional<std::string> check_routes(const Node& from, const Node& to);
  [[nodiscard]] bool announces(const Node& node, const bgp::Nlri& nlri) const;
  Node& any_node();
  Duration any_time(Duration longest) { return Duration(static_cast<Duration::rep>(world_.rng().below(static_cast<std::uint64_t>(longest.count())))); }
  template <class T, std::size_t N>
  T one_of(const T (&choices)[N]) {
    return choices[world_.rng().below(N)];
  }

  struct Pair {
    Node* agent;
    Node* router;
  };

  World world_;
  std::vector<Node*> agents_, routers_;
  std::vector<Pair> pairs_;
};

}  // namespace vigilcast::sim
