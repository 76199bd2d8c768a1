#include "bgp/wire/attr/aigp.h"

#include <optional>

#include "pkg/base/text.h"

namespace vigilcast::bgp {
namespace {

constexpr std::uint8_t kMetricTlv = 1;
constexpr std::uint16_t kMetricLength = 11;  // with type and length
constexpr std::uint16_t kTlvHeader = 3;

}  // namespace

std::expected<Aigp, Fault> Aigp::decode(ByteView value, const Negotiated& session) {
  if (!session.carries_aigp()) return malformed(kDescriptor, update_error::optional_attribute, "came over a session that is not to have it");
  std::optional<Aigp> out;
  for (ByteReader reader(value); !reader.empty();) {
    const std::uint8_t type = reader.u8();
    const std::uint16_t length = reader.u16();
    if (!reader.ok() || length < kTlvHeader) return malformed(kDescriptor, update_error::optional_attribute, "has a TLV that is cut off");
    ByteReader tlv(reader.take(length - kTlvHeader));
    if (!reader.ok()) return malformed(kDescriptor, update_error::optional_attribute, "has a TLV that is longer than the attribute");
    if (type != kMetricTlv) continue;  // others are for whoever knows them
    if (length != kMetricLength)
      return malformed(kDescriptor, update_error::optional_attribute, "has a metric of length " + std::to_string(length) + ", not 11");
    if (!out) out = Aigp{tlv.u64()};  // of several, the first one counts
  }
  if (!out) return malformed(kDescriptor, update_error::optional_attribute, "has no metric");
  return *out;
}

void Aigp::encode(Bytes& out, const Negotiated& /*session*/) const { ByteWriter(out).u8(kMetricTlv).u16(kMetricLength).u64(metric); }

Result<Aigp> Aigp::parse(TextCursor& words) {
  if (words.done()) return fail("aigp needs a number");
  const std::string_view word = words.next();
  const bool hex = word.starts_with("0x") || word.starts_with("0X");
  if (const auto value = parse_number<std::uint64_t>(word.substr(hex ? 2 : 0), hex ? 16 : 10)) return Aigp{*value};
  return fail("'" + std::string(word) + "' is not a value for aigp", "", "write a number from 0 to 18446744073709551615, or one in hexadecimal such as 0x64");
}

void Aigp::append_text(std::string& out, Dialect /*dialect*/) const {
  Bytes octets;
  ByteWriter(octets).u64(metric);
  out += "0x" + to_lower(to_hex(octets));
}

void Aigp::append_json(std::string& out, Dialect dialect) const {
  out += '"';
  append_text(out, dialect);
  out += '"';
}

}  // namespace vigilcast::bgp
