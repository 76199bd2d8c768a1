#include "bgp/wire/nlri/bgp_ls_descriptor.h"

#include <algorithm>
#include <array>

#include "pkg/base/ip.h"
#include "pkg/base/text.h"

namespace vigilcast::bgp::ls {
namespace {

enum class NodeField : std::uint16_t { as = 512, bgp_ls_id = 513, ospf_area = 514, router_id = 515 };

constexpr std::size_t kSystemId = 6;
constexpr std::size_t kPseudonode = 7;
constexpr std::size_t kOspfRouter = 4;
constexpr std::size_t kOspfDesignated = 8;

bool is_isis(std::uint8_t protocol) { return protocol == 1 || protocol == 2; }
// Those whose router ids ExaBGP reads as addresses: OSPFv2, OSPFv3, static and freeRtr's own.
bool is_ospf(std::uint8_t protocol) { return protocol == 3 || protocol == 5 || protocol == 6 || protocol == 227; }

bool is_address_size(std::size_t size) { return size == 4 || size == 16; }
IpAddress address_of(ByteView value) { return value.size() == 4 ? IpAddress::v4(value) : IpAddress::v6(value); }

bool has_right_size(const Tlv& field, std::uint8_t protocol) {
  switch (static_cast<NodeField>(field.type)) {
    case NodeField::as:
    case NodeField::bgp_ls_id: return field.value.size() == 4;
    case NodeField::ospf_area: return is_address_size(field.value.size());
    case NodeField::router_id:
      if (is_isis(protocol)) return field.value.size() == kSystemId || field.value.size() == kPseudonode;
      return !is_ospf(protocol) || field.value.size() == kOspfRouter || field.value.size() == kOspfDesignated;
  }
  return true;
}

// Each sub-TLV at most once, ascending: NLRI could not be compared otherwise (RFC 9552 section 5.2.1).
std::optional<std::string> problem_of_node(ByteView sub_tlvs, std::uint8_t protocol) {
  std::optional<std::uint16_t> last;
  for (ByteReader reader(sub_tlvs); !reader.empty();) {
    const auto field = read_tlv(reader);
    if (!field) return "a node descriptor is cut off";
    if (last && field->type <= *last) return "the fields of a node descriptor are not in ascending order";
    if (!has_right_size(*field, protocol)) {
      return "field " + std::to_string(field->type) + " of a node descriptor has length " + std::to_string(field->value.size());
    }
    last = field->type;
  }
  return std::nullopt;
}

std::optional<std::string> problem_of_prefix(ByteView value, bool ipv6) {
  if (value.empty()) return "a prefix has no length";
  if (value[0] > (ipv6 ? 128 : 32)) return "a prefix has length " + std::to_string(value[0]);
  // Fewer octets than the length says are what some routers send.
  if (value.size() - 1 > (value[0] + 7U) / 8U) return "a prefix of length " + std::to_string(value[0]) + " has " + std::to_string(value.size() - 1) + " octets";
  return std::nullopt;
}

void append_router_id(std::string& out, ByteView value, std::uint8_t protocol) {
  if (is_ospf(protocol)) {
    out += "\"router-id\": \"" + IpAddress::v4(value.first(4)).to_string() + "\"";
    if (value.size() == kOspfDesignated) out += ", \"designated-router-id\": \"" + IpAddress::v4(value.last(4)).to_string() + "\"";
    return;
  }
  out += "\"router-id\": \"" + to_lower(to_hex(value)) + "\"";
  if (value.size() == kPseudonode && value.back() != 0) out += ", \"psn\": \"" + std::to_string(value.back()) + "\"";
}

void append_field_json(std::string& out, const Tlv& field, std::uint8_t protocol) {
  ByteReader reader(field.value);
  switch (static_cast<NodeField>(field.type)) {
    case NodeField::as: out += "\"autonomous-system\": " + std::to_string(reader.u32()); return;
    case NodeField::bgp_ls_id: out += "\"bgp-ls-identifier\": \"" + std::to_string(reader.u32()) + "\""; return;
    case NodeField::ospf_area: out += "\"ospf-area-id\": \"" + address_of(field.value).to_string() + "\""; return;
    case NodeField::router_id:
      if (is_isis(protocol) || is_ospf(protocol)) return append_router_id(out, field.value, protocol);
  }
  out += "\"generic-node-descriptor-" + std::to_string(field.type) + "\": \"0x" + to_hex(field.value) + "\"";
}

}  // namespace

std::optional<std::string> problem_of(const Tlv& descriptor, std::uint8_t protocol, bool ipv6) {
  const std::size_t size = descriptor.value.size();
  bool good = true;
  switch (static_cast<Descriptor>(descriptor.type)) {
    case Descriptor::local_node:
    case Descriptor::remote_node: return problem_of_node(descriptor.value, protocol);
    case Descriptor::ip_reachability: return problem_of_prefix(descriptor.value, ipv6);
    case Descriptor::link_identifiers: good = size >= 8; break;
    case Descriptor::ipv4_interface:
    case Descriptor::ipv4_neighbor:
    case Descriptor::ipv6_interface:
    case Descriptor::ipv6_neighbor: good = is_address_size(size); break;
    case Descriptor::multi_topology: good = size >= 2 && size % 2 == 0; break;
    case Descriptor::ospf_route_type: good = size == 1; break;
    case Descriptor::srv6_sid: good = size == 16; break;
  }
  if (good) return std::nullopt;
  return "descriptor " + std::to_string(descriptor.type) + " has length " + std::to_string(size);
}

void append_node_json(std::string& out, ByteView sub_tlvs, std::uint8_t protocol) {
  bool first = true;
  for (ByteReader reader(sub_tlvs); const auto field = read_tlv(reader);) {
    out += std::exchange(first, false) ? "{ " : ", { ";
    append_field_json(out, *field, protocol);
    out += " }";
  }
}

void append_address_json(std::string& out, ByteView value) { out += "\"" + address_of(value).to_string() + "\""; }

void append_link_identifiers_json(std::string& out, ByteView value) {
  ByteReader reader(value);
  const std::uint32_t local = reader.u32();
  out += "{ \"link-local-id\": " + std::to_string(local) + ", \"link-remote-id\": " + std::to_string(reader.u32()) + " }";
}

std::uint16_t topology_of(ByteView value) { return ByteReader(value).u16() & 0x0fffU; }  // four bits are reserved

std::string prefix_address(ByteView value, bool ipv6) {
  std::array<std::uint8_t, 16> octets{};
  std::ranges::copy(value.subspan(1), octets.begin());
  const ByteView all(octets);
  return (ipv6 ? IpAddress::v6(all) : IpAddress::v4(all.first(4))).to_string();
}

std::string prefix_text(ByteView value, bool ipv6) { return prefix_address(value, ipv6) + "/" + std::to_string(value[0]); }

}  // namespace vigilcast::bgp::ls
