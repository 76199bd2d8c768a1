// OPEN (RFC 4271 section 4.2, RFC 5492, RFC 9072): bytes <-> value.
#pragma once

#include <expected>
#include <string>

#include "bgp/wire/capability.h"
#include "bgp/wire/fault.h"
#include "pkg/base/ip.h"

namespace vigilcast::bgp {

inline constexpr std::uint16_t kAsTrans = 23456;  // RFC 6793

struct Open {
  std::uint8_t version = 4;
  std::uint16_t my_as = 0;  // the two-byte field: AS_TRANS when the AS does not fit
  std::uint16_t hold_time = 0;
  IpAddress identifier;
  Capabilities capabilities;

  // The AS of the capability when there is one (RFC 6793), else of the two-byte field.
  [[nodiscard]] std::uint32_t as() const { return capabilities.as4.value_or(my_as); }
  friend bool operator==(const Open&, const Open&) = default;
};

// `body` is the message without its header. What is judged here is form only; AS, identifier and hold time are judged by the FSM.
std::expected<Open, Fault> decode_open(ByteView body);
// Appends the whole message. Capabilities in ExaBGP's order, each in a parameter of its own; RFC 9072 form beyond 255 bytes.
void encode_open(Bytes& out, const Open& open);

}  // namespace vigilcast::bgp
