#include "bgp/wire/attr/all.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "bgp/wire/attr/frame.h"
#include "pkg/base/text.h"

namespace vigilcast::bgp {
namespace {

template <class A>
std::expected<Attribute, Fault> decode_as(ByteView value, const Negotiated& session) {
  auto decoded = A::decode(value, session);
  if (!decoded) return std::unexpected(std::move(decoded.error()));
  return Attribute(std::move(*decoded));
}

template <class A>
Result<Attribute> parse_as(TextCursor& words) {
  auto parsed = A::parse(words);
  if (!parsed) return std::unexpected(std::move(parsed.error()));
  return Attribute(std::move(*parsed));
}

template <class A>
constexpr AttributeRow row_of() {
  if constexpr (std::is_same_v<A, UnknownAttribute>) {
    return {A::kDescriptor, nullptr, parse_as<A>};
  } else {
    return {A::kDescriptor, decode_as<A>, parse_as<A>};
  }
}

template <std::size_t... I>
constexpr auto make_rows(std::index_sequence<I...> /*all*/) {
  return std::array{row_of<std::variant_alternative_t<I, Attribute>>()...};
}
constexpr auto kRows = make_rows(std::make_index_sequence<std::variant_size_v<Attribute>>{});

// ExaBGP has a keyword of its own for the SRv6 form of an attribute; the value says which form it is.
struct OtherKeyword {
  std::string_view keyword;
  std::string_view name;
};
constexpr std::array kOtherKeywords{OtherKeyword{"bgp-prefix-sid-srv6", PrefixSid::kDescriptor.name}};

constexpr auto kKeywords = [] {
  std::array<std::string_view, kRows.size() + kOtherKeywords.size()> out;
  auto behind = std::ranges::transform(kRows, out.begin(), [](const AttributeRow& row) { return row.descriptor.name; }).out;
  std::ranges::transform(kOtherKeywords, behind, &OtherKeyword::keyword);
  return out;
}();

// Row by type code, so that decoding needs no search.
constexpr auto kByCode = [] {
  std::array<const AttributeRow*, 256> out{};
  for (const AttributeRow& row : kRows) {
    if (row.descriptor.code != 0) out[row.descriptor.code] = &row;  // 0 is the unknown one
  }
  return out;
}();

constexpr std::uint8_t kClassMask = attribute_flag::optional | attribute_flag::transitive;

// `attribute [ 0x04 0x80 0x00000064 ]` is med 100: as ExaBGP, what has a type of its own becomes it.
Result<Attribute> recognised(UnknownAttribute raw) {
  if (raw.code == 3 || raw.code == 14 || raw.code == 15) {
    return fail("attribute 0x" + to_hex(ByteView(&raw.code, 1)) + " carries next hop and prefixes, and is made from the route", "", "use next-hop");
  }
  const AttributeRow* row = find_attribute(raw.code);
  if (row == nullptr || (raw.flags & kClassMask) != row->descriptor.flags) return raw;
  Negotiated four_octets;  // an internal session, where every attribute may come
  four_octets.as4 = true;
  auto decoded = row->decode(raw.value, four_octets);
  return decoded ? *std::move(decoded) : Attribute(std::move(raw));
}

}  // namespace

const AttributeRow* find_attribute(std::uint8_t code) { return kByCode[code]; }

const AttributeRow* find_attribute(std::string_view keyword) {
  if (const auto* other = std::ranges::find(kOtherKeywords, keyword, &OtherKeyword::keyword); other != kOtherKeywords.end()) keyword = other->name;
  const auto* found = std::ranges::find(kRows, keyword, [](const AttributeRow& row) { return row.descriptor.name; });
  return found == kRows.end() ? nullptr : found;
}

Result<Attribute> parse_attribute(std::string_view keyword, TextCursor& words) {
  const AttributeRow* row = find_attribute(keyword);
  if (row == nullptr) {
    const auto meant = nearest(keyword, kKeywords);
    return fail("'" + std::string(keyword) + "' is not an attribute", "", meant ? "did you mean " + *meant + "?" : "");
  }
  auto parsed = row->parse(words);
  if (!parsed) return parsed;
  if (auto* raw = std::get_if<UnknownAttribute>(&*parsed)) return recognised(std::move(*raw));
  return parsed;
}

std::span<const std::string_view> attribute_keywords() { return kKeywords; }

void encode_attribute(Bytes& out, const Attribute& attribute, const Negotiated& session) {
  std::visit(
      [&]<class A>(const A& value) {
        if constexpr (requires { value.omitted(session); }) {
          if (value.omitted(session)) return;
        }
        std::uint8_t flags = A::kDescriptor.flags;
        std::uint8_t code = A::kDescriptor.code;
        if constexpr (std::is_same_v<A, UnknownAttribute>) {
          flags = value.flags;
          code = value.code;
        }
        append_attribute(out, flags, code, [&] { value.encode(out, session); });
      },
      attribute);
}

}  // namespace vigilcast::bgp
