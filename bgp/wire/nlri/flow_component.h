// The components of a FlowSpec NLRI (RFC 8955 section 4.2.2, RFC 8956 section 3): one row each, for the decoder, the printer and the
// parser. Most are the same for both address families.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "bgp/wire/family.h"

namespace vigilcast::bgp::flow {

enum class Kind : std::uint8_t { prefix, prefix_with_offset, numeric, binary };
constexpr bool is_prefix(Kind kind) { return kind == Kind::prefix || kind == Kind::prefix_with_offset; }

// A value that has a word. Words are read in any case and printed in lower case.
struct NamedValue {
  std::string_view name;
  std::uint32_t value;
};

struct Component {
  std::uint8_t type = 0;
  std::string_view name;  // as printed, and as a keyword
  Kind kind = Kind::numeric;
  std::span<const NamedValue> names{};  // for a binary component each is one bit
  bool prints_names = true;           // ports and ICMP codes are printed as numbers
  std::uint8_t most_octets = 8;       // the widest value that the RFC lets stand
  std::uint32_t most = 0xffffffff;    // the greatest value that can be written
  std::uint64_t bits = ~0ULL;         // the others are reserved: zero when sent, ignored when received
};

const Component* find_component(Afi afi, std::uint8_t type);
std::span<const Component> all_components(Afi afi);  // ascending by type

// The operator octet in front of every value.
namespace op {
inline constexpr std::uint8_t end = 0x80, conjunction = 0x40, length = 0x30;
inline constexpr std::uint8_t less = 0x04, greater = 0x02, equal = 0x01;  // numeric
inline constexpr std::uint8_t negate = 0x02, match = 0x01;                // binary
// The bits that mean something; the others are ignored (RFC 8955 sections 4.2.1.1 and 4.2.1.2).
constexpr std::uint8_t comparison_mask(Kind kind) { return kind == Kind::binary ? negate | match : less | greater | equal; }
constexpr std::size_t octets(std::uint8_t octet) { return std::size_t{1} << ((octet & length) >> 4); }
}  // namespace op

// "true" and "false" compare with nothing: ExaBGP prints their value only behind &.
constexpr bool is_constant(Kind kind, std::uint8_t octet) {
  const auto bits = static_cast<std::uint8_t>(octet & op::comparison_mask(kind));
  return kind == Kind::numeric && (bits == 0 || bits == op::comparison_mask(kind));
}

// "=", ">=", "!=" …: the comparison bits of an operator octet, and back.
std::string_view comparison_text(Kind kind, std::uint8_t octet);
// Takes the longest operator off the front of `text`; a numeric value without one is compared with "=".
std::uint8_t take_comparison(Kind kind, std::string_view& text);

std::string value_text(const Component& component, std::uint64_t value);
std::optional<std::uint32_t> parse_value(const Component& component, std::string_view text);

}  // namespace vigilcast::bgp::flow
