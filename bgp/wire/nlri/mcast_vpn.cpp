#include "bgp/wire/nlri/mcast_vpn.h"

#include <algorithm>
#include <array>

#include "bgp/wire/asn.h"
#include "pkg/base/text.h"

namespace vigilcast::bgp {
namespace {

using Type = McastVpnRoute::Type;

struct Row {
  Type type;
  std::string_view keyword;     // in a configuration
  std::string_view source;      // what the first address is called there
  std::string_view name;        // in JSON
  std::string_view short_name;  // in text
  bool join;                    // has the AS of the source
};
constexpr std::array kRows{
    Row{Type::source_active, "source-ad", "source", "Source Active A-D Route", "sourcead", false},
    Row{Type::shared_tree_join, "shared-join", "rp", "C-Multicast Shared Tree Join route", "shared-join", true},
    Row{Type::source_tree_join, "source-join", "source", "C-Multicast Source Tree Join route", "source-join", true},
};

const Row* find_row(std::uint8_t type) {
  const auto* found = std::ranges::find(kRows, static_cast<Type>(type), &Row::type);
  return found == kRows.end() ? nullptr : found;
}

std::string read_address(ByteReader& reader, IpAddress& into) {
  const std::uint8_t bits = reader.u8();
  if (bits != 32 && bits != 128) return "has an address of " + std::to_string(bits) + " bits";
  const ByteView octets = reader.take(bits / 8);
  if (!reader.ok()) return "is cut off";
  into = bits == 32 ? IpAddress::v4(octets) : IpAddress::v6(octets);
  return {};
}

std::optional<NlriProblem> decode(ByteReader& from, SmallBytes& to) {
  const ByteView front = from.peek();
  from.u8();
  from.take(from.u8());
  if (!from.ok()) return NlriProblem{FaultAction::reset_session, true, "a multicast VPN route is longer than its field"};
  const ByteView wire = front.first(front.size() - from.remaining());
  if (const auto route = read_mcast_vpn(wire); !route) return NlriProblem{FaultAction::treat_as_withdraw, false, "a multicast VPN route " + route.error()};
  to = SmallBytes(wire);
  return std::nullopt;
}

void append_text(std::string& out, ByteView wire) {
  const auto route = read_mcast_vpn(wire);
  if (wire.size() < 2 || !route || !*route) {
    out += "mvpn:unknown:0x" + to_lower(to_hex(wire.subspan(std::min<std::size_t>(2, wire.size()))));
    return;
  }
  const Row& row = *find_row(wire[0]);
  out += "mvpn:" + std::string(row.short_name) + "::" + (*route)->rd.to_string();
  if (row.join) out += ":" + std::to_string((*route)->source_as);
  out += ":" + (*route)->source.to_string() + ":" + (*route)->group.to_string();
}

void append_json(std::string& out, ByteView wire, Dialect /*dialect*/) {
  const auto route = read_mcast_vpn(wire);
  const bool parsed = wire.size() >= 2 && route && *route;
  out += "\"code\": " + std::to_string(wire.empty() ? 0 : wire[0]) + ", \"parsed\": " + (parsed ? "true" : "false") + ", \"raw\": \"" + to_hex(wire) + "\"";
  if (!parsed) return;
  const Row& row = *find_row(wire[0]);
  out += ", \"name\": \"" + std::string(row.name) + "\", \"rd\": \"" + (*route)->rd.to_string() + "\"";
  if (row.join) out += ", \"source-as\": \"" + std::to_string((*route)->source_as) + "\"";
  out += ", \"source\": \"" + (*route)->source.to_string() + "\", \"group\": \"" + (*route)->group.to_string() + "\"";
}

// A keyword and the word behind it.
Result<std::string_view> valued(TextCursor& words, std::string_view keyword) {
  if (!words.accept(keyword)) return fail("'" + std::string(words.peek()) + "' is not expected here", "", "write " + std::string(keyword) + " and its value");
  if (words.done()) return fail(std::string(keyword) + " needs a value");
  return words.next();
}

Result<IpAddress> address(TextCursor& words, std::string_view keyword, Afi afi) {
  const auto word = valued(words, keyword);
  if (!word) return std::unexpected(word.error());
  const auto out = IpAddress::parse(*word);
  if (out && out->is_v6() == (afi == Afi::ipv6)) return *out;
  return fail("'" + std::string(*word) + "' is not a value for " + std::string(keyword), "", "write an address of " + std::string(afi_name(afi)));
}

}  // namespace

constinit const FamilyCodec kIpv4McastVpnCodec{{Afi::ipv4, Safi::mcast_vpn}, true, decode, append_text, append_json};
constinit const FamilyCodec kIpv6McastVpnCodec{{Afi::ipv6, Safi::mcast_vpn}, true, decode, append_text, append_json};

Nlri mcast_vpn_nlri(Afi afi, const McastVpnRoute& route) {
  Bytes wire{static_cast<std::uint8_t>(route.type), 0};
  ByteWriter writer(wire);
  writer.bytes(route.rd.bytes());
  if (route.type != Type::source_active) writer.u32(route.source_as);
  for (const IpAddress& address : {route.source, route.group}) writer.u8(static_cast<std::uint8_t>(address.bits())).bytes(address.bytes());
  wire[1] = static_cast<std::uint8_t>(wire.size() - 2);
  return {{afi, Safi::mcast_vpn}, 0, SmallBytes(wire)};
}

std::expected<std::optional<McastVpnRoute>, std::string> read_mcast_vpn(ByteView wire) {
  ByteReader reader(wire);
  const std::uint8_t type = reader.u8();
  reader.u8();  // the length
  const Row* row = find_row(type);
  if (!reader.ok() || row == nullptr) return std::nullopt;
  const auto malformed = [&](const std::string& why) { return std::unexpected("of type " + std::to_string(type) + " " + why); };
  McastVpnRoute out{.type = row->type, .rd = RouteDistinguisher::read(reader), .source_as = row->join ? reader.u32() : 0, .source = {}, .group = {}};
  for (IpAddress* address : {&out.source, &out.group}) {
    if (const std::string why = read_address(reader, *address); !why.empty()) return malformed(why);
  }
  if (out.source.is_v6() != out.group.is_v6()) return malformed("has a source and a group of different address families");
  if (!reader.empty()) return malformed("has " + std::to_string(reader.remaining()) + " octets too many");
  return out;
}

Result<Nlri> parse_mcast_vpn(Afi afi, TextCursor& words) {
  const std::string_view type = words.next();
  const auto* row = std::ranges::find(kRows, type, &Row::keyword);
  if (row == kRows.end()) return fail("'" + std::string(type) + "' is not a type of multicast VPN route", "", "write source-ad, shared-join or source-join");
  McastVpnRoute out{.type = row->type, .rd = {}, .source_as = 0, .source = {}, .group = {}};
  const auto source = address(words, row->source, afi);
  if (!source) return std::unexpected(source.error());
  const auto group = address(words, "group", afi);
  if (!group) return std::unexpected(group.error());
  const auto rd_word = valued(words, "rd");
  if (!rd_word) return std::unexpected(rd_word.error());
  const auto rd = RouteDistinguisher::parse(*rd_word);
  if (!rd) return std::unexpected(rd.error());
  out.source = *source;
  out.group = *group;
  out.rd = *rd;
  if (!row->join) return mcast_vpn_nlri(afi, out);
  const auto as_word = valued(words, "source-as");
  if (!as_word) return std::unexpected(as_word.error());
  const auto as = parse_asn(*as_word);
  if (!as) return fail("'" + std::string(*as_word) + "' is not an AS number");
  out.source_as = *as;
  return mcast_vpn_nlri(afi, out);
}

}  // namespace vigilcast::bgp
