#include "bgp/wire/nlri/flow_wire.h"

#include "bgp/wire/nlri/flow_component.h"

namespace vigilcast::bgp::flow {
namespace {

constexpr std::size_t kLongLength = 240;  // lengths from here on take two octets

// Appends the bits of a prefix, which are as many octets as they need.
std::string take_bits(ByteReader& reader, unsigned bits, Bytes& canonical) {
  const ByteView octets = reader.take((bits + 7U) / 8);
  if (!reader.ok()) return "has a prefix that is cut off";
  canonical.insert(canonical.end(), octets.begin(), octets.end());
  if (bits % 8 != 0) canonical.back() &= static_cast<std::uint8_t>(0xff00U >> (bits % 8));
  return {};
}

std::string check_prefix(ByteReader& reader, Bytes& canonical) {
  const std::uint8_t bits = reader.u8();
  if (!reader.ok() || bits > 32) return "has a prefix longer than 32 bits";
  canonical.push_back(bits);
  return take_bits(reader, bits, canonical);
}

// The bits between offset and length follow; 0/0 matches every address (RFC 8956 section 3.1).
std::string check_prefix_with_offset(ByteReader& reader, Bytes& canonical) {
  const std::uint8_t length = reader.u8();
  const std::uint8_t offset = reader.u8();
  const bool everything = length == 0 && offset == 0;
  if (!reader.ok() || length > 128 || (!everything && offset >= length)) {
    return "has a prefix of length " + std::to_string(length) + " with offset " + std::to_string(offset);
  }
  canonical.insert(canonical.end(), {length, offset});
  return take_bits(reader, length - offset, canonical);
}

std::string check_operators(const Component& component, ByteReader& reader, Bytes& canonical) {
  std::uint8_t octet = 0;
  for (bool first = true; first || (octet & op::end) == 0; first = false) {
    if (reader.empty()) return "has a list without an end";
    octet = reader.u8();
    const std::size_t octets = op::octets(octet);
    if (octets > component.most_octets) return "has a value of " + std::to_string(octets) + " octets for " + std::string(component.name);
    const ByteView value = reader.take(octets);
    if (!reader.ok()) return "has a value that is cut off";
    // There is nothing in front of the first one that it could be joined with (RFC 8955 section 4.2.1.1).
    const auto meaning = static_cast<std::uint8_t>(op::end | op::length | (first ? 0 : op::conjunction) | op::comparison_mask(component.kind));
    canonical.push_back(octet & meaning);
    for (std::size_t i = 0; i < octets; ++i) canonical.push_back(value[i] & static_cast<std::uint8_t>(component.bits >> (8 * (octets - 1 - i))));
  }
  return {};
}

std::string check_component(const Component& component, ByteReader& reader, Bytes& canonical) {
  switch (component.kind) {
    case Kind::prefix: return check_prefix(reader, canonical);
    case Kind::prefix_with_offset: return check_prefix_with_offset(reader, canonical);
    case Kind::numeric:
    case Kind::binary: break;
  }
  return check_operators(component, reader, canonical);
}

}  // namespace

void append_length(Bytes& out, std::size_t length) {
  if (length < kLongLength) {
    ByteWriter(out).u8(static_cast<std::uint8_t>(length));
  } else {
    ByteWriter(out).u16(static_cast<std::uint16_t>(0xf000U | length));
  }
}

std::size_t read_length(ByteReader& reader) {
  const std::size_t first = reader.u8();
  return first < kLongLength ? first : ((first & 0x0f) << 8) | reader.u8();
}

std::string check_components(Afi afi, ByteView components, Bytes& canonical) {
  if (components.empty()) return "has no component";
  unsigned last = 0;
  for (ByteReader reader(components); !reader.empty();) {
    const std::uint8_t type = reader.u8();
    const Component* component = find_component(afi, type);
    if (component == nullptr) return "has the unknown component type " + std::to_string(type);
    if (type <= last) return "has component " + std::to_string(type) + " behind component " + std::to_string(last);
    last = type;
    canonical.push_back(type);
    std::string why = check_component(*component, reader, canonical);
    if (!why.empty()) return why;
  }
  return {};
}

}  // namespace vigilcast::bgp::flow
