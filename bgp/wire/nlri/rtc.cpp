#include "bgp/wire/nlri/rtc.h"

#include <algorithm>

#include "bgp/wire/asn.h"
#include "bgp/wire/attr/extended_communities.h"
#include "pkg/base/text.h"

namespace vigilcast::bgp {
namespace {

constexpr unsigned kAsBits = 32, kTargetBits = 64;

std::size_t octets_of(unsigned bits) { return (bits + 7) / 8; }

std::optional<NlriProblem> decode(ByteReader& from, SmallBytes& to) {
  const unsigned bits = from.u8();
  if (bits > kAsBits + kTargetBits || (bits > 0 && bits < kAsBits)) {
    return NlriProblem{FaultAction::reset_session, true, "a route target membership has length " + std::to_string(bits) + ", not 0 or 32 to 96"};
  }
  const ByteView body = from.take(octets_of(bits));
  if (!from.ok()) return NlriProblem{FaultAction::reset_session, true, "the last route target membership is cut off"};
  Bytes wire{static_cast<std::uint8_t>(bits)};
  wire.insert(wire.end(), body.begin(), body.end());
  if (bits % 8 != 0) wire.back() &= static_cast<std::uint8_t>(0xff00U >> (bits % 8));
  to.assign(wire);
  return std::nullopt;
}

struct Membership {
  unsigned bits = 0;
  std::uint32_t as = 0;
  ByteView target;
};
Membership read(ByteView wire) {
  ByteReader reader(wire);
  Membership out;
  out.bits = reader.u8();
  out.as = reader.u32();
  out.target = reader.rest();
  return out;
}

std::string target_text(const Membership& of) {
  if (of.bits < kAsBits + kTargetBits) return "0x" + to_hex(of.target) + "/" + std::to_string(of.bits - kAsBits);
  constexpr std::uint64_t kFlags = 0xc000000000000000;  // say nothing here; ExaBGP drops them too
  constexpr std::uint8_t kRouteTarget = 2;
  const ExtendedCommunity target{ByteReader(of.target).u64() & ~kFlags};
  return (target.value >> 48 & 0xff) == kRouteTarget ? target.to_string() : "0x" + to_hex(of.target);
}

void append_text(std::string& out, ByteView wire) {
  const Membership membership = read(wire);
  out += "rtc ";
  if (membership.bits == 0) return void(out += "wildcard");
  out += std::to_string(membership.as);
  if (membership.bits > kAsBits) out += ":" + target_text(membership);
}

void append_json(std::string& out, ByteView wire, Dialect /*dialect*/) {
  const Membership membership = read(wire);
  out += "\"origin\": " + std::to_string(membership.as) + ", \"route-target\": ";
  out += membership.bits > kAsBits ? "\"" + target_text(membership) + "\"" : "null";
}

Nlri nlri_of(unsigned bits, std::uint32_t as, ByteView target) {
  Bytes wire;
  ByteWriter(wire).u8(static_cast<std::uint8_t>(bits)).u32(as).bytes(target);
  wire.resize(1 + octets_of(bits));
  return {kRtcCodec.family, 0, SmallBytes(wire)};
}

// "0x0002FDE8/32"
std::optional<Nlri> from_bits(std::uint32_t as, std::string_view text) {
  const auto slash = text.find('/');
  if (!text.starts_with("0x") || slash == std::string_view::npos) return std::nullopt;
  const auto octets = from_hex(text.substr(2, slash - 2));
  const auto bits = parse_number<unsigned>(text.substr(slash + 1));
  if (!octets || !bits || *bits == 0 || *bits >= kTargetBits || octets->size() != octets_of(*bits)) return std::nullopt;
  Nlri out = nlri_of(kAsBits + *bits, as, *octets);
  const SmallBytes given = out.wire;
  ByteReader reader(given.view());
  return decode(reader, out.wire) ? std::nullopt : std::optional(out);
}

}  // namespace

constinit const FamilyCodec kRtcCodec{{Afi::ipv4, Safi::rtc}, true, decode, append_text, append_json};

Result<Nlri> parse_rtc(TextCursor& words) {
  if (words.done()) return fail("rtc needs a value", "", "write wildcard, or ASN:target:ASN:NUMBER");
  const std::string_view word = words.next();
  if (word == "wildcard") return nlri_of(0, 0, {});
  const auto colon = std::min(word.find(':'), word.size());
  const std::string_view target = word.substr(std::min(colon + 1, word.size()));
  if (const auto as = parse_asn(word.substr(0, colon))) {
    if (colon == word.size()) return nlri_of(kAsBits, *as, {});
    if (auto partial = from_bits(*as, target)) return *partial;
    if (const auto community = ExtendedCommunity::parse(target)) {
      Bytes octets;
      ByteWriter(octets).u64(community->value);
      return nlri_of(kAsBits + kTargetBits, *as, octets);
    }
  }
  return fail("'" + std::string(word) + "' is not a route target membership", "", "write wildcard, or 65000:target:65000:1");
}

}  // namespace vigilcast::bgp
