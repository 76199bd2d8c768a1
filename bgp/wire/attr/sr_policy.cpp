#include "bgp/wire/attr/sr_policy.h"

#include <algorithm>
#include <array>

#include "bgp/wire/attr/sr_segment.h"
#include "pkg/base/ip.h"
#include "pkg/base/text.h"

namespace vigilcast::bgp::sr_policy {
namespace {

using SubTlv = TunnelEncapsulation::SubTlv;
using Tunnel = TunnelEncapsulation::Tunnel;

constexpr std::uint8_t kWeight = 9;
constexpr unsigned kLabelShift = 12;  // a label is in front of traffic class, bottom mark and TTL
constexpr std::uint32_t kMostLabel = 0xfffff;
constexpr std::size_t kSubTlvHeader = 3;
constexpr std::size_t kMostOctets = 65000;  // an attribute has 65,535 at most

Result<Bytes> parse_preference(TextCursor& words) {
  const auto value = number(words, "preference", 0xffffffff);
  if (!value) return std::unexpected(value.error());
  Bytes out;
  ByteWriter(out).u16(0).u32(*value);  // flags, reserved
  return out;
}
std::optional<std::string> preference_text(ByteView value) {
  if (value.size() != 6) return std::nullopt;
  return std::to_string(ByteReader(value.subspan(2)).u32());
}

Result<Bytes> parse_priority(TextCursor& words) {
  const auto value = number(words, "priority", 0xff);
  if (!value) return std::unexpected(value.error());
  return Bytes{static_cast<std::uint8_t>(*value), 0};
}
std::optional<std::string> priority_text(ByteView value) {
  if (value.size() != 2) return std::nullopt;
  return std::to_string(value[0]);
}

// RFC 9830 section 2.4.5: which explicit null label is pushed.
Result<Bytes> parse_explicit_null(TextCursor& words) {
  const auto value = number(words, "explicit-null-label-policy", 0xff);
  if (!value) return std::unexpected(value.error());
  return Bytes{0, 0, static_cast<std::uint8_t>(*value)};
}
std::optional<std::string> explicit_null_text(ByteView value) {
  if (value.size() != 3) return std::nullopt;
  return std::to_string(value[2]);
}

Result<Bytes> parse_binding_sid(TextCursor& words) {
  Bytes out{0, 0};
  if (words.accept("null")) return out;
  if (!words.accept("mpls")) return fail("'" + std::string(words.peek()) + "' is not a value for binding-sid", "", "write mpls and a label, or null");
  if (words.accept("null")) return out;
  const auto label = number(words, "binding-sid", kMostLabel);
  if (!label) return std::unexpected(label.error());
  ByteWriter(out).u32(*label << kLabelShift);
  return out;
}
std::optional<std::string> binding_sid_text(ByteView value) {
  if (value.size() == 2) return "null";
  if (value.size() != 6) return std::nullopt;
  return "mpls " + std::to_string(ByteReader(value.subspan(2)).u32() >> kLabelShift);
}

Result<Bytes> parse_srv6_binding_sid(TextCursor& words) {
  const std::string_view word = words.next();
  const auto sid = IpAddress::parse(word);
  if (!sid || sid->is_v4()) return fail("'" + std::string(word) + "' is not a value for srv6-binding-sid", "", "write an IPv6 address");
  Bytes out{0, 0};
  ByteWriter(out).bytes(sid->bytes());
  return out;
}
std::optional<std::string> srv6_binding_sid_text(ByteView value) {
  if (value.size() != 18) return std::nullopt;
  return IpAddress::v6(value.subspan(2)).to_string();
}

Result<Bytes> parse_name(TextCursor& words) {
  const std::string_view word = words.next();
  if (word.empty()) return fail("the name of the policy is missing");
  Bytes out{0};
  ByteWriter(out).text(word);
  return out;
}
// A name from the network is one word of plain characters, or has no words here.
std::optional<std::string> name_text(ByteView value) {
  if (value.size() < 2) return std::nullopt;
  const std::string_view name = as_text(value.subspan(1));
  const bool plain =
      std::ranges::all_of(name, [](char c) { return c > ' ' && c < 0x7f && std::string_view("\"\\[](),;{}").find(c) == std::string_view::npos; });
  return plain ? std::optional<std::string>(name) : std::nullopt;
}

Result<Bytes> parse_segment_list(TextCursor& words) {
  Bytes out{0};
  if (words.accept("weight")) {
    const auto weight = number(words, "weight", 0xffffffff);
    if (!weight) return std::unexpected(weight.error());
    Bytes value;
    ByteWriter(value).u16(0).u32(*weight);
    append_sub_tlv(out, kWeight, value);
  }
  while (words.accept("segment")) {
    if (auto segment = parse_segment(words, out); !segment) return std::unexpected(segment.error());
  }
  return out;
}
std::optional<std::string> segment_list_text(ByteView value) {
  const auto all = value.empty() ? std::nullopt : read_sub_tlvs(value.subspan(1));
  if (!all) return std::nullopt;
  std::string out;
  for (const SubTlv& one : *all) {
    const bool weight = one.type == kWeight && one.value.size() == 6;
    const auto text = weight ? std::optional(std::to_string(ByteReader(ByteView(one.value).subspan(2)).u32())) : segment_text(one.type, one.value);
    if (!text) return std::nullopt;
    out += (out.empty() ? "" : " ") + std::string(weight ? "weight " : "segment ") + *text;
  }
  return out;
}

struct Row {
  std::uint8_t type;
  std::string_view keyword;
  Result<Bytes> (*parse)(TextCursor& words);
  std::optional<std::string> (*text)(ByteView value);
};
constexpr std::array kRows{Row{12, "preference", parse_preference, preference_text},
                           Row{13, "binding-sid", parse_binding_sid, binding_sid_text},
                           Row{14, "explicit-null-label-policy", parse_explicit_null, explicit_null_text},
                           Row{15, "priority", parse_priority, priority_text},
                           Row{20, "srv6-binding-sid", parse_srv6_binding_sid, srv6_binding_sid_text},
                           Row{128, "segment-list", parse_segment_list, segment_list_text},
                           Row{129, "candidate-path-name", parse_name, name_text},
                           Row{130, "policy-name", parse_name, name_text}};
constexpr auto kKeywords = [] {
  std::array<std::string_view, kRows.size()> out;
  std::ranges::transform(kRows, out.begin(), &Row::keyword);
  return out;
}();

}  // namespace

std::span<const std::string_view> keywords() { return kKeywords; }

Result<void> add(std::string_view keyword, TextCursor& words, Tunnel& tunnel) {
  const auto* row = std::ranges::find(kRows, keyword, &Row::keyword);
  if (row == kRows.end()) {
    const auto meant = nearest(keyword, kKeywords);
    return fail("'" + std::string(keyword) + "' is not known of an SR policy", "", meant ? "did you mean " + *meant + "?" : "");
  }
  auto value = row->parse(words);
  if (!value) return std::unexpected(value.error());
  std::size_t size = value->size();
  for (const SubTlv& sub_tlv : tunnel.sub_tlvs) size += sub_tlv.value.size() + kSubTlvHeader;
  if (size > kMostOctets) return fail("the SR policy is longer than a message");
  tunnel.sub_tlvs.push_back({row->type, std::move(*value)});
  return {};
}

Result<Tunnel> parse(TextCursor& words) {
  Tunnel out{TunnelEncapsulation::kSrPolicy, {}};
  while (!words.done()) {
    const std::string_view keyword = words.next();
    if (auto added = add(keyword, words, out); !added) return std::unexpected(added.error());
  }
  return out;
}

std::optional<std::string> text(const Tunnel& tunnel) {
  std::string out;
  for (const SubTlv& sub_tlv : tunnel.sub_tlvs) {
    const auto* row = std::ranges::find(kRows, sub_tlv.type, &Row::type);
    const auto value = row == kRows.end() ? std::nullopt : row->text(sub_tlv.value);
    if (!value) return std::nullopt;
    out += " " + std::string(row->keyword) + (value->empty() ? "" : " ") + *value;
  }
  // Reserved bits and flags have no words.
  const auto all = words(out);
  TextCursor cursor(all);
  const auto again = parse(cursor);
  if (!again || *again != tunnel) return std::nullopt;
  return "sr-policy" + out;
}

}  // namespace vigilcast::bgp::sr_policy
