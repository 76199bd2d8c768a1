#include "bgp/wire/nlri/sr_policy.h"

#include <array>

#include "bgp/wire/attr/words.h"

namespace vigilcast::bgp {
namespace {

constexpr std::size_t kFixed = 8;  // distinguisher and colour

SrPolicyRoute read(ByteView wire) {
  ByteReader reader(wire);
  reader.u8();
  const std::uint32_t distinguisher = reader.u32();
  const std::uint32_t color = reader.u32();
  const ByteView endpoint = reader.rest();
  return {distinguisher, color, endpoint.size() == 4 ? IpAddress::v4(endpoint) : IpAddress::v6(endpoint)};
}

std::optional<NlriProblem> decode(ByteReader& from, SmallBytes& to, std::size_t endpoint) {
  const ByteView front = from.peek();
  const std::uint8_t bits = from.u8();
  from.take((bits + 7U) / 8);
  if (!from.ok()) return NlriProblem{FaultAction::reset_session, true, "an SR policy is longer than its field"};
  if (bits != (kFixed + endpoint) * 8) return NlriProblem{FaultAction::treat_as_withdraw, false, "an SR policy has " + std::to_string(bits) + " bits"};
  to = SmallBytes(front.first(1 + kFixed + endpoint));
  return std::nullopt;
}
std::optional<NlriProblem> decode_ipv4(ByteReader& from, SmallBytes& to) { return decode(from, to, 4); }
std::optional<NlriProblem> decode_ipv6(ByteReader& from, SmallBytes& to) { return decode(from, to, 16); }

void append_text(std::string& out, ByteView wire) {
  const SrPolicyRoute route = read(wire);
  out += "sr-policy distinguisher " + std::to_string(route.distinguisher) + " color " + std::to_string(route.color) + " endpoint " + route.endpoint.to_string();
}

void append_json(std::string& out, ByteView wire, Dialect /*dialect*/) {
  const SrPolicyRoute route = read(wire);
  out += "\"distinguisher\": " + std::to_string(route.distinguisher) + ", \"color\": " + std::to_string(route.color) + ", \"endpoint\": \"" +
         route.endpoint.to_string() + "\"";
}

constexpr std::array<std::string_view, 3> kKeywords{"distinguisher", "color", "endpoint"};

}  // namespace

constinit const FamilyCodec kIpv4SrPolicyCodec{{Afi::ipv4, Safi::sr_policy}, true, decode_ipv4, append_text, append_json};
constinit const FamilyCodec kIpv6SrPolicyCodec{{Afi::ipv6, Safi::sr_policy}, true, decode_ipv6, append_text, append_json};

Nlri sr_policy_nlri(const SrPolicyRoute& route) {
  Bytes wire;
  const ByteView endpoint = route.endpoint.bytes();
  ByteWriter(wire).u8(static_cast<std::uint8_t>((kFixed + endpoint.size()) * 8)).u32(route.distinguisher).u32(route.color).bytes(endpoint);
  return {{route.endpoint.is_v4() ? Afi::ipv4 : Afi::ipv6, Safi::sr_policy}, 0, SmallBytes(wire)};
}

std::span<const std::string_view> SrPolicyBuilder::keywords() { return kKeywords; }

Result<void> SrPolicyBuilder::add(std::string_view keyword, TextCursor& words) {
  if (keyword == "endpoint") {
    const std::string_view word = words.next();
    const auto address = IpAddress::parse(word);
    if (!address || address->is_v6() != (afi_ == Afi::ipv6)) {
      return fail("'" + std::string(word) + "' is not a value for endpoint", "", "write an address of " + std::string(afi_name(afi_)));
    }
    endpoint_ = *address;
    return {};
  }
  const auto value = number_word(words, keyword);
  if (!value) return std::unexpected(value.error());
  (keyword == "color" ? color_ : distinguisher_) = *value;
  return {};
}

Result<Nlri> SrPolicyBuilder::build() const {
  if (distinguisher_ && color_ && endpoint_) return sr_policy_nlri({*distinguisher_, *color_, *endpoint_});
  return fail("the SR policy has no " + std::string(!distinguisher_ ? kKeywords[0]
                                                    : !color_       ? kKeywords[1]
                                                                    : kKeywords[2]),
              "", "write: sr-policy distinguisher 1 color 100 endpoint 192.0.2.1 next-hop 192.0.2.2");
}

}  // namespace vigilcast::bgp
