#include "bgp/wire/nlri/bgp_ls.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "bgp/wire/nlri/bgp_ls_descriptor.h"
#include "bgp/wire/route_distinguisher.h"
#include "pkg/base/text.h"

namespace vigilcast::bgp {
namespace {

using ls::Descriptor;

enum class Type : std::uint16_t { node = 1, link = 2, prefix_v4 = 3, prefix_v6 = 4, srv6_sid = 6 };

struct TypeRow {
  Type type;
  std::string_view name;  // in JSON
  std::string_view word;  // in text
};
constexpr std::array kTypes{TypeRow{Type::node, "bgpls-node", "node"}, TypeRow{Type::link, "bgpls-link", "link"},
                            TypeRow{Type::prefix_v4, "bgpls-prefix-v4", "prefix_v4"}, TypeRow{Type::prefix_v6, "bgpls-prefix-v6", "prefix_v6"},
                            TypeRow{Type::srv6_sid, "bgpls-srv6sid", "srv6_sid"}};

const TypeRow* row_of(std::uint16_t type) {
  const auto* found = std::ranges::find(kTypes, static_cast<Type>(type), &TypeRow::type);
  return found == kTypes.end() ? nullptr : found;
}

// The NLRI in its parts; `ok` is false when they are not all there.
struct Parts {
  bool ok = false;
  std::uint16_t type = 0;
  ByteView value;  // behind type and length
  RouteDistinguisher distinguisher;
  std::uint8_t protocol = 0;
  std::uint64_t identifier = 0;
  ByteView descriptors;

  [[nodiscard]] bool ipv6() const { return static_cast<Type>(type) == Type::prefix_v6; }
};

Parts parts_of(ByteView wire, bool vpn) {
  Parts out;
  ByteReader reader(wire);
  out.type = reader.u16();
  out.value = reader.take(reader.u16());
  ByteReader value(out.value);
  if (vpn) out.distinguisher = RouteDistinguisher::read(value);
  out.protocol = value.u8();
  out.identifier = value.u64();
  out.ok = reader.ok() && value.ok();
  out.descriptors = value.rest();
  return out;
}

template <class Visit>
void each_descriptor(const Parts& parts, Descriptor kind, const Visit& visit) {
  for (ByteReader reader(parts.descriptors); const auto tlv = read_tlv(reader);) {
    if (tlv->type == static_cast<std::uint16_t>(kind)) visit(tlv->value);
  }
}

// What a type cannot be read without (RFC 9552 section 8.2.2 forbids to ask for more).
std::optional<std::string> missing_descriptor(const Parts& parts) {
  const auto first = [&]() -> std::optional<Tlv> {
    ByteReader reader(parts.descriptors);
    return read_tlv(reader);
  }();
  switch (static_cast<Type>(parts.type)) {
    case Type::node:
    case Type::srv6_sid:
      if (!first || first->type != static_cast<std::uint16_t>(Descriptor::local_node)) return "its local node descriptor is missing";
      break;
    case Type::prefix_v4:
    case Type::prefix_v6: {
      bool found = false;
      each_descriptor(parts, Descriptor::ip_reachability, [&](ByteView) { found = true; });
      if (!found) return "its prefix is missing";
      break;
    }
    case Type::link: break;
  }
  return std::nullopt;
}

bool may_be_repeated(std::uint16_t type) {
  return type >= static_cast<std::uint16_t>(Descriptor::ipv4_interface) && type <= static_cast<std::uint16_t>(Descriptor::multi_topology);
}

std::optional<std::string> problem_of(const Parts& parts) {
  if (!parts.ok) return "it is too short";
  std::optional<std::uint16_t> last;
  for (ByteReader reader(parts.descriptors); !reader.empty();) {
    const auto tlv = read_tlv(reader);
    if (!tlv) return "its last descriptor is cut off";
    if (last && tlv->type < *last) return "its descriptors are not in ascending order";
    if (last == tlv->type && !may_be_repeated(tlv->type)) return "descriptor " + std::to_string(tlv->type) + " is there twice";
    last = tlv->type;
    if (auto problem = ls::problem_of(*tlv, parts.protocol, parts.ipv6())) return problem;
  }
  return missing_descriptor(parts);
}

template <bool vpn>
std::optional<NlriProblem> decode(ByteReader& from, SmallBytes& to) {
  const ByteView all = from.peek();
  const std::uint16_t type = from.u16();
  from.take(from.u16());
  if (!from.ok()) return NlriProblem{FaultAction::reset_session, true, "a link-state NLRI is cut off"};
  const ByteView wire = all.first(all.size() - from.remaining());
  to.assign(wire);
  if (row_of(type) == nullptr) return std::nullopt;
  // Only the one that is malformed goes (RFC 9552 section 8.2.2).
  if (const auto problem = problem_of(parts_of(wire, vpn))) {
    return NlriProblem{FaultAction::discard_attribute, false, "a link-state NLRI of type " + std::to_string(type) + " is malformed: " + *problem};
  }
  return std::nullopt;
}

template <bool vpn>
void append_text(std::string& out, ByteView wire) {
  const Parts parts = parts_of(wire, vpn);
  const TypeRow* row = row_of(parts.type);
  out += "bgp-ls:" + (row != nullptr ? std::string(row->word) : "type-" + std::to_string(parts.type)) + ":0x" + to_lower(to_hex(parts.value));
}

void append_node_list(std::string& out, std::string_view name, const Parts& parts, Descriptor kind) {
  out += ", \"" + std::string(name) + "\": [ ";
  each_descriptor(parts, kind, [&](ByteView value) { ls::append_node_json(out, value, parts.protocol); });
  out += " ]";
}

// The values of the descriptors of any of `kinds` as one list.
template <std::size_t N, class Append>
void append_value_list(std::string& out, std::string_view name, const Parts& parts, const std::array<Descriptor, N>& kinds, const Append& append) {
  out += ", \"" + std::string(name) + "\": [ ";
  bool first = true;
  for (ByteReader reader(parts.descriptors); const auto tlv = read_tlv(reader);) {
    if (std::ranges::find(kinds, static_cast<Descriptor>(tlv->type)) == kinds.end()) continue;
    if (!std::exchange(first, false)) out += ", ";
    append(out, tlv->value);
  }
  out += " ]";
}

void append_topology(std::string& out, ByteView value) { out += std::to_string(ls::topology_of(value)); }

void append_link(std::string& out, const Parts& parts) {
  append_node_list(out, "local-node-descriptors", parts, Descriptor::local_node);
  append_node_list(out, "remote-node-descriptors", parts, Descriptor::remote_node);
  append_value_list(out, "interface-addresses", parts, std::array{Descriptor::ipv4_interface, Descriptor::ipv6_interface}, ls::append_address_json);
  append_value_list(out, "neighbor-addresses", parts, std::array{Descriptor::ipv4_neighbor, Descriptor::ipv6_neighbor}, ls::append_address_json);
  append_value_list(out, "multi-topology-ids", parts, std::array{Descriptor::multi_topology}, append_topology);
  append_value_list(out, "link-identifiers", parts, std::array{Descriptor::link_identifiers}, ls::append_link_identifiers_json);
}

void append_sid(std::string& out, const Parts& parts) {
  append_node_list(out, "node-descriptors", parts, Descriptor::local_node);
  out += ", \"srv6-sid-descriptors\": {\"multi-topology-ids\": [";
  bool first = true;
  each_descriptor(parts, Descriptor::multi_topology, [&](ByteView value) {
    out += std::exchange(first, false) ? "\"" : ", \"";
    append_topology(out, value);
    out += "\"";
  });
  out += "]";
  each_descriptor(parts, Descriptor::srv6_sid, [&](ByteView value) { out += ", \"srv6-sid\": \"" + IpAddress::v6(value).to_string() + "\""; });
  out += "}";
}

void append_prefix(std::string& out, const Parts& parts) {
  append_node_list(out, "node-descriptors", parts, Descriptor::local_node);
  each_descriptor(parts, Descriptor::ip_reachability, [&](ByteView value) {
    out +=
        ", \"ip-reachability-tlv\": \"" + ls::prefix_address(value, parts.ipv6()) + "\", \"ip-reach-prefix\": \"" + ls::prefix_text(value, parts.ipv6()) + "\"";
  });
}

void append_front(std::string& out, const Parts& parts, ByteView wire) {
  const TypeRow* row = row_of(parts.type);
  if (row == nullptr) {
    out += "\"code\": " + std::to_string(parts.type) + ", \"parsed\": false, \"raw\": \"" + to_hex(wire) + "\"";
    return;
  }
  out += "\"ls-nlri-type\": \"" + std::string(row->name) + "\", \"l3-routing-topology\": " + std::to_string(parts.identifier) +
         ", \"protocol-id\": " + std::to_string(parts.protocol);
  switch (row->type) {
    case Type::node: return append_node_list(out, "node-descriptors", parts, Descriptor::local_node);
    case Type::link: return append_link(out, parts);
    case Type::prefix_v4:
    case Type::prefix_v6: return append_prefix(out, parts);
    case Type::srv6_sid: return append_sid(out, parts);
  }
}

// Nodes and prefixes repeat the next hop inside.
template <bool vpn>
void append_members(std::string& out, ByteView wire, const std::string& next_hop) {
  const Parts parts = parts_of(wire, vpn);
  const TypeRow* row = row_of(parts.type);
  append_front(out, parts, wire);
  if (row == nullptr || row->type == Type::srv6_sid) return;
  if (row->type != Type::link) out += ", \"nexthop\": \"" + next_hop + "\"";
  if (row->type != Type::node) {
    each_descriptor(parts, Descriptor::ospf_route_type, [&](ByteView value) { out += ", \"ospf-route-type\": " + std::to_string(value[0]); });
  }
  if (vpn) out += ", \"rd\": \"" + parts.distinguisher.to_string() + "\"";
}

template <bool vpn>
void append_json(std::string& out, ByteView wire, Dialect /*dialect*/) {
  append_members<vpn>(out, wire, "None");
}
template <bool vpn>
void append_announced_json(std::string& out, ByteView wire, const IpAddress& next_hop, Dialect /*dialect*/) {
  append_members<vpn>(out, wire, next_hop.to_string());
}

}  // namespace

constinit const FamilyCodec kBgpLsCodec{kBgpLs, true, decode<false>, append_text<false>, append_json<false>, false, false, append_announced_json<false>};
constinit const FamilyCodec kBgpLsVpnCodec{kBgpLsVpn, true, decode<true>, append_text<true>, append_json<true>, false, false, append_announced_json<true>};

}  // namespace vigilcast::bgp
