#include "bgp/wire/nlri/vpls.h"

#include <algorithm>
#include <array>

#include "bgp/wire/attr/words.h"
#include "pkg/base/text.h"

namespace vigilcast::bgp {
namespace {

constexpr std::uint16_t kSize = 17;  // behind the two octets of the length

VplsRoute read(ByteView wire) {
  ByteReader reader(wire);
  reader.u16();
  VplsRoute out;
  out.rd = RouteDistinguisher::read(reader);
  out.endpoint = reader.u16();
  out.offset = reader.u16();
  out.size = reader.u16();
  out.base = {reader.u24()};
  return out;
}

std::optional<NlriProblem> decode(ByteReader& from, SmallBytes& to) {
  const ByteView front = from.peek();
  const std::uint16_t length = from.u16();
  from.take(length);
  if (!from.ok()) return NlriProblem{FaultAction::reset_session, true, "a VPLS route is longer than its field"};
  if (length != kSize) return NlriProblem{FaultAction::treat_as_withdraw, false, "a VPLS route has length " + std::to_string(length) + ", not 17"};
  to = SmallBytes(front.first(2 + kSize));
  return std::nullopt;
}

void append_text(std::string& out, ByteView wire) {
  const VplsRoute route = read(wire);
  out += "vpls rd " + route.rd.to_string() + " endpoint " + std::to_string(route.endpoint) + " base " + std::to_string(route.base.value()) + " offset " +
         std::to_string(route.offset) + " size " + std::to_string(route.size);
}

void append_json(std::string& out, ByteView wire, Dialect /*dialect*/) {
  const VplsRoute route = read(wire);
  out += "\"rd\": \"" + route.rd.to_string() + "\", \"endpoint\": " + std::to_string(route.endpoint) + ", \"base\": " + std::to_string(route.base.value()) +
         ", \"offset\": " + std::to_string(route.offset) + ", \"size\": " + std::to_string(route.size);
}

// "route-distinguisher" is another word for "rd".
constexpr std::array<std::string_view, 6> kKeywords{"endpoint", "base", "offset", "size", "rd", "route-distinguisher"};
constexpr unsigned kAll = 0x1f;

Result<std::uint16_t> number16(TextCursor& words, std::string_view name) {
  const std::string_view word = words.next();
  if (const auto value = parse_number<std::uint16_t>(word)) return *value;
  return fail("'" + std::string(word) + "' is not a value for " + std::string(name), "", "write a number from 0 to 65535");
}

}  // namespace

constinit const FamilyCodec kVplsCodec{{Afi::l2vpn, Safi::vpls}, true, decode, append_text, append_json};

Nlri vpls_nlri(const VplsRoute& route) {
  Bytes wire;
  ByteWriter(wire).u16(kSize).bytes(route.rd.bytes()).u16(route.endpoint).u16(route.offset).u16(route.size).u24(route.base.entry);
  return {kVplsCodec.family, 0, SmallBytes(wire)};
}

std::span<const std::string_view> VplsBuilder::keywords() { return kKeywords; }

Result<void> VplsBuilder::add(std::string_view keyword, TextCursor& words) {
  const auto* found = std::ranges::find(kKeywords, keyword);
  if (found == kKeywords.end()) return fail("'" + std::string(keyword) + "' is not known of a VPLS route");
  const auto index = static_cast<std::size_t>(std::min(found - kKeywords.begin(), std::ptrdiff_t{4}));
  seen_ |= 1U << index;
  if (index == 4) {
    const auto rd = RouteDistinguisher::parse(words.next());
    if (!rd) return std::unexpected(rd.error());
    route_.rd = *rd;
    return {};
  }
  const auto value = number16(words, keyword);
  if (!value) return std::unexpected(value.error());
  if (keyword == "endpoint") route_.endpoint = *value;
  if (keyword == "offset") route_.offset = *value;
  if (keyword == "size") route_.size = *value;
  if (keyword == "base") route_.base = MplsLabel::of(*value, true);
  return {};
}

Result<Nlri> VplsBuilder::build() const {
  if (seen_ == kAll) return vpls_nlri(route_);
  std::vector<std::string> missing;
  for (std::size_t i = 0; i < 5; ++i) {
    if ((seen_ >> i & 1) == 0) missing.emplace_back(kKeywords[i]);
  }
  return fail("the VPLS route has no " + join(missing, ", no "), "", "write: vpls endpoint 5 base 10702 offset 1 size 8 rd 192.0.2.1:123 next-hop 192.0.2.1");
}

}  // namespace vigilcast::bgp
