#include "bgp/wire/attr/tunnel_encapsulation.h"

#include "bgp/wire/attr/sr_policy.h"
#include "bgp/wire/attr/words.h"
#include "pkg/base/text.h"

namespace vigilcast::bgp {
namespace {

using Tunnel = TunnelEncapsulation::Tunnel;
using SubTlv = TunnelEncapsulation::SubTlv;

constexpr std::uint8_t kFirstLong = 128;  // sub-TLV types from here on have a length of two octets

Bytes value_of(const Tunnel& tunnel) {
  Bytes out;
  for (const SubTlv& sub_tlv : tunnel.sub_tlvs) append_sub_tlv(out, sub_tlv.type, sub_tlv.value);
  return out;
}

std::optional<std::string> words_of(const Tunnel& tunnel) {
  if (tunnel.type != TunnelEncapsulation::kSrPolicy) return std::nullopt;
  return sr_policy::text(tunnel);
}

std::string lower_hex(ByteView octets) { return "0x" + to_lower(to_hex(octets)); }

Result<TunnelEncapsulation> parse_raw(std::string_view word) {
  const auto value = from_hex(word.substr(2));
  if (!value) return fail("'" + std::string(word) + "' is not an even number of hexadecimal digits");
  auto out = TunnelEncapsulation::decode(*value, {});
  if (!out) return fail(out.error().text);
  return std::move(*out);
}

}  // namespace

std::optional<std::vector<SubTlv>> read_sub_tlvs(ByteView value) {
  std::vector<SubTlv> out;
  for (ByteReader reader(value); !reader.empty();) {
    const std::uint8_t type = reader.u8();
    const ByteView inside = reader.take(type < kFirstLong ? reader.u8() : reader.u16());
    if (!reader.ok()) return std::nullopt;
    out.push_back({type, Bytes(inside.begin(), inside.end())});
  }
  return out;
}

void append_sub_tlv(Bytes& out, std::uint8_t type, ByteView value) {
  ByteWriter writer(out);
  writer.u8(type);
  type < kFirstLong ? writer.u8(static_cast<std::uint8_t>(value.size())) : writer.u16(static_cast<std::uint16_t>(value.size()));
  writer.bytes(value);
}

std::expected<TunnelEncapsulation, Fault> TunnelEncapsulation::decode(ByteView value, const Negotiated& /*session*/) {
  if (value.size() < 4) return wrong_length(kDescriptor, value.size(), "4 or more");
  TunnelEncapsulation out;
  for (ByteReader reader(value); !reader.empty();) {
    const std::uint16_t type = reader.u16();
    const ByteView inside = reader.take(reader.u16());
    if (!reader.ok()) return malformed(kDescriptor, update_error::optional_attribute, "has a tunnel that is longer than the attribute");
    auto sub_tlvs = read_sub_tlvs(inside);
    if (!sub_tlvs) return malformed(kDescriptor, update_error::optional_attribute, "has a sub-TLV that is longer than its tunnel");
    out.tunnels.push_back({type, std::move(*sub_tlvs)});
  }
  return out;
}

void TunnelEncapsulation::encode(Bytes& out, const Negotiated& /*session*/) const {
  for (const Tunnel& tunnel : tunnels) {
    const Bytes value = value_of(tunnel);
    ByteWriter(out).u16(tunnel.type).u16(static_cast<std::uint16_t>(value.size())).bytes(value);
  }
}

Result<TunnelEncapsulation> TunnelEncapsulation::parse(TextCursor& words) {
  if (words.peek().starts_with("0x")) return parse_raw(words.next());
  const auto list = list_of_words(words, kDescriptor.name);
  if (!list) return std::unexpected(list.error());
  TextCursor inside(*list);
  if (!inside.accept("sr-policy")) return fail("tunnel-encaps has no tunnel", "", "write [ sr-policy preference 100 … ], or 0x and the tunnels in hexadecimal");
  auto tunnel = sr_policy::parse(inside);
  if (!tunnel) return std::unexpected(tunnel.error());
  return TunnelEncapsulation{{std::move(*tunnel)}};
}

void TunnelEncapsulation::append_text(std::string& out, Dialect /*dialect*/) const {
  if (const auto text = tunnels.size() == 1 ? words_of(tunnels.front()) : std::nullopt) {
    out += "[ " + *text + " ]";
    return;
  }
  Bytes octets;
  encode(octets, {});
  out += lower_hex(octets);
}

void TunnelEncapsulation::append_json(std::string& out, Dialect /*dialect*/) const {
  append_json_list(out, tunnels, [](std::string& to, const Tunnel& tunnel) {
    to += "{ \"type\": " + std::to_string(tunnel.type);
    if (const auto text = words_of(tunnel)) to += ", \"string\": \"" + *text + "\"";
    to += ", \"value\": \"" + lower_hex(value_of(tunnel)) + "\" }";
  });
}

}  // namespace vigilcast::bgp
