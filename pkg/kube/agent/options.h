// What an agent is told at start. Only who we are (local_asn, router_id) may become something else, by Agent::set_router().
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "pkg/base/ip.h"
#include "pkg/kube/class_filter.h"

namespace vigilcast::kube {

struct AgentOptions {
  std::string node;               // name of the Node object of this host
  std::string release_namespace;  // where the Secrets of BGPPeers are
  ClassFilter services;
  std::optional<std::uint32_t> local_asn;  // of peers that give none
  std::optional<IpAddress> router_id;      // absent: the node's first IPv4 InternalIP, as it was when first seen
};

}  // namespace vigilcast::kube
