#include "bgp/wire/nlri/evpn.h"

#include <algorithm>
#include <span>

namespace vigilcast::bgp {
namespace {

enum class Part : std::uint8_t { end, rd, segment, tag, mac, any_ip, ip, prefix, any_labels, label, one_or_two_labels };

struct Row {
  EvpnRoute::Type type;
  std::string_view name;   // in JSON
  std::string_view short_name;  // in text
  std::array<Part, 6> parts;  // in the order of the wire, which is that of the text too
};
constexpr std::array kRows{
    Row{EvpnRoute::Type::ethernet_auto_discovery, "Ethernet Auto-Discovery", "ethernetad", {Part::rd, Part::segment, Part::tag, Part::any_labels}},
    Row{EvpnRoute::Type::mac_ip, "MAC/IP advertisement", "macadv", {Part::rd, Part::segment, Part::tag, Part::mac, Part::any_ip, Part::one_or_two_labels}},
    Row{EvpnRoute::Type::inclusive_multicast, "Inclusive Multicast Ethernet Tag", "multicast", {Part::rd, Part::tag, Part::ip}},
    Row{EvpnRoute::Type::ethernet_segment, "Ethernet Segment", "segment", {Part::rd, Part::segment, Part::ip}},
    Row{EvpnRoute::Type::ip_prefix, "IP Prefix Advertisement", "prfxadv", {Part::rd, Part::segment, Part::tag, Part::prefix, Part::label}},
};

constexpr std::uint8_t kMacBits = 48;

const Row* find_row(std::uint8_t type) {
  const auto* found = std::ranges::find(kRows, static_cast<EvpnRoute::Type>(type), &Row::type);
  return found == kRows.end() ? nullptr : found;
}

bool has(const Row& row, Part part) { return std::ranges::find(row.parts, part) != row.parts.end(); }

template <std::size_t N>
void take(ByteReader& reader, std::array<std::uint8_t, N>& into) {
  std::ranges::copy(reader.take(N), into.begin());
}

IpAddress take_address(ByteReader& reader, std::size_t octets) {
  const ByteView field = reader.take(octets);
  if (!reader.ok()) return {};
  return octets == 4 ? IpAddress::v4(field) : IpAddress::v6(field);
}

std::string read_mac(ByteReader& reader, EvpnRoute& route) {
  const std::uint8_t bits = reader.u8();
  if (bits != kMacBits) return "has a MAC address of " + std::to_string(bits) + " bits";
  take(reader, route.mac);
  return {};
}

std::string read_ip(ByteReader& reader, EvpnRoute& route, bool needed) {
  const std::uint8_t bits = reader.u8();
  if (bits == 0 && !needed) return {};
  if (bits != 32 && bits != 128) return "has an IP address of " + std::to_string(bits) + " bits";
  route.ip = take_address(reader, bits / 8);
  return {};
}

// RFC 9136 section 3.1: whether prefix and gateway are IPv4 or IPv6 follows from the length of the route.
std::string read_prefix(ByteReader& reader, EvpnRoute& route) {
  constexpr std::size_t kIpv4Left = 1 + 4 + 4 + MplsLabel::kSize, kIpv6Left = 1 + 16 + 16 + MplsLabel::kSize;
  if (reader.remaining() != kIpv4Left && reader.remaining() != kIpv6Left) return "has a length that is neither of IPv4 nor of IPv6";
  const std::size_t octets = reader.remaining() == kIpv4Left ? 4 : 16;
  route.prefix_length = reader.u8();
  if (route.prefix_length > octets * 8) return "has a prefix of " + std::to_string(route.prefix_length) + " bits";
  route.ip = take_address(reader, octets);
  route.gateway = take_address(reader, octets);
  return {};
}

std::string read_labels(ByteReader& reader, EvpnRoute& route, std::size_t least, std::size_t most) {
  const std::size_t count = reader.remaining() / MplsLabel::kSize;
  if (reader.remaining() % MplsLabel::kSize != 0 || count < least || count > most) return "has " + std::to_string(reader.remaining()) + " octets of labels";
  while (!reader.empty()) route.labels.push_back({reader.u24()});
  return {};
}

std::string read_part(Part part, ByteReader& reader, EvpnRoute& route) {
  constexpr std::size_t kMostLabels = 255 / MplsLabel::kSize;
  switch (part) {
    case Part::end: break;
    case Part::rd: route.rd = RouteDistinguisher::read(reader); break;
    case Part::segment: take(reader, route.segment); break;
    case Part::tag: route.tag = reader.u32(); break;
    case Part::mac: return read_mac(reader, route);
    case Part::any_ip: return read_ip(reader, route, false);
    case Part::ip: return read_ip(reader, route, true);
    case Part::prefix: return read_prefix(reader, route);
    case Part::any_labels: return read_labels(reader, route, 0, kMostLabels);
    case Part::label: return read_labels(reader, route, 1, 1);
    case Part::one_or_two_labels: return read_labels(reader, route, 1, 2);
  }
  return {};
}

void append_part(Part part, const EvpnRoute& route, Bytes& out) {
  ByteWriter writer(out);
  switch (part) {
    case Part::end: break;
    case Part::rd: writer.bytes(route.rd.bytes()); break;
    case Part::segment: writer.bytes(route.segment); break;
    case Part::tag: writer.u32(route.tag); break;
    case Part::mac: writer.u8(kMacBits).bytes(route.mac); break;
    case Part::any_ip:
    case Part::ip:
      writer.u8(route.ip ? static_cast<std::uint8_t>(route.ip->bits()) : 0);
      if (route.ip) writer.bytes(route.ip->bytes());
      break;
    case Part::prefix: writer.u8(route.prefix_length).bytes(route.ip.value_or(IpAddress{}).bytes()).bytes(route.gateway.bytes()); break;
    case Part::any_labels:
    case Part::label:
    case Part::one_or_two_labels: append_labels(out, route.labels); break;
  }
}

std::optional<NlriProblem> decode(ByteReader& from, SmallBytes& to) {
  const ByteView front = from.peek();
  from.u8();
  from.take(from.u8());
  if (!from.ok()) return NlriProblem{FaultAction::reset_session, true, "an EVPN route is longer than its field"};
  const ByteView wire = front.first(front.size() - from.remaining());
  if (const auto route = read_evpn(wire); !route) return NlriProblem{FaultAction::treat_as_withdraw, false, "an EVPN route " + route.error()};
  to = SmallBytes(wire);
  return std::nullopt;
}

std::string colons(ByteView octets, bool upper) {
  constexpr std::string_view kUpper = "0123456789ABCDEF", kLower = "0123456789abcdef";
  const std::string_view digits = upper ? kUpper : kLower;
  std::string out;
  for (const std::uint8_t octet : octets) {
    if (!out.empty()) out += ':';
    out += digits[octet >> 4];
    out += digits[octet & 0xf];
  }
  return out;
}

std::string segment_text(const EvpnRoute& route) {
  const bool none = std::ranges::all_of(route.segment, [](std::uint8_t octet) { return octet == 0; });
  return none ? "-" : colons(route.segment, false);
}

// ExaBGP prints the first of two labels, with the entry in which it stands.
std::span<const MplsLabel> first_label(const EvpnRoute& route) { return std::span(route.labels).first(std::min<std::size_t>(1, route.labels.size())); }

std::string label_text(const EvpnRoute& route) {
  std::string out;
  for (const MplsLabel label : first_label(route)) {
    out += " label " + std::to_string(label.value()) + (label.entry == 0 ? "" : " (" + std::to_string(label.entry) + ")");
  }
  return out;
}

std::string part_text(Part part, const EvpnRoute& route) {
  const std::string ip = route.ip ? route.ip->to_string() : "";
  switch (part) {
    case Part::end: break;
    case Part::rd: return route.rd.to_string();
    case Part::segment: return segment_text(route);
    case Part::tag: return std::to_string(route.tag);
    case Part::mac: return colons(route.mac, true) + "/48";
    case Part::any_ip:
    case Part::ip: return ip;
    case Part::prefix: return ip + "/" + std::to_string(route.prefix_length) + ":" + route.gateway.to_string();
    case Part::any_labels:
    case Part::label:
    case Part::one_or_two_labels: return label_text(route);
  }
  return {};
}

void append_text(std::string& out, ByteView wire) {
  const auto route = read_evpn(wire);
  const Row* row = wire.empty() ? nullptr : find_row(wire[0]);
  if (row == nullptr || !route || !*route) {
    const std::string digits = to_hex(wire.subspan(std::min<std::size_t>(2, wire.size())));
    out += "evpn:unknown:0x";
    std::ranges::transform(digits, std::back_inserter(out), [](char c) { return c >= 'A' ? static_cast<char>(c + ('a' - 'A')) : c; });
    return;
  }
  out += "evpn:" + std::string(row->short_name) + ":";
  for (const Part part : row->parts) {
    if (part != Part::end) out += ":" + part_text(part, **route);
  }
}

void append_json(std::string& out, ByteView wire, Dialect /*dialect*/) {
  const auto route = read_evpn(wire);
  const Row* row = wire.empty() ? nullptr : find_row(wire[0]);
  const bool parsed = row != nullptr && route && *route;
  out += "\"code\": " + std::to_string(wire.empty() ? 0 : wire[0]) + ", \"parsed\": " + (parsed ? "true" : "false") + ", \"raw\": \"" + to_hex(wire) + "\"";
  if (!parsed) return;
  const EvpnRoute& known = **route;
  out += ", \"name\": \"" + std::string(row->name) + "\", \"rd\": \"" + known.rd.to_string() + "\"";
  if (has(*row, Part::segment)) out += ", \"esi\": \"" + segment_text(known) + "\"";
  if (has(*row, Part::tag)) out += ", \"ethernet-tag\": " + std::to_string(known.tag);
  if (has(*row, Part::mac)) out += ", \"mac\": \"" + colons(known.mac, true) + "\"";
  if (!known.labels.empty()) {
    out += ", ";
    append_labels_json(out, first_label(known));
  }
  if (known.ip) out += ", \"ip\": \"" + known.ip->to_string() + "\"";
  if (has(*row, Part::prefix)) out += ", \"iplen\": " + std::to_string(known.prefix_length) + ", \"gateway\": \"" + known.gateway.to_string() + "\"";
}

}  // namespace

constinit const FamilyCodec kEvpnCodec{{Afi::l2vpn, Safi::evpn}, true, decode, append_text, append_json};

Nlri evpn_nlri(const EvpnRoute& route) {
  Bytes wire{static_cast<std::uint8_t>(route.type), 0};
  if (const Row* row = find_row(wire[0])) {
    for (const Part part : row->parts) append_part(part, route, wire);
  }
  wire[1] = static_cast<std::uint8_t>(wire.size() - 2);
  return {kEvpnCodec.family, 0, SmallBytes(wire)};
}

std::expected<std::optional<EvpnRoute>, std::string> read_evpn(ByteView wire) {
  ByteReader reader(wire);
  const std::uint8_t type = reader.u8();
  reader.u8();  // the length
  const Row* row = find_row(type);
  if (!reader.ok() || row == nullptr) return std::nullopt;
  EvpnRoute out;
  out.type = row->type;
  for (const Part part : row->parts) {
    if (std::string why = read_part(part, reader, out); !why.empty()) return std::unexpected("of type " + std::to_string(type) + " " + why);
    if (!reader.ok()) return std::unexpected("of type " + std::to_string(type) + " is cut off");
  }
  if (!reader.empty()) return std::unexpected("of type " + std::to_string(type) + " has " + std::to_string(reader.remaining()) + " octets too many");
  return out;
}

}  // namespace vigilcast::bgp
