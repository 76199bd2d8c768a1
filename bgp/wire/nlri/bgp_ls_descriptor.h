// The descriptors of link-state NLRI (RFC 9552 section 5.2.1 to 5.2.3): what is wrong with one, and its JSON.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "bgp/wire/tlv.h"

namespace vigilcast::bgp::ls {

enum class Descriptor : std::uint16_t {
  local_node = 256,
  remote_node = 257,
  link_identifiers = 258,
  ipv4_interface = 259,
  ipv4_neighbor = 260,
  ipv6_interface = 261,
  ipv6_neighbor = 262,
  multi_topology = 263,
  ospf_route_type = 264,
  ip_reachability = 265,
  srv6_sid = 518,
};

// Why a descriptor makes its NLRI malformed; nothing when it does not. `protocol` decides the form of a router id, `ipv6` the size of a prefix.
std::optional<std::string> problem_of(const Tlv& descriptor, std::uint8_t protocol, bool ipv6);

// Each expects a descriptor without a problem.
void append_node_json(std::string& out, ByteView sub_tlvs, std::uint8_t protocol);  // { "autonomous-system": 65001 }, { "router-id": "10.1.1.1" }
void append_address_json(std::string& out, ByteView value);
void append_link_identifiers_json(std::string& out, ByteView value);
std::uint16_t topology_of(ByteView value);                // the first
std::string prefix_text(ByteView value, bool ipv6);       // "10.0.0.0/8"
std::string prefix_address(ByteView value, bool ipv6);    // "10.0.0.0"

}  // namespace vigilcast::bgp::ls
