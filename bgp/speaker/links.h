// The links of unnumbered peers, and the router that was heard on each. Thread: the core loop's.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "bgp/engine/peer_config.h"
#include "bgp/speaker/router_discovery.h"
#include "pkg/runtime/icmp6.h"

namespace vigilcast::bgp {

class Links {
 public:
  Links(runtime::Loop& loop, Rng rng) : loop_(loop), rng_(rng) {}

  // Looks for routers where unnumbered peers are, and nowhere else. What does not work is an error and is tried again with the next update or question.
  std::vector<Error> update(std::span<const PeerConfig> peers);
  void close() { open_.clear(); }

  // Its link-local address; an error for people while nobody was heard.
  Result<IpAddress> neighbour(const std::string& interface);

 private:
  class Link;

  Result<void> open(const std::string& interface);

  runtime::Loop& loop_;
  Rng rng_;
  std::map<std::string, std::shared_ptr<Link>> open_;
};

}  // namespace vigilcast::bgp
