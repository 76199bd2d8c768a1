// `peers`: the routers that we talk to.
#pragma once

#include "bgp/engine/peer_config.h"
#include "pkg/config/field.h"

namespace vigilcast::config {

// A peer as read, with the nodes that later mistakes point to.
struct PeerDraft {
  bgp::PeerConfig config;
  const yaml::Node* node = nullptr;
  const yaml::Node* name = nullptr;
  const yaml::Node* address = nullptr;
  const yaml::Node* interface = nullptr;
  const yaml::Node* range = nullptr;
  const yaml::Node* range_limit = nullptr;
  const yaml::Node* asn = nullptr;
  const yaml::Node* asns = nullptr;
  const yaml::Node* families = nullptr;
  const yaml::Node* required_families = nullptr;
  const yaml::Node* source = nullptr;
  const yaml::Node* passive = nullptr;
  const yaml::Node* listen_port = nullptr;
  const yaml::Node* multihop = nullptr;
  const yaml::Node* add_path = nullptr;
  const yaml::Node* strict_role = nullptr;

  // The key that says who is at the other end.
  [[nodiscard]] const yaml::Node* remote() const { return address != nullptr ? address : range != nullptr ? range : interface; }
};

const Table<PeerDraft>& peer_table();

// The peer and what follows from its keys together: families, TTLs, the listener of a passive one.
PeerDraft read_peer(const yaml::Node& node, Load& load);

}  // namespace vigilcast::config
