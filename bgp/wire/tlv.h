// A run of TLVs with two octets of type and two of length, as BGP-LS has them (RFC 9552 section 5.1).
#pragma once

#include <optional>

#include "pkg/base/bytes.h"

namespace vigilcast::bgp {

struct Tlv {
  std::uint16_t type = 0;
  ByteView value;
};

// The next one; nothing when its header or value is cut off, and the reader is bad then.
inline std::optional<Tlv> read_tlv(ByteReader& from) {
  Tlv out;
  out.type = from.u16();
  out.value = from.take(from.u16());
  if (!from.ok()) return std::nullopt;
  return out;
}

}  // namespace vigilcast::bgp
