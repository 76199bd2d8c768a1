#include "bgp/wire/nlri/flow_component.h"

#include <algorithm>
#include <array>
#include <cstdio>

#include "pkg/base/text.h"

namespace vigilcast::bgp::flow {
namespace {

constexpr std::array kProtocols{
    NamedValue{"icmp", 1},   NamedValue{"igmp", 2},       NamedValue{"ipip", 4},      NamedValue{"tcp", 6},   NamedValue{"egp", 8},   NamedValue{"igp", 9},
    NamedValue{"udp", 17},   NamedValue{"dccp", 33},      NamedValue{"ipv6", 41},     NamedValue{"rsvp", 46}, NamedValue{"gre", 47},  NamedValue{"esp", 50},
    NamedValue{"ah", 51},    NamedValue{"ipv6-icmp", 58}, NamedValue{"eigrp", 88},    NamedValue{"ospf", 89}, NamedValue{"pim", 103}, NamedValue{"vrrp", 112},
    NamedValue{"l2tp", 115}, NamedValue{"sctp", 132},     NamedValue{"udplite", 136},
};
// The services that filters are written for; everything else is written as a number.
constexpr std::array kPorts{
    NamedValue{"ftp-data", 20},      NamedValue{"ftp", 21},          NamedValue{"ssh", 22},         NamedValue{"telnet", 23},
    NamedValue{"smtp", 25},          NamedValue{"domain", 53},       NamedValue{"bootps", 67},      NamedValue{"bootpc", 68},
    NamedValue{"tftp", 69},          NamedValue{"http", 80},         NamedValue{"kerberos", 88},    NamedValue{"pop3", 110},
    NamedValue{"sunrpc", 111},       NamedValue{"ntp", 123},         NamedValue{"netbios-ns", 137}, NamedValue{"netbios-dgm", 138},
    NamedValue{"netbios-ssn", 139},  NamedValue{"imap2", 143},       NamedValue{"imap", 143},       NamedValue{"snmp", 161},
    NamedValue{"snmp-trap", 162},    NamedValue{"bgp", 179},         NamedValue{"ldap", 389},       NamedValue{"https", 443},
    NamedValue{"microsoft-ds", 445}, NamedValue{"submission", 587},  NamedValue{"ldaps", 636},      NamedValue{"domain-s", 853},
    NamedValue{"imaps", 993},        NamedValue{"pop3s", 995},       NamedValue{"openvpn", 1194},   NamedValue{"ms-sql-s", 1433},
    NamedValue{"radius", 1812},      NamedValue{"ssdp", 1900},       NamedValue{"mysql", 3306},     NamedValue{"sip", 5060},
    NamedValue{"mdns", 5353},        NamedValue{"postgresql", 5432}, NamedValue{"http-alt", 8080},  NamedValue{"memcached", 11211},
};
constexpr std::array kIcmpTypes{
    NamedValue{"echo-reply", 0},
    NamedValue{"unreachable", 3},
    NamedValue{"redirect", 5},
    NamedValue{"echo-request", 8},
    NamedValue{"router-advertisement", 9},
    NamedValue{"router-solicit", 10},
    NamedValue{"time-exceeded", 11},
    NamedValue{"parameter-problem", 12},
    NamedValue{"timestamp", 13},
    NamedValue{"timestamp-reply", 14},
    NamedValue{"photuris", 40},
    NamedValue{"experimental-mobility", 41},
    NamedValue{"extended-echo-request", 42},
    NamedValue{"extended-echo-reply", 43},
    NamedValue{"experimental-one", 253},
    NamedValue{"experimental-two", 254},
};
constexpr std::array kIcmpCodes{
    NamedValue{"network-unreachable", 0},          NamedValue{"host-unreachable", 1},
    NamedValue{"protocol-unreachable", 2},         NamedValue{"port-unreachable", 3},
    NamedValue{"fragmentation-needed", 4},         NamedValue{"source-route-failed", 5},
    NamedValue{"destination-network-unknown", 6},  NamedValue{"destination-host-unknown", 7},
    NamedValue{"source-host-isolated", 8},         NamedValue{"destination-network-prohibited", 9},
    NamedValue{"destination-host-prohibited", 10}, NamedValue{"network-unreachable-for-tos", 11},
    NamedValue{"host-unreachable-for-tos", 12},    NamedValue{"communication-prohibited-by-filtering", 13},
    NamedValue{"host-precedence-violation", 14},   NamedValue{"precedence-cutoff-in-effect", 15},
    NamedValue{"redirect-for-network", 0},         NamedValue{"redirect-for-host", 1},
    NamedValue{"redirect-for-tos-and-net", 2},     NamedValue{"redirect-for-tos-and-host", 3},
    NamedValue{"ttl-eq-zero-during-transit", 0},   NamedValue{"ttl-eq-zero-during-reassembly", 1},
    NamedValue{"required-option-missing", 1},      NamedValue{"ip-header-bad", 2},
};
constexpr std::array kTcpFlags{
    NamedValue{"fin", 0x01}, NamedValue{"syn", 0x02},    NamedValue{"rst", 0x04}, NamedValue{"push", 0x08}, NamedValue{"ack", 0x10},
    NamedValue{"urg", 0x20}, NamedValue{"urgent", 0x20}, NamedValue{"ece", 0x40}, NamedValue{"cwr", 0x80},  NamedValue{"ns", 0x100},
};
constexpr std::array kFragments{
    NamedValue{"dont-fragment", 0x01}, NamedValue{"is-fragment", 0x02},    NamedValue{"first-fragment", 0x04},
    NamedValue{"last-fragment", 0x08}, NamedValue{"not-a-fragment", 0x00},
};

constexpr std::array kComponents{
    Component{.type = 1, .name = "destination-ipv4", .kind = Kind::prefix, .names = {}},
    Component{.type = 2, .name = "source-ipv4", .kind = Kind::prefix, .names = {}},
    Component{.type = 3, .name = "protocol", .kind = Kind::numeric, .names = kProtocols, .most = 255},
    Component{.type = 4, .name = "port", .kind = Kind::numeric, .names = kPorts, .prints_names = false, .most = 65535},
    Component{.type = 5, .name = "destination-port", .kind = Kind::numeric, .names = kPorts, .prints_names = false, .most = 65535},
    Component{.type = 6, .name = "source-port", .kind = Kind::numeric, .names = kPorts, .prints_names = false, .most = 65535},
    Component{.type = 7, .name = "icmp-type", .kind = Kind::numeric, .names = kIcmpTypes, .most = 255},
    Component{.type = 8, .name = "icmp-code", .kind = Kind::numeric, .names = kIcmpCodes, .prints_names = false, .most = 255},
    Component{.type = 9, .name = "tcp-flags", .kind = Kind::binary, .names = kTcpFlags, .most_octets = 2, .most = 0xfff},
    Component{.type = 10, .name = "packet-length", .kind = Kind::numeric, .names = {}, .most = 65535},
    Component{.type = 11, .name = "dscp", .kind = Kind::numeric, .names = {}, .most = 63},
    Component{.type = 12, .name = "fragment", .kind = Kind::binary, .names = kFragments, .most = 255, .bits = 0x0f},
};

// RFC 8956: prefixes have an offset, there is no bit against fragmenting, and there is a flow label.
constexpr auto kIpv6Components = [] {
  std::array<Component, kComponents.size() + 1> out{};
  std::ranges::copy(kComponents, out.begin());
  out[0].name = "destination-ipv6";
  out[1].name = "source-ipv6";
  out[0].kind = out[1].kind = Kind::prefix_with_offset;
  out[2].name = "next-header";
  out[10].name = "traffic-class";
  out[10].most = 255;
  out[11].names = std::span(kFragments).subspan(1);
  out[11].bits = 0x0e;
  out[12] = Component{.type = 13, .name = "flow-label", .kind = Kind::numeric, .names = {}, .most = 0xfffff};
  return out;
}();

struct Comparison {
  std::string_view text;
  std::uint8_t bits;
};
// Longer ones first where one begins with another.
constexpr std::array kNumeric{
    Comparison{">=", op::greater | op::equal},
    Comparison{"<=", op::less | op::equal},
    Comparison{"!=", op::less | op::greater},
    Comparison{"=", op::equal},
    Comparison{">", op::greater},
    Comparison{"<", op::less},
    Comparison{"true", op::less | op::greater | op::equal},
    Comparison{"false", 0},
};
constexpr std::array kBinary{Comparison{"!=", op::negate | op::match}, Comparison{"=", op::match}, Comparison{"!", op::negate}, Comparison{"", 0}};

std::span<const Comparison> comparisons(Kind kind) {
  return kind == Kind::binary ? std::span<const Comparison>(kBinary) : std::span<const Comparison>(kNumeric);
}

std::string hex(std::uint64_t value) {
  std::array<char, 20> buffer{};
  std::snprintf(buffer.data(), buffer.size(), "0x%llx", static_cast<unsigned long long>(value));
  return buffer.data();
}

std::string flags_text(const Component& component, std::uint64_t value) {
  std::string out;
  std::uint64_t left = value;
  for (const NamedValue& flag : component.names) {
    if (flag.value == 0 || (left & flag.value) == 0) continue;
    if (!out.empty()) out += '+';
    out += flag.name;
    left &= ~std::uint64_t{flag.value};
  }
  if (value == 0) {
    const auto zero = std::ranges::find(component.names, 0U, &NamedValue::value);
    return zero == component.names.end() ? "0x0" : std::string(zero->name);
  }
  if (left != 0) out += (out.empty() ? "" : "+") + hex(left);
  return out;
}

std::optional<std::uint32_t> parse_one(const Component& component, std::string_view text) {
  const std::string word = to_lower(text);
  if (const auto named = std::ranges::find(component.names, word, &NamedValue::name); named != component.names.end()) return named->value;
  const auto number = word.starts_with("0x") ? parse_number<std::uint32_t>(std::string_view(word).substr(2), 16) : parse_number<std::uint32_t>(word);
  return number && *number <= component.most ? number : std::nullopt;
}

}  // namespace

std::span<const Component> all_components(Afi afi) {
  return afi == Afi::ipv6 ? std::span<const Component>(kIpv6Components) : std::span<const Component>(kComponents);
}

const Component* find_component(Afi afi, std::uint8_t type) {
  const auto all = all_components(afi);
  return type >= 1 && type <= all.size() ? &all[type - 1U] : nullptr;
}

std::string_view comparison_text(Kind kind, std::uint8_t octet) {
  const auto all = comparisons(kind);
  return std::ranges::find(all, static_cast<std::uint8_t>(octet & op::comparison_mask(kind)), &Comparison::bits)->text;
}

std::uint8_t take_comparison(Kind kind, std::string_view& text) {
  for (const Comparison& comparison : comparisons(kind)) {
    if (!text.starts_with(comparison.text)) continue;
    text.remove_prefix(comparison.text.size());
    return comparison.bits;
  }
  return op::equal;
}

std::string value_text(const Component& component, std::uint64_t value) {
  if (component.kind == Kind::binary) return flags_text(component, value);
  if (component.prints_names) {
    const auto named = std::ranges::find(component.names, value, &NamedValue::value);
    if (named != component.names.end()) return std::string(named->name);
  }
  return std::to_string(value);
}

std::optional<std::uint32_t> parse_value(const Component& component, std::string_view text) {
  if (component.kind != Kind::binary) return parse_one(component, text);
  std::uint32_t out = 0;
  for (const std::string_view flag : split(text, '+')) {
    const auto bits = parse_one(component, flag);
    if (!bits) return std::nullopt;
    out |= *bits;
  }
  return out;
}

}  // namespace vigilcast::bgp::flow
