#include "bgp/wire/attr/link_state_tlvs.h"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <utility>

#include "pkg/base/ip.h"
#include "pkg/base/json_writer.h"
#include "pkg/base/text.h"

namespace vigilcast::bgp::ls {
namespace {

// --- what lengths are right --------------------------------------------------------------------------------------------------

template <std::size_t size>
bool exactly(ByteView value) {
  return value.size() == size;
}
template <std::size_t size>
bool at_least(ByteView value) {
  return value.size() >= size;
}
template <std::size_t size>
bool at_most(ByteView value) {
  return value.size() <= size;
}
template <std::size_t size>
bool multiple_of(ByteView value) {
  return value.size() % size == 0;
}
bool is_address(ByteView value) { return value.size() == 4 || value.size() == 16; }
bool is_igp_metric(ByteView value) { return !value.empty() && value.size() <= 3; }
bool anything(ByteView /*value*/) { return true; }

bool well_formed_sub_tlvs(ByteView value) {
  for (ByteReader reader(value); reader.remaining() >= 4;) {  // a rest that is no header is padding
    if (!read_tlv(reader)) return false;
  }
  return true;
}

// --- pieces of JSON, spaced as Python's encoder does ---------------------------------------------------------------------------

template <class Append>
void append_list(std::string& out, ByteView value, std::size_t width, const Append& append) {
  out += "[";
  for (ByteReader reader(value); reader.remaining() >= width;) {
    if (out.back() != '[') out += ", ";
    append(reader.take(width));
  }
  out += "]";
}

std::uint64_t number_of(ByteView value) {
  std::uint64_t out = 0;
  for (const std::uint8_t octet : value) out = (out << 8U) | octet;
  return out;
}

void append_number(std::string& out, ByteView value) { out += std::to_string(number_of(value)); }

template <std::size_t width>
void append_numbers(std::string& out, ByteView value) {
  append_list(out, value, width, [&](ByteView one) { append_number(out, one); });
}

// The shortest decimal that reads back as the same number, with a point. JSON has no infinity and no NaN.
void append_float(std::string& out, ByteView four) {
  const double number = std::bit_cast<float>(static_cast<std::uint32_t>(number_of(four)));
  if (!std::isfinite(number)) {
    out += "null";
    return;
  }
  std::array<char, 64> text{};
  const bool plain = number == 0 || (std::fabs(number) >= 1e-4 && std::fabs(number) < 1e16);
  const auto end = std::to_chars(text.begin(), text.end(), number, plain ? std::chars_format::fixed : std::chars_format::scientific).ptr;
  const std::string_view written(text.data(), static_cast<std::size_t>(end - text.begin()));
  out += written;
  if (plain && !written.contains('.')) out += ".0";
}

void append_floats(std::string& out, ByteView value) {
  append_list(out, value, 4, [&](ByteView one) { append_float(out, one); });
}

void append_string(std::string& out, ByteView value) { append_json_string(out, as_text(value)); }
void append_address(std::string& out, ByteView value) { out += "\"" + (value.size() == 4 ? IpAddress::v4(value) : IpAddress::v6(value)).to_string() + "\""; }

// The octets as one decimal number, as ExaBGP prints an area; longer than any area, they stay hexadecimal.
void append_area(std::string& out, ByteView value) {
  if (value.size() > 20) {
    out += "\"0x" + to_hex(value) + "\"";
    return;
  }
  std::string digits = "0";  // the lowest first
  for (const std::uint8_t octet : value) {
    unsigned carry = octet;
    for (char& digit : digits) {
      carry += static_cast<unsigned>(digit - '0') * 256U;
      digit = static_cast<char>('0' + carry % 10U);
      carry /= 10U;
    }
    for (; carry != 0; carry /= 10U) digits += static_cast<char>('0' + carry % 10U);
  }
  std::ranges::reverse(digits);
  out += "\"" + digits + "\"";
}

// `names` are separated by commas, the highest bit first. Reserved bits are ignored (RFC 8667): they are printed once, as 0.
void append_flag_bits(std::string& out, std::uint8_t bits, std::string_view names) {
  out += "{";
  for (const std::string_view name : split(names, ',')) {
    out += "\"" + std::string(name) + "\": " + ((bits & 0x80U) != 0 ? "1" : "0") + ", ";
    bits = static_cast<std::uint8_t>(bits << 1U);
  }
  out += "\"RSV\": 0}";
}

// --- segment routing (RFC 9085) ------------------------------------------------------------------------------------------------

constexpr std::uint8_t kValue = 0x20, kLocal = 0x10;  // of an adjacency SID
constexpr std::uint8_t kPrefixValue = 0x08, kPrefixLocal = 0x04;

// A label of three octets where value and local are set, an index of four where neither is; anything else is not decoded.
struct SidForm {
  bool value, local;
  [[nodiscard]] std::size_t width() const { return value != local ? 0 : (value ? 3 : 4); }
};

ByteView behind(ByteView value, std::size_t octets) { return value.subspan(std::min(octets, value.size())); }

bool whole_sids(ByteView sids, SidForm form) { return form.width() == 0 || sids.size() % form.width() == 0; }

void append_sids(std::string& out, ByteView sids, SidForm form) {
  append_list(out, form.width() != 0 ? sids : ByteView{}, std::max<std::size_t>(form.width(), 1), [&](ByteView one) { append_number(out, one); });
}
void append_undecoded(std::string& out, ByteView sids, SidForm form) { out += form.width() == 0 && !sids.empty() ? "[\"0x" + to_hex(sids) + "\"]" : "[]"; }

SidForm adjacency_form(ByteView value) { return {(value[0] & kValue) != 0, (value[0] & kLocal) != 0}; }
SidForm prefix_form(ByteView value) { return {(value[0] & kPrefixValue) != 0, (value[0] & kPrefixLocal) != 0}; }
constexpr std::string_view kAdjacencyFlags = "F,B,V,L,S,P";
constexpr std::size_t kSidHeader = 4;       // flags, weight or algorithm, two reserved
constexpr std::size_t kLanSidHeader = 10;   // and a system id

bool is_adjacency(ByteView value) { return value.size() >= 2 && whole_sids(behind(value, kSidHeader), adjacency_form(value)); }
bool is_lan_adjacency(ByteView value) { return value.size() >= kLanSidHeader && whole_sids(behind(value, kLanSidHeader), adjacency_form(value)); }
bool is_prefix_sid(ByteView value) {
  if (value.size() < 2) return false;
  const SidForm form = prefix_form(value);
  const ByteView sids = behind(value, kSidHeader);
  return form.width() == 4 ? sids.empty() || sids.size() == 4 : whole_sids(sids, form);
}

void append_adjacency(std::string& out, ByteView value) {
  const ByteView sids = behind(value, kSidHeader);
  out += "{\"flags\": ";
  append_flag_bits(out, value[0], kAdjacencyFlags);
  out += ", \"sids\": ";
  append_sids(out, sids, adjacency_form(value));
  out += ", \"weight\": " + std::to_string(value[1]) + ", \"undecoded-sids\": ";
  append_undecoded(out, sids, adjacency_form(value));
  out += "}";
}

void append_lan_adjacency(std::string& out, ByteView value) {
  const ByteView sids = behind(value, kLanSidHeader);
  out += "{\"flags\": ";
  append_flag_bits(out, value[0], kAdjacencyFlags);
  out += ", \"weight\": " + std::to_string(value[1]) + ", \"system-id\": \"" + to_lower(to_hex(value.subspan(kSidHeader, 6))) + "\", \"sids\": ";
  append_sids(out, sids, adjacency_form(value));
  out += ", \"undecoded\": ";
  append_undecoded(out, sids, adjacency_form(value));
  out += "}";
}

void append_prefix_sid(std::string& out, ByteView value) {
  const ByteView sids = behind(value, kSidHeader);
  append_flag_bits(out, value[0], "R,N,P,E,V,L");
  out += ", \"sids\": ";
  append_sids(out, sids, prefix_form(value));
  out += ", \"undecoded-sids\": ";
  append_undecoded(out, sids, prefix_form(value));
  out += ", \"sr-algorithm\": " + std::to_string(value[1]);
}

constexpr std::uint16_t kSidLabel = 1161;

// Ranges: three octets of size, and the first label or SID as a TLV.
template <class Visit>
bool each_range(ByteView value, const Visit& visit) {
  for (ByteReader reader(behind(value, 2)); !reader.empty();) {
    const std::uint32_t size = reader.u24();
    const auto first = read_tlv(reader);
    if (!first || first->type != kSidLabel) return false;
    visit(size, first->value);
  }
  return true;
}

bool is_sr_capability(ByteView value) {
  return !value.empty() && each_range(value, [](std::uint32_t, ByteView) {});
}

void append_sr_capability(std::string& out, ByteView value) {
  append_flag_bits(out, value[0], "I,V");
  out += ", \"sids\": [";
  each_range(value, [&](std::uint32_t size, ByteView first) {
    if (first.size() != 3 && first.size() != 4) return;
    if (out.back() != '[') out += ", ";
    out += "[" + std::to_string(size) + ", " + std::to_string(number_of(first) & (first.size() == 3 ? 0xfffffU : 0xffffffffU)) + "]";
  });
  out += "]";
}

// Some routers send none when they mean the default.
void append_algorithms(std::string& out, ByteView value) { value.empty() ? void(out += "[0]") : append_numbers<1>(out, value); }

// --- SRv6 (RFC 9514) -----------------------------------------------------------------------------------------------------------

constexpr std::uint16_t kSidStructure = 1252;

void append_structure(std::string& out, ByteView value) {
  out += "{\"loc_block_len\": " + std::to_string(value[0]) + ", \"loc_node_len\": " + std::to_string(value[1]) + ", \"func_len\": " + std::to_string(value[2]) +
         ", \"arg_len\": " + std::to_string(value[3]) + "}";
}

template <std::size_t fixed>
bool is_end_x(ByteView value) {
  if (value.size() < fixed || !well_formed_sub_tlvs(value.subspan(fixed))) return false;
  for (ByteReader reader(value.subspan(fixed)); const auto tlv = read_tlv(reader);) {
    if (tlv->type == kSidStructure && tlv->value.size() < 4) return false;
  }
  return true;
}

// `lan`: the octets of the neighbour's id, 0 where there is none.
void append_end_x(std::string& out, ByteView value, std::size_t lan) {
  const ByteView neighbor = value.subspan(6, lan);
  out += "{\"flags\": ";
  append_flag_bits(out, value[2], "B,S,P");
  if (lan == 6) out += ", \"neighbor-id\": \"" + to_lower(to_hex(neighbor)) + "\"";
  if (lan == 4) out += ", \"neighbor-id\": \"" + IpAddress::v4(neighbor).to_string() + "\"";
  out += ", \"behavior\": " + std::to_string(number_of(value.first(2))) + ", \"algorithm\": " + std::to_string(value[3]) +
         ", \"weight\": " + std::to_string(value[4]) + ", \"sid\": \"" + IpAddress::v6(value.subspan(6 + lan, 16)).to_string() + "\"";
  for (ByteReader reader(value.subspan(22 + lan)); const auto tlv = read_tlv(reader);) {
    if (tlv->type == kSidStructure) {
      out += ", \"srv6-sid-structure\": ";
      append_structure(out, tlv->value);
    } else {
      const std::string code = std::to_string(tlv->type);
      out += ", \"" + (lan == 0 ? "subtlv-not-implemented-" + code : code + "-undecoded") + "\": \"0x" + to_hex(tlv->value) + "\"";
    }
  }
  out += "}";
}

void append_behavior(std::string& out, ByteView value) {
  out += "{\"endpoint-behavior\": " + std::to_string(number_of(value.first(2))) + ", \"flags\": [], \"algorithm\": " + std::to_string(value[3]) + "}";
}

void append_locator(std::string& out, ByteView value) {
  out += "{\"flags\": ";
  append_flag_bits(out, value[0], "D");
  out += ", \"algorithm\": " + std::to_string(value[1]) + ", \"metric\": " + std::to_string(number_of(value.subspan(4, 4))) + "}";
}

// The O flag is the second bit (RFC 9352 section 2).
void append_srv6_capabilities(std::string& out, ByteView value) { out += std::string("{\"flags\": {\"O\": ") + ((value[0] & 0x40U) != 0 ? "1" : "0") + "}}"; }

// --- the rows ------------------------------------------------------------------------------------------------------------------

// Sorted by type. ExaBGP's names, also where they are misspelt.
constexpr std::array kRows{
    AttributeTlv{1024, "node-flags", exactly<1>, [](std::string& out, ByteView value) { append_flag_bits(out, value[0], "O,T,E,B,R,V"); }},
    AttributeTlv{1025, "opaque", anything, append_string},
    AttributeTlv{1026, "node-name", at_most<255>, append_string},
    AttributeTlv{1027, "area-id", at_least<1>, append_area},
    AttributeTlv{1028, "local-te-router-ids", is_address, append_address, "[", "]"},
    AttributeTlv{1029, "local-te-router-ids", is_address, append_address, "[", "]"},
    AttributeTlv{1030, "remote-te-router-id", is_address, append_address},
    AttributeTlv{1031, "remote-te-router-id", is_address, append_address},
    AttributeTlv{1034, "sr-capability-flags", is_sr_capability, append_sr_capability},
    AttributeTlv{1035, "sr-algorithms", anything, append_algorithms},
    AttributeTlv{1038, "srv6-capabilities", at_least<2>, append_srv6_capabilities},
    AttributeTlv{1088, "admin-group-mask", exactly<4>, append_number},
    AttributeTlv{1089, "maximum-link-bandwidth", exactly<4>, append_float},
    AttributeTlv{1090, "maximum-reservable-link-bandwidth", exactly<4>, append_float},
    AttributeTlv{1091, "unreserved-bandwidth", exactly<32>, append_floats},
    AttributeTlv{1092, "te-metric", exactly<4>, append_number},
    AttributeTlv{
        1093, "link-protection-flags", exactly<2>,
        [](std::string& out, ByteView value) { append_flag_bits(out, value[0], "ExtraTrafic,Unprotected,Shared,Dedicated 1:1,Dedicated 1+1,Enhanced"); }},
    AttributeTlv{1094, "mpls-mask", exactly<1>, [](std::string& out, ByteView value) { append_flag_bits(out, value[0], "LDP,RSVP-TE"); }},
    AttributeTlv{1095, "igp-metric", is_igp_metric, append_number},
    AttributeTlv{1096, "shared-risk-link-groups", multiple_of<4>, append_numbers<4>},
    AttributeTlv{1097, "opaque-link", anything, append_string},
    AttributeTlv{1098, "link-name", at_most<255>, append_string},
    AttributeTlv{1099, "sr-adj", is_adjacency, append_adjacency},
    AttributeTlv{1100, "sr-adj-lan-sids", is_lan_adjacency, append_lan_adjacency, "[", "]"},
    AttributeTlv{1106, "srv6-endx", is_end_x<22>, [](std::string& out, ByteView value) { append_end_x(out, value, 0); }, "[ ", " ]"},
    AttributeTlv{1107, "srv6-lan-endx-isis", is_end_x<28>, [](std::string& out, ByteView value) { append_end_x(out, value, 6); }, "[ ", " ]"},
    AttributeTlv{1108, "srv6-lan-endx-ospf", is_end_x<26>, [](std::string& out, ByteView value) { append_end_x(out, value, 4); }, "[ ", " ]"},
    AttributeTlv{1152, "igp-flags", exactly<1>, [](std::string& out, ByteView value) { append_flag_bits(out, value[0], "D,N,L,P"); }},
    AttributeTlv{1153, "igp-route-tags", multiple_of<4>, append_numbers<4>},
    AttributeTlv{1154, "igp-extended-route-tags", multiple_of<8>, append_numbers<8>},
    AttributeTlv{1155, "prefix-metric", exactly<4>, append_number},
    AttributeTlv{1156, "ospf-forwarding-address", is_address, append_address},
    AttributeTlv{1157, "opaque-prefix", anything, append_string},
    AttributeTlv{1158, "sr-prefix-flags", is_prefix_sid, append_prefix_sid},
    AttributeTlv{1162, "srv6-locator", at_least<8>, append_locator},
    AttributeTlv{1170, "sr-prefix-attribute-flags", at_least<1>, [](std::string& out, ByteView value) { append_flag_bits(out, value[0], "X,R,N"); }},
    AttributeTlv{1171, "sr-source-router-id", is_address, append_address},
    AttributeTlv{1250, "srv6-endpoint-behavior", at_least<4>, append_behavior},
    AttributeTlv{kSidStructure, "srv6-sid-structure", at_least<4>, append_structure},
};

}  // namespace

const AttributeTlv* find_attribute_tlv(std::uint16_t type) {
  const auto* found = std::ranges::lower_bound(kRows, type, {}, &AttributeTlv::type);
  return found != kRows.end() && found->type == type ? found : nullptr;
}

}  // namespace vigilcast::bgp::ls
