#include "bgp/wire/nlri/mup.h"

#include <algorithm>
#include <array>

#include "pkg/base/text.h"

namespace vigilcast::bgp {
namespace {

using Type = MupRoute::Type;

constexpr std::uint8_t k3gpp5g = 1;  // the one architecture that there is
constexpr std::size_t kHeader = 4;
constexpr unsigned kTeidBits = 32;

std::size_t address_size(Afi afi) { return afi == Afi::ipv6 ? 16 : 4; }

IpAddress address_of(ByteView octets) { return octets.size() == 4 ? IpAddress::v4(octets) : IpAddress::v6(octets); }

std::string read_prefix(ByteReader& reader, Afi afi, Prefix& into) {
  const std::uint8_t bits = reader.u8();
  const std::size_t size = address_size(afi);
  if (bits > size * 8) return "has a prefix of " + std::to_string(bits) + " bits";
  std::array<std::uint8_t, 16> octets{};
  std::ranges::copy(reader.take((bits + 7U) / 8), octets.begin());
  into = Prefix{address_of(ByteView(octets).first(size)), bits}.masked();
  return {};
}

// Of either address family, whatever the AFI.
std::string read_address(ByteReader& reader, IpAddress& into) {
  const std::uint8_t bits = reader.u8();
  if (bits != 32 && bits != 128) return "has an address of " + std::to_string(bits) + " bits";
  const ByteView octets = reader.take(bits / 8);
  if (reader.ok()) into = address_of(octets);
  return {};
}

std::string read_direct_segment(ByteReader& reader, MupRoute& route) {
  if (reader.remaining() != 4 && reader.remaining() != 16) return "has an address of " + std::to_string(reader.remaining()) + " octets";
  route.endpoint = address_of(reader.rest());
  return {};
}

std::string read_type_1(ByteReader& reader, Afi afi, MupRoute& route) {
  if (std::string why = read_prefix(reader, afi, route.prefix); !why.empty()) return why;
  route.teid = reader.u32();
  route.qfi = reader.u8();
  if (std::string why = read_address(reader, route.endpoint); !why.empty()) return why;
  if (reader.empty()) return {};
  return read_address(reader, route.source.emplace());
}

// The endpoint and the bits of the TEID are one number with one length.
std::string read_type_2(ByteReader& reader, Afi afi, MupRoute& route) {
  const std::uint8_t bits = reader.u8();
  const std::size_t address_bits = address_size(afi) * 8;
  if (bits < address_bits || bits > address_bits + kTeidBits) return "has an endpoint of " + std::to_string(bits) + " bits";
  const ByteView octets = reader.take(address_size(afi));
  if (!reader.ok()) return {};
  route.endpoint = address_of(octets);
  route.teid_bits = static_cast<std::uint8_t>(bits - address_bits);
  for (const std::uint8_t octet : reader.take((route.teid_bits + 7U) / 8)) route.teid = (route.teid << 8) | octet;
  return {};
}

std::string read_fields(ByteReader& reader, Afi afi, MupRoute& route) {
  switch (route.type) {
    case Type::interwork_segment: return read_prefix(reader, afi, route.prefix);
    case Type::direct_segment: return read_direct_segment(reader, route);
    case Type::type_1_session: return read_type_1(reader, afi, route);
    case Type::type_2_session: return read_type_2(reader, afi, route);
  }
  return {};
}

void append_prefix(ByteWriter& writer, const Prefix& prefix) {
  writer.u8(prefix.length).bytes(prefix.masked().address.bytes().first((prefix.length + 7U) / 8));
}

void append_address(ByteWriter& writer, const IpAddress& address) { writer.u8(static_cast<std::uint8_t>(address.bits())).bytes(address.bytes()); }

void append_type_2(ByteWriter& writer, const MupRoute& route) {
  writer.u8(static_cast<std::uint8_t>(route.endpoint.bits() + route.teid_bits)).bytes(route.endpoint.bytes());
  for (unsigned octets = (route.teid_bits + 7U) / 8; octets != 0; --octets) writer.u8(static_cast<std::uint8_t>(route.teid >> (8 * (octets - 1))));
}

void append_fields(ByteWriter& writer, const MupRoute& route) {
  switch (route.type) {
    case Type::interwork_segment: return append_prefix(writer, route.prefix);
    case Type::direct_segment: writer.bytes(route.endpoint.bytes()); return;
    case Type::type_1_session:
      append_prefix(writer, route.prefix);
      writer.u32(route.teid).u8(route.qfi);
      append_address(writer, route.endpoint);
      if (route.source) append_address(writer, *route.source);
      return;
    case Type::type_2_session: return append_type_2(writer, route);
  }
}

std::optional<NlriProblem> decode(ByteReader& from, SmallBytes& to, Afi afi) {
  const ByteView front = from.peek();
  from.take(3);
  from.take(from.u8());
  if (!from.ok()) return NlriProblem{FaultAction::reset_session, true, "a MUP route is longer than its field"};
  const auto route = read_mup(afi, front.first(front.size() - from.remaining()));
  if (!route) return NlriProblem{FaultAction::treat_as_withdraw, false, "a MUP route " + route.error()};
  to = *route ? mup_nlri(afi, **route).wire : SmallBytes(front.first(front.size() - from.remaining()));
  return std::nullopt;
}
std::optional<NlriProblem> decode_ipv4(ByteReader& from, SmallBytes& to) { return decode(from, to, Afi::ipv4); }
std::optional<NlriProblem> decode_ipv6(ByteReader& from, SmallBytes& to) { return decode(from, to, Afi::ipv6); }

void append_text(std::string& out, ByteView wire, Afi afi) {
  const auto read = read_mup(afi, wire);
  if (!read || !*read) {
    out += "mup:unknown:0x" + to_lower(to_hex(wire.subspan(std::min(kHeader, wire.size()))));
    return;
  }
  const MupRoute& route = **read;
  const std::string rd = "::" + route.rd.to_string() + ":";
  switch (route.type) {
    case Type::interwork_segment: out += "mup:isd" + rd + route.prefix.to_string(); return;
    case Type::direct_segment: out += "mup:dsd" + rd + route.endpoint.to_string(); return;
    case Type::type_1_session:
      // The length behind the endpoint is the one of the prefix; so does ExaBGP.
      out += "mup:t1st" + rd + route.prefix.to_string() + ":" + std::to_string(route.teid) + ":" + std::to_string(route.qfi) + ":" +
             route.endpoint.to_string() + "/" + std::to_string(route.prefix.length);
      if (route.source) out += ":" + route.source->to_string() + "/" + std::to_string(route.source->bits());
      return;
    case Type::type_2_session:
      out +=
          "mup:t2st" + rd + std::to_string(route.endpoint.bits() + route.teid_bits) + ":" + route.endpoint.to_string() + ":" + std::to_string(route.teid) + ":";
      return;
  }
}
void append_text_ipv4(std::string& out, ByteView wire) { append_text(out, wire, Afi::ipv4); }
void append_text_ipv6(std::string& out, ByteView wire) { append_text(out, wire, Afi::ipv6); }

// Members of ExaBGP's object: numbers as numbers, or in quotes.
struct Members {
  std::string& out;

  void number(std::string_view name, std::uint64_t value) const { out += "\"" + std::string(name) + "\": " + std::to_string(value) + ", "; }
  void text(std::string_view name, const std::string& value) const { out += "\"" + std::string(name) + "\": \"" + value + "\", "; }
};

void append_type_1_json(const Members& members, const MupRoute& route) {
  members.number("prefix_ip_len", route.prefix.length);
  members.text("prefix_ip", route.prefix.address.to_string());
  members.text("teid", std::to_string(route.teid));
  members.text("qfi", std::to_string(route.qfi));
  members.text("rd", route.rd.to_string());
  members.number("endpoint_ip_len", route.endpoint.bits());
  members.text("endpoint_ip", route.endpoint.to_string());
  members.number("source_ip_len", route.source ? route.source->bits() : 0);
  members.text("source_ip", route.source ? route.source->to_string() : "");
}

void append_json(std::string& out, ByteView wire, Afi afi) {
  constexpr std::array<std::string_view, 4> kNames{"InterworkSegmentDiscoveryRoute", "DirectSegmentDiscoveryRoute", "Type1SessionTransformedRoute",
                                                   "Type2SessionTransformedRoute"};
  const auto read = read_mup(afi, wire);
  const Members members{out};
  ByteReader reader(wire);
  const std::uint8_t architecture = reader.u8();
  const std::uint16_t code = reader.u16();
  const bool parsed = read && *read;
  if (parsed) members.text("name", std::string(kNames[code - 1U]));
  if (parsed && (*read)->type == Type::type_2_session) out += ' ';  // so does ExaBGP
  members.number("arch", architecture);
  members.number("code", code);
  if (parsed) {
    const MupRoute& route = **read;
    switch (route.type) {
      case Type::interwork_segment:
        members.number("prefix_ip_len", route.prefix.length);
        members.text("prefix_ip", route.prefix.address.to_string());
        members.text("rd", route.rd.to_string());
        break;
      case Type::direct_segment:
        members.text("ip", route.endpoint.to_string());
        members.text("rd", route.rd.to_string());
        break;
      case Type::type_1_session: append_type_1_json(members, route); break;
      case Type::type_2_session:
        members.number("endpoint_len", route.endpoint.bits() + route.teid_bits);
        members.text("endpoint_ip", route.endpoint.to_string());
        members.text("rd", route.rd.to_string());
        members.text("teid", std::to_string(route.teid));
        break;
    }
  }
  out += "\"raw\": \"" + to_hex(wire) + "\"";
}
void append_json_ipv4(std::string& out, ByteView wire, Dialect /*dialect*/) { append_json(out, wire, Afi::ipv4); }
void append_json_ipv6(std::string& out, ByteView wire, Dialect /*dialect*/) { append_json(out, wire, Afi::ipv6); }

}  // namespace

constinit const FamilyCodec kIpv4MupCodec{{Afi::ipv4, Safi::mup}, true, decode_ipv4, append_text_ipv4, append_json_ipv4};
constinit const FamilyCodec kIpv6MupCodec{{Afi::ipv6, Safi::mup}, true, decode_ipv6, append_text_ipv6, append_json_ipv6};

Nlri mup_nlri(Afi afi, const MupRoute& route) {
  Bytes wire;
  ByteWriter writer(wire);
  writer.u8(k3gpp5g).u16(static_cast<std::uint16_t>(route.type)).u8(0).bytes(route.rd.bytes());
  append_fields(writer, route);
  wire[kHeader - 1] = static_cast<std::uint8_t>(wire.size() - kHeader);
  return {{afi, Safi::mup}, 0, SmallBytes(wire)};
}

std::expected<std::optional<MupRoute>, std::string> read_mup(Afi afi, ByteView wire) {
  ByteReader reader(wire);
  const std::uint8_t architecture = reader.u8();
  const std::uint16_t type = reader.u16();
  reader.u8();  // the length
  const bool known = architecture == k3gpp5g && type >= 1 && type <= 4;
  if (!reader.ok() || !known) return std::nullopt;
  const auto malformed = [&](const std::string& why) { return std::unexpected("of type " + std::to_string(type) + " " + why); };
  MupRoute out;
  out.type = static_cast<Type>(type);
  out.rd = RouteDistinguisher::read(reader);
  if (const std::string why = read_fields(reader, afi, out); !why.empty()) return malformed(why);
  if (!reader.ok()) return malformed("is cut off");
  if (!reader.empty()) return malformed("has " + std::to_string(reader.remaining()) + " octets too many");
  return out;
}

}  // namespace vigilcast::bgp
