// The links of unnumbered peers, and the router that was heard on each. Thread: the core loop's.
#pragma once

#include <functional>
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
  using OnRouter = std::function<void(const std::string& interface, const IpAddress& address)>;

  Links(runtime::Loop& loop, Rng rng, OnRouter on_router) : loop_(loop), rng_(rng), on_router_(std::move(on_router)) {}

  // Looks for routers where unnumbered peers are, and nowhere else. What does not work is an error and is tried again with the next update or question.
  std::vector<Error> update(std::span<const PeerConfig> peers);
  void close() { open_.clear(); }
  void renew(const std::string& interface) { open_.erase(interface); }  // it is another one than before, with another router perhaps; update() follows
  void ask(const std::string& interface);                                // it works again: who is there?

  // Its link-local address; an error for people while nobody was heard.
  Result<IpAddress> neighbour(const std::string& interface);
  void tell_all() const;  // on_router for all that are known

 private:
  class Link;

  Result<void> open(const std::string& interface);

  runtime::Loop& loop_;
  Rng rng_;
  OnRouter on_router_;
  std::map<std::string, std::shared_ptr<Link>> open_;
};

}  // namespace vigilcast::bgp
