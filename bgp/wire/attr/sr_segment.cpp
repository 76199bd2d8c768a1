#include "bgp/wire/attr/sr_segment.h"

#include <algorithm>
#include <array>

#include "bgp/wire/attr/tunnel_encapsulation.h"
#include "pkg/base/ip.h"
#include "pkg/base/text.h"

namespace vigilcast::bgp::sr_policy {
namespace {

enum class Kind : std::uint8_t { none, algorithm, number, label, ipv4, ipv6 };
enum class Sid : std::uint8_t { none, label, srv6 };

struct Field {
  std::string_view keyword;
  Kind kind = Kind::none;
};

struct Row {
  std::uint8_t type;
  std::string_view name;
  std::array<Field, 5> fields;
  Sid sid = Sid::none;    // may follow as `sid`
  bool behavior = false;  // `endpoint-behavior` may follow
};

constexpr std::array kRows{
    Row{1, "type-a", {Field{"mpls", Kind::label}}},
    Row{13, "type-b", {Field{"srv6", Kind::ipv6}}, Sid::none, true},
    Row{3, "type-c", {Field{"ipv4", Kind::ipv4}, Field{"algorithm", Kind::algorithm}}, Sid::label},
    Row{4, "type-d", {Field{"ipv6", Kind::ipv6}, Field{"algorithm", Kind::algorithm}}, Sid::label},
    Row{5, "type-e", {Field{"local-if-id", Kind::number}, Field{"ipv4", Kind::ipv4}}, Sid::label},
    Row{6, "type-f", {Field{"local", Kind::ipv4}, Field{"remote", Kind::ipv4}}, Sid::label},
    Row{7,
        "type-g",
        {Field{"local-if-id", Kind::number}, Field{"local-ipv6", Kind::ipv6}, Field{"remote-if-id", Kind::number}, Field{"remote-ipv6", Kind::ipv6}},
        Sid::label},
    Row{8, "type-h", {Field{"local", Kind::ipv6}, Field{"remote", Kind::ipv6}}, Sid::label},
    Row{14, "type-i", {Field{"ipv6", Kind::ipv6}, Field{"algorithm", Kind::algorithm}}, Sid::srv6, true},
    Row{15,
        "type-j",
        {Field{"local-if-id", Kind::number}, Field{"local-ipv6", Kind::ipv6}, Field{"remote-if-id", Kind::number}, Field{"remote-ipv6", Kind::ipv6},
         Field{"algorithm", Kind::algorithm}},
        Sid::srv6,
        true},
    Row{16, "type-k", {Field{"local", Kind::ipv6}, Field{"remote", Kind::ipv6}, Field{"algorithm", Kind::algorithm}}, Sid::srv6, true},
};

constexpr std::uint8_t kHasAlgorithm = 0x40, kHasSid = 0x20, kHasBehavior = 0x10;  // flags
constexpr unsigned kLabelShift = 12;  // a label is in front of traffic class, bottom mark and TTL
constexpr std::size_t kBehaviorSize = 8;

std::size_t size_of(Kind kind) {
  if (kind == Kind::none || kind == Kind::algorithm) return 0;
  return kind == Kind::ipv6 ? 16 : 4;
}

Result<IpAddress> address(TextCursor& words, std::string_view name, bool v6) {
  const std::string_view word = words.next();
  const auto out = IpAddress::parse(word);
  if (out && out->is_v6() == v6) return *out;
  return fail("'" + std::string(word) + "' is not a value for " + std::string(name), "", v6 ? "write an IPv6 address" : "write an IPv4 address");
}

Result<void> parse_value(Kind kind, std::string_view name, TextCursor& words, Bytes& out) {
  if (kind == Kind::ipv4 || kind == Kind::ipv6) {
    const auto value = address(words, name, kind == Kind::ipv6);
    if (!value) return std::unexpected(value.error());
    ByteWriter(out).bytes(value->bytes());
    return {};
  }
  const auto value = number(words, name, kind == Kind::label ? 0xfffff : 0xffffffff);
  if (!value) return std::unexpected(value.error());
  ByteWriter(out).u32(kind == Kind::label ? *value << kLabelShift : *value);
  return {};
}

// "endpoint-behavior B LB LN FUN ARG"
Result<void> parse_behavior(TextCursor& words, Bytes& out) {
  const auto behavior = number(words, "endpoint-behavior", 0xffff);
  if (!behavior) return std::unexpected(behavior.error());
  ByteWriter(out).u16(static_cast<std::uint16_t>(*behavior)).u16(0);
  for (const std::string_view name : {"the locator block", "the locator node", "the function", "the argument"}) {
    const auto bits = number(words, name, 128);
    if (!bits) return std::unexpected(bits.error());
    out.push_back(static_cast<std::uint8_t>(*bits));
  }
  return {};
}

Result<void> parse_field(const Field& field, TextCursor& words, Bytes& value) {
  if (!words.accept(field.keyword)) {
    if (field.kind == Kind::algorithm) return {};
    return fail("'" + std::string(words.peek()) + "' is not expected in a segment", "", "write " + std::string(field.keyword) + " and its value");
  }
  if (field.kind != Kind::algorithm) return parse_value(field.kind, field.keyword, words, value);
  const auto algorithm = number(words, field.keyword, 0xff);
  if (!algorithm) return std::unexpected(algorithm.error());
  value[0] |= kHasAlgorithm;
  value[1] = static_cast<std::uint8_t>(*algorithm);
  return {};
}

Result<void> parse_rest(const Row& row, TextCursor& words, Bytes& value) {
  if (row.sid != Sid::none) {
    if (!words.accept("sid")) return {};
    value[0] |= kHasSid;
    if (auto sid = parse_value(row.sid == Sid::label ? Kind::label : Kind::ipv6, "sid", words, value); !sid) return sid;
  }
  if (!row.behavior || !words.accept("endpoint-behavior")) return {};
  value[0] |= kHasBehavior;
  return parse_behavior(words, value);
}

std::string value_text(Kind kind, ByteReader& reader) {
  if (kind == Kind::ipv4) return IpAddress::v4(reader.u32()).to_string();
  if (kind == Kind::ipv6) return IpAddress::v6(reader.take(16)).to_string();
  return std::to_string(reader.u32() >> (kind == Kind::label ? kLabelShift : 0));
}

}  // namespace

Result<std::uint32_t> number(TextCursor& words, std::string_view name, std::uint32_t most) {
  const std::string_view word = words.next();
  const bool hex = word.starts_with("0x");
  const auto value = parse_number<std::uint32_t>(word.substr(hex ? 2 : 0), hex ? 16 : 10);
  if (value && *value <= most) return *value;
  return fail("'" + std::string(word) + "' is not a value for " + std::string(name), "", "write a number from 0 to " + std::to_string(most));
}

Result<void> parse_segment(TextCursor& words, Bytes& out) {
  const std::string_view name = words.next();
  const auto* row = std::ranges::find(kRows, name, &Row::name);
  if (row == kRows.end()) return fail("'" + std::string(name) + "' is not a type of segment", "", "write type-a to type-k");
  Bytes value{0, 0};  // flags; the algorithm, or reserved
  for (const Field& field : row->fields) {
    if (field.kind == Kind::none) break;
    if (auto parsed = parse_field(field, words, value); !parsed) return parsed;
  }
  if (auto parsed = parse_rest(*row, words, value); !parsed) return parsed;
  append_sub_tlv(out, row->type, value);
  return {};
}

std::optional<std::string> segment_text(std::uint8_t type, ByteView value) {
  const auto* row = std::ranges::find(kRows, type, &Row::type);
  if (row == kRows.end()) return std::nullopt;
  ByteReader reader(value);
  const std::uint8_t flags = reader.u8();
  const std::uint8_t algorithm = reader.u8();
  std::string out(row->name);
  for (const Field& field : row->fields) {
    if (reader.remaining() < size_of(field.kind)) return std::nullopt;
    if (field.kind == Kind::algorithm && (flags & kHasAlgorithm) == 0) continue;
    if (field.kind != Kind::none)
      out += " " + std::string(field.keyword) + " " + (field.kind == Kind::algorithm ? std::to_string(algorithm) : value_text(field.kind, reader));
  }
  const Kind sid = row->sid == Sid::srv6 ? Kind::ipv6 : Kind::label;
  if (row->sid != Sid::none && reader.remaining() >= size_of(sid)) out += " sid " + value_text(sid, reader);
  if (row->behavior && reader.remaining() == kBehaviorSize) {
    out += " endpoint-behavior " + std::to_string(reader.u16());
    reader.u16();  // reserved
    while (!reader.empty()) out += " " + std::to_string(reader.u8());
  }
  return out;
}

}  // namespace vigilcast::bgp::sr_policy
