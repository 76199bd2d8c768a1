#include "bgp/wire/attr/extended_community_text.h"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <optional>
#include <vector>

#include "bgp/wire/asn.h"
#include "bgp/wire/attr/extended_communities.h"
#include "bgp/wire/label.h"
#include "pkg/base/text.h"

namespace vigilcast::bgp {
namespace {

using Parts = std::vector<std::string_view>;  // of "target:65000:1", without the first word
using Parsed = std::optional<std::uint64_t>;

// The six octets behind type and subtype.
std::uint16_t high16(std::uint64_t value) { return static_cast<std::uint16_t>(value >> 32); }
std::uint32_t low32(std::uint64_t value) { return static_cast<std::uint32_t>(value); }
std::uint32_t high32(std::uint64_t value) { return static_cast<std::uint32_t>(value >> 16); }
std::uint16_t low16(std::uint64_t value) { return static_cast<std::uint16_t>(value); }

std::string ip(std::uint32_t value) { return IpAddress::v4(value).to_string(); }
std::uint64_t typed(std::uint16_t type, std::uint64_t rest) { return (std::uint64_t{type} << 48) | rest; }

// A float from the network: any bit pattern must print as a plain number, and never be cast out of range.
std::string whole(float value) {
  if (std::isnan(value)) return "nan";
  if (std::isinf(value)) return value < 0 ? "-inf" : "inf";
  std::array<char, 64> buffer{};
  const auto [end, error] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), std::trunc(value), std::chars_format::fixed);
  const std::string out(buffer.data(), end);
  return out == "-0" ? "0" : out;
}

// A negative rate is none (RFC 8955 section 7.1).
std::string rate_text(std::uint64_t value) {
  const auto rate = std::bit_cast<float>(static_cast<std::uint32_t>(value));
  return whole(rate < 0 ? 0 : rate);
}

std::optional<float> rate(std::string_view text) {
  float value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || !std::isfinite(value) || value < 0) return std::nullopt;
  return value;
}

// GA:LA of route targets and their like. GA is a two-octet AS, a four-octet AS ("70000", or "65000L" to insist) or an IPv4 address.
// `type` is the high octet for a two-octet AS; IPv4 and four-octet AS forms are 1 and 2 above it.
Parsed administrator(const Parts& parts, std::uint8_t type, std::uint8_t subtype, bool force_as4 = false) {
  if (parts.size() != 2) return std::nullopt;
  const auto row = [&](unsigned form) { return static_cast<std::uint16_t>(((type + form) << 8) | subtype); };
  std::string_view global = parts[0];
  const bool marked = global.ends_with('L') || global.ends_with('l');
  if (marked) global.remove_suffix(1);
  if (const auto address = IpAddress::parse(global); address && address->is_v4()) {
    const auto local = parse_number<std::uint16_t>(parts[1]);
    if (!local) return std::nullopt;
    return typed(row(1), (std::uint64_t{address->to_u32()} << 16) | *local);
  }
  const auto as = parse_number<std::uint32_t>(global);
  if (!as) return std::nullopt;
  if (force_as4 || marked || *as > 0xffff) {
    const auto local = parse_number<std::uint16_t>(parts[1]);
    if (!local) return std::nullopt;
    return typed(row(2), (std::uint64_t{*as} << 16) | *local);
  }
  auto local = parse_number<std::uint32_t>(parts[1]);
  if (const auto address = IpAddress::parse(parts[1]); !local && address && address->is_v4()) local = address->to_u32();
  if (!local) return std::nullopt;
  return typed(row(0), (std::uint64_t{*as} << 32) | *local);
}

// How 5.0 and 6 send a route target or origin with a four-octet AS number.
std::uint64_t under_address_type(std::uint64_t value) {
  const std::uint64_t type = value >> 48;
  return type == 0x0202 || type == 0x0203 ? typed(static_cast<std::uint16_t>(type - 0x0100), value & 0xffffffffffff) : value;
}

Parsed parse_rt_record(const Parts& parts) { return administrator(parts, 0x00, 0x13); }
Parsed parse_target(const Parts& parts) { return administrator(parts, 0x00, 0x02); }
Parsed parse_target4(const Parts& parts) { return administrator(parts, 0x00, 0x02, true); }
Parsed parse_origin(const Parts& parts) { return administrator(parts, 0x00, 0x03); }
Parsed parse_origin4(const Parts& parts) { return administrator(parts, 0x00, 0x03, true); }
Parsed parse_redirect(const Parts& parts) { return administrator(parts, 0x80, 0x08); }

Parsed parse_l2info(const Parts& parts) {
  if (parts.size() != 4) return std::nullopt;
  const auto encapsulation = parse_number<std::uint8_t>(parts[0]);
  const auto control = parse_number<std::uint8_t>(parts[1]);
  const auto mtu = parse_number<std::uint16_t>(parts[2]);
  const auto preference = parse_number<std::uint16_t>(parts[3]);
  if (!encapsulation || !control || !mtu || !preference) return std::nullopt;
  return typed(0x800a, (std::uint64_t{*encapsulation} << 40) | (std::uint64_t{*control} << 32) | (std::uint64_t{*mtu} << 16) | *preference);
}

Parsed parse_bandwidth(const Parts& parts) {
  if (parts.size() != 2) return std::nullopt;
  const auto as = parse_number<std::uint16_t>(parts[0]);
  const auto value = rate(parts[1]);
  if (!as || !value) return std::nullopt;
  return typed(0x4004, (std::uint64_t{*as} << 32) | std::bit_cast<std::uint32_t>(*value));
}

Parsed parse_mup(const Parts& parts) {
  if (parts.size() != 2) return std::nullopt;
  const auto high = parse_number<std::uint16_t>(parts[0]);
  const auto low = parse_number<std::uint32_t>(parts[1]);
  if (!high || !low) return std::nullopt;
  return typed(0x0c00, (std::uint64_t{*high} << 32) | *low);
}

// RFC 9012 section 3.1; the words are ExaBGP's.
struct Tunnel {
  std::string_view name;
  std::uint16_t type;
};
constexpr std::array kTunnels{Tunnel{"Default", 0}, Tunnel{"L2TPv3", 1}, Tunnel{"GRE", 2},        Tunnel{"IP-in-IP", 7},    Tunnel{"VXLAN", 8},
                              Tunnel{"NVGRE", 9},   Tunnel{"MPLS", 10},  Tunnel{"VXLAN-GPE", 12}, Tunnel{"MPLS-in-UDP", 13}};
constexpr std::string_view kUnknownTunnel = "UNKNOWN-";

std::string tunnel_text(std::uint64_t value) {
  const auto* found = std::ranges::find(kTunnels, low16(value), &Tunnel::type);
  return "encap:" + (found != kTunnels.end() ? std::string(found->name) : std::string(kUnknownTunnel) + std::to_string(low16(value)));
}

Parsed parse_encapsulation(const Parts& parts) {
  if (parts.size() != 1) return std::nullopt;
  const auto* named = std::ranges::find_if(kTunnels, [&](const Tunnel& tunnel) { return to_lower(tunnel.name) == to_lower(parts[0]); });
  if (named != kTunnels.end()) return typed(0x030c, named->type);
  const auto number = parts[0].starts_with(kUnknownTunnel) ? parts[0].substr(kUnknownTunnel.size()) : parts[0];
  const auto type = parse_number<std::uint16_t>(number);
  return type ? Parsed(typed(0x030c, *type)) : std::nullopt;
}

// "mac-mobility:5", "mac-mobility:5:sticky" (RFC 7432 section 7.7).
Parsed parse_mac_mobility(const Parts& parts) {
  if (parts.empty() || parts.size() > 2 || (parts.size() == 2 && parts[1] != "sticky")) return std::nullopt;
  const auto sequence = parse_number<std::uint32_t>(parts[0]);
  if (!sequence) return std::nullopt;
  return typed(0x0600, (std::uint64_t{parts.size() - 1} << 40) | *sequence);
}

Parsed parse_sort_order(const Parts& parts) {
  const auto order = parts.size() == 1 ? parse_number<std::uint32_t>(parts[0]) : std::nullopt;
  return order ? Parsed(typed(0x0314, std::uint64_t{*order} << 16)) : std::nullopt;
}

Parsed parse_rate_limit(const Parts& parts) {
  if (parts.empty() || parts.size() > 2 || (parts.size() == 2 && parts[1] != "packets")) return std::nullopt;
  const auto value = rate(parts[0]);
  if (!value) return std::nullopt;
  return (parts.size() == 2 ? traffic::rate_packets(*value) : traffic::rate_bytes(*value)).value;
}

Parsed parse_mark(const Parts& parts) {
  if (parts.size() != 1) return std::nullopt;
  const auto dscp = parse_number<std::uint8_t>(parts[0]);
  if (!dscp || *dscp > 63) return std::nullopt;
  return traffic::mark(*dscp).value;
}

Parsed parse_action(const Parts& parts) {
  if (parts.size() != 1) return std::nullopt;
  if (parts[0] == "sample") return traffic::action(true, false).value;
  if (parts[0] == "terminal") return traffic::action(false, true).value;
  if (parts[0] == "sample-terminal") return traffic::action(true, true).value;
  return std::nullopt;
}

Parsed parse_redirect_to_nexthop(const Parts& parts) { return parts.empty() ? Parsed(traffic::redirect_to_nexthop(false).value) : std::nullopt; }
Parsed parse_copy_to_nexthop(const Parts& parts) { return parts.empty() ? Parsed(traffic::redirect_to_nexthop(true).value) : std::nullopt; }

Parsed ietf(const Parts& parts, bool copy) {
  if (parts.size() != 1) return std::nullopt;
  const auto address = IpAddress::parse(parts[0]);
  if (!address || !address->is_v4()) return std::nullopt;
  return traffic::redirect_to_nexthop_ietf(*address, copy).value;
}
Parsed parse_redirect_ietf(const Parts& parts) { return ietf(parts, false); }
Parsed parse_copy_ietf(const Parts& parts) { return ietf(parts, true); }

constexpr std::array<std::string_view, 4> kDirections{"none", "input", "output", "input-output"};

Parsed parse_interface_set(const Parts& given) {
  Parts parts = given;
  bool transitive = true;
  if (parts.size() == 4) {
    if (parts[0] != "transitive" && parts[0] != "non-transitive") return std::nullopt;
    transitive = parts[0] == "transitive";
    parts.erase(parts.begin());
  }
  if (parts.size() != 3) return std::nullopt;
  const auto* direction = std::ranges::find(kDirections, parts[0]);
  const auto as = parse_asn(parts[1]);
  const auto group = parse_number<std::uint16_t>(parts[2]);
  if (direction == kDirections.end() || direction == kDirections.begin() || !as || !group || *group > 0x3fff) return std::nullopt;
  return traffic::interface_set(transitive, static_cast<traffic::Direction>(direction - kDirections.begin()), *as, *group).value;
}

// RFC 7432 section 7.5: "16", "16:single-active".
Parsed parse_esi_label(const Parts& parts) {
  if (parts.empty() || parts.size() > 2 || (parts.size() == 2 && parts[1] != "single-active")) return std::nullopt;
  const auto label = parse_number<std::uint32_t>(parts[0]);
  if (!label || *label > MplsLabel::kMost) return std::nullopt;
  return typed(0x0601, (std::uint64_t{parts.size() == 2} << 40) | (std::uint64_t{*label} << 4));
}

Parsed mac(std::uint16_t type, const Parts& parts) {
  if (parts.size() != 6) return std::nullopt;
  std::uint64_t out = 0;
  for (const std::string_view part : parts) {
    const auto octet = part.size() == 2 ? parse_number<std::uint8_t>(part, 16) : std::nullopt;
    if (!octet) return std::nullopt;
    out = (out << 8) | *octet;
  }
  return typed(type, out);
}
Parsed parse_es_import(const Parts& parts) { return mac(0x0602, parts); }
Parsed parse_router_mac(const Parts& parts) { return mac(0x0603, parts); }
Parsed parse_default_gateway(const Parts& parts) { return parts.empty() ? Parsed(typed(0x030d, 0)) : std::nullopt; }

// Reading: the word before the first colon or space, and what reads the rest.
struct Word {
  std::string_view name;
  Parsed (*parse)(const Parts& parts);
  std::string_view form;
  bool second_word = false;
};
constexpr std::array kWords{
    Word{"target", parse_target, "target:65000:1"},
    Word{"target4", parse_target4, "target4:70000:1"},
    Word{"origin", parse_origin, "origin:65000:1"},
    Word{"origin4", parse_origin4, "origin4:70000:1"},
    Word{"redirect", parse_redirect, "redirect:65000:1"},
    Word{"l2info", parse_l2info, "l2info:19:0:1500:111"},
    Word{"bandwidth", parse_bandwidth, "bandwidth:65000:125000000"},
    Word{"mup", parse_mup, "mup:1:2"},
    Word{"esi-label", parse_esi_label, "esi-label:16 or esi-label:16:single-active"},
    Word{"es-import", parse_es_import, "es-import:00:11:22:33:44:55"},
    Word{"router-mac", parse_router_mac, "router-mac:00:11:22:33:44:55"},
    Word{"default-gateway", parse_default_gateway, "default-gateway"},
    Word{"rate-limit", parse_rate_limit, "rate-limit:9600 or rate-limit:100:packets"},
    Word{"mark", parse_mark, "mark:10 (0 to 63)", true},
    Word{"action", parse_action, "action:sample, action:terminal or action:sample-terminal", true},
    Word{"redirect-to-nexthop", parse_redirect_to_nexthop, "redirect-to-nexthop"},
    Word{"copy-to-nexthop", parse_copy_to_nexthop, "copy-to-nexthop"},
    Word{"redirect-to-nexthop-ietf", parse_redirect_ietf, "redirect-to-nexthop-ietf:192.0.2.1", true},
    Word{"copy-to-nexthop-ietf", parse_copy_ietf, "copy-to-nexthop-ietf:192.0.2.1", true},
    Word{"rtrecord", parse_rt_record, "rtrecord:65000:1"},
    Word{"encap", parse_encapsulation, "encap:VXLAN"},
    Word{"mac-mobility", parse_mac_mobility, "mac-mobility:1 or mac-mobility:1:sticky"},
    Word{"consistenthashsortorder", parse_sort_order, "consistentHashSortOrder:1"},
    Word{"interface-set", parse_interface_set, "interface-set:input:65000:7"},
};

// Printing: type and subtype, and what prints the six octets behind them.
struct Row {
  std::uint16_t type;
  std::string (*text)(std::uint64_t value);
  Dialect since = Dialect::v3_4;  // the first that has a word for it
};

std::string as2(std::string_view name, std::uint64_t value) {
  return std::string(name) + ":" + std::to_string(high16(value)) + ":" + std::to_string(low32(value));
}
std::string ip4(std::string_view name, std::uint64_t value) { return std::string(name) + ":" + ip(high32(value)) + ":" + std::to_string(low16(value)); }
std::string as4(std::string_view name, std::uint64_t value) {
  return std::string(name) + ":" + std::to_string(high32(value)) + "L:" + std::to_string(low16(value));
}

std::string action_text(std::uint64_t value) {
  const bool sample = (value & 2) != 0;
  const bool terminal = (value & 1) != 0;
  return std::string("action ") + (sample ? "sample" : "") + (sample && terminal ? "-" : "") + (terminal ? "terminal" : "");
}

std::string interface_set_text(std::uint64_t value) {
  const bool transitive = (value >> 62 & 1) == 0;
  return std::string("interface-set:") + (transitive ? "" : "non-transitive:") + std::string(kDirections[low16(value) >> 14]) + ":" +
         std::to_string(high32(value)) + ":" + std::to_string(low16(value) & 0x3fff);
}

std::string mac_text(std::string_view name, std::uint64_t value) {
  Bytes octets;
  ByteWriter(octets).u64(value);
  std::string out(name);
  for (const std::uint8_t octet : ByteView(octets).subspan(2)) out += ":" + to_lower(to_hex(ByteView(&octet, 1)));
  return out;
}

bool lowest_flag(std::uint64_t value) { return (value >> 40 & 1) != 0; }

constexpr std::array kRows{
    Row{0x0002, [](std::uint64_t v) { return as2("target", v); }},
    Row{0x0102, [](std::uint64_t v) { return ip4("target", v); }},
    Row{0x0202, [](std::uint64_t v) { return as4("target", v); }},
    Row{0x0003, [](std::uint64_t v) { return "origin:" + std::to_string(high16(v)) + ":" + ip(low32(v)); }},  // so does ExaBGP
    Row{0x0103, [](std::uint64_t v) { return ip4("origin", v); }},
    Row{0x0203, [](std::uint64_t v) { return as4("origin", v); }},
    Row{0x0013, [](std::uint64_t v) { return as2("rtrecord", v); }},
    Row{0x0113, [](std::uint64_t v) { return ip4("rtrecord", v); }},
    Row{0x0213, [](std::uint64_t v) { return as4("rtrecord", v); }},
    Row{0x030c, tunnel_text},
    Row{0x0314, [](std::uint64_t v) { return "consistentHashSortOrder:" + std::to_string(high32(v)); }},
    Row{0x0600, [](std::uint64_t v) { return "mac-mobility:" + std::to_string(low32(v)) + ((v >> 40 & 1) != 0 ? ":sticky" : ""); }},
    Row{0x8006, [](std::uint64_t v) { return "rate-limit:" + rate_text(v); }},
    Row{0x800c, [](std::uint64_t v) { return "rate-limit:" + rate_text(v) + ":packets"; }, Dialect::v5_0},
    Row{0x8007, action_text},
    Row{0x8008, [](std::uint64_t v) { return as2("redirect", v); }},
    Row{0x8108, [](std::uint64_t v) { return ip4("redirect", v); }},
    Row{0x8208, [](std::uint64_t v) { return as4("redirect", v); }},
    Row{0x8009, [](std::uint64_t v) { return "mark " + std::to_string(v & 0x3f); }},
    Row{0x800a,
        [](std::uint64_t v) {
          return "l2info:" + std::to_string(v >> 40 & 0xff) + ":" + std::to_string(v >> 32 & 0xff) + ":" + std::to_string(v >> 16 & 0xffff) + ":" +
                 std::to_string(low16(v));
        }},
    Row{0x0800, [](std::uint64_t v) { return std::string((v & 1) != 0 ? "copy-to-nexthop" : "redirect-to-nexthop"); }},
    Row{0x010c, [](std::uint64_t v) { return std::string((v & 1) != 0 ? "copy" : "redirect") + "-to-nexthop-ietf " + ip(high32(v)); }},
    Row{0x4004, [](std::uint64_t v) { return "bandwidth:" + std::to_string(high16(v)) + ":" + whole(std::bit_cast<float>(low32(v))); }},
    Row{0x0702, interface_set_text},
    Row{0x4702, interface_set_text},
    Row{0x0c00, [](std::uint64_t v) { return as2("mup", v); }, Dialect::v5_0},
    Row{0x0601, [](std::uint64_t v) { return "esi-label:" + std::to_string(v >> 4 & MplsLabel::kMost) + (lowest_flag(v) ? ":single-active" : ""); }},
    Row{0x0602, [](std::uint64_t v) { return mac_text("es-import", v); }},
    Row{0x0603, [](std::uint64_t v) { return mac_text("router-mac", v); }},
    Row{0x030d, [](std::uint64_t) { return std::string("default-gateway"); }},
};

std::string hex_text(std::uint64_t value) {
  Bytes octets;
  ByteWriter(octets).u64(value);
  return "0x" + to_hex(octets);
}

}  // namespace

bool takes_second_word(std::string_view word) {
  const auto* found = std::ranges::find(kWords, word, &Word::name);
  return found != kWords.end() && found->second_word;
}

Result<ExtendedCommunity> ExtendedCommunity::parse(std::string_view word, std::optional<Dialect> dialect) {
  if ((word.starts_with("0x") || word.starts_with("0X")) && word.size() == 18) {
    if (const auto value = parse_number<std::uint64_t>(word.substr(2), 16)) return ExtendedCommunity{*value};
  }
  const auto end = std::min(word.find_first_of(": "), word.size());
  const auto rest = word.substr(std::min(end + 1, word.size()));
  const Parts parts = end == word.size() ? Parts{} : split(rest, ':');
  const auto* found = std::ranges::find(kWords, to_lower(word.substr(0, end)), &Word::name);
  const auto sent = [&](std::uint64_t value) { return ExtendedCommunity{sends_as4_as_address(dialect) ? under_address_type(value) : value}; };
  if (found != kWords.end()) {
    if (const auto value = found->parse(parts)) return sent(*value);
    return fail("'" + std::string(word) + "' is not an extended community", "", "write " + std::string(found->form));
  }
  if (const auto value = parse_target(split(word, ':'))) return sent(*value);  // "65000:1" is a route target
  return fail("'" + std::string(word) + "' is not an extended community", "", "write target:65000:1, origin:65000:1, or 0x and 16 hexadecimal digits");
}

std::string ExtendedCommunity::to_string(Dialect dialect) const {
  const auto* found = std::ranges::find(kRows, static_cast<std::uint16_t>(value >> 48), &Row::type);
  return found == kRows.end() || found->since > dialect ? hex_text(value) : found->text(value);
}

}  // namespace vigilcast::bgp
