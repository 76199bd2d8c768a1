#include "bgp/wire/open.h"

#include <bitset>

#include "bgp/wire/capability_codec.h"
#include "bgp/wire/header.h"

namespace vigilcast::bgp {
namespace {

constexpr std::uint8_t kCapabilityParameter = 2;
constexpr std::uint8_t kExtendedParameters = 255;  // RFC 9072

Fault open_fault(std::uint8_t subcode, std::string text, Bytes data = {}) {
  return {.action = FaultAction::reset_session,
          .attribute = 0,
          .notification = {.code = ErrorCode::open_message, .subcode = subcode, .data = std::move(data)},
          .text = std::move(text)};
}

std::unexpected<Fault> unspecific(std::string text) { return std::unexpected(open_fault(open_error::unspecific, std::move(text))); }

// One capabilities parameter: code, length and value, over and over.
std::expected<void, Fault> read_capabilities(ByteView parameter, Capabilities& into, std::bitset<256>& seen) {
  for (ByteReader reader(parameter); !reader.empty();) {
    const std::uint8_t code = reader.u8();
    const std::size_t length = reader.u8();
    if (!reader.ok()) return unspecific("an OPEN capability has an octet too many");
    const ByteView value = reader.take(length);
    if (!reader.ok()) return unspecific("OPEN capability " + std::to_string(code) + " is longer than its parameter");
    if (code == capability::as4 && length != 4) return unspecific("the four-octet AS capability has length " + std::to_string(length) + ", not 4");
    if (!seen.test(code)) into.order.push_back(code);
    seen.set(code);
    decode_capability(code, value, into);
  }
  return {};
}

std::expected<void, Fault> read_parameters(ByteReader reader, bool extended, Capabilities& into) {
  std::bitset<256> seen;
  while (!reader.empty()) {
    const std::uint8_t type = reader.u8();
    const std::size_t length = extended ? reader.u16() : reader.u8();
    if (!reader.ok()) return unspecific("an OPEN parameter has an octet too many");
    const ByteView value = reader.take(length);
    if (!reader.ok()) return unspecific("OPEN parameter " + std::to_string(type) + " is longer than the message");
    if (type != kCapabilityParameter) {
      return std::unexpected(open_fault(open_error::unsupported_parameter, "OPEN parameter " + std::to_string(type) + " is not supported"));
    }
    if (auto read = read_capabilities(value, into, seen); !read) return read;
  }
  return {};
}

void append_parameters(Bytes& out, const std::vector<Bytes>& capabilities) {
  std::size_t total = 0;
  for (const Bytes& one : capabilities) total += one.size() + 2;
  ByteWriter writer(out);
  const bool extended = total > 255;
  if (extended) {
    writer.u8(kExtendedParameters).u8(kExtendedParameters).u16(static_cast<std::uint16_t>(total + capabilities.size()));
  } else {
    writer.u8(static_cast<std::uint8_t>(total));
  }
  for (const Bytes& one : capabilities) {
    writer.u8(kCapabilityParameter);
    extended ? writer.u16(static_cast<std::uint16_t>(one.size())) : writer.u8(static_cast<std::uint8_t>(one.size()));
    writer.bytes(one);
  }
}

}  // namespace

std::expected<Open, Fault> decode_open(ByteView body) {
  ByteReader reader(body);
  Open out;
  out.version = reader.u8();
  out.my_as = reader.u16();
  out.hold_time = reader.u16();
  out.identifier = IpAddress::v4(reader.u32());
  std::size_t length = reader.u8();
  if (!reader.ok()) return unspecific("the OPEN is shorter than its fixed fields");
  if (out.version != 4) {
    return std::unexpected(open_fault(open_error::unsupported_version, "BGP version " + std::to_string(out.version) + " is not supported, only 4", {0, 4}));
  }
  // RFC 9072 section 2: the first parameter type tells; the length in front of it does not matter then.
  const bool extended = length != 0 && !reader.empty() && reader.peek()[0] == kExtendedParameters;
  if (extended) {
    reader.u8();
    length = reader.u16();
  }
  if (!reader.ok() || length > reader.remaining()) return unspecific("the OPEN parameters are longer than the message");
  if (length < reader.remaining()) return unspecific("there are octets behind the OPEN parameters");
  if (auto read = read_parameters(reader, extended, out.capabilities); !read) return std::unexpected(std::move(read.error()));
  return out;
}

void encode_open(Bytes& out, const Open& open) {
  append_message(out, MessageType::open, [&] {
    ByteWriter(out).u8(open.version).u16(open.my_as).u16(open.hold_time).bytes(open.identifier.bytes());
    append_parameters(out, encode_capabilities(open.capabilities));
  });
}

}  // namespace vigilcast::bgp
