// Flags, type and length around an attribute value (RFC 4271 section 4.3).
#pragma once

#include <cstdint>

#include "bgp/wire/attr/descriptor.h"
#include "pkg/base/bytes.h"

namespace vigilcast::bgp {

// Appends one attribute whose value `write` appends. The extended length is used when it is needed, or asked for in `flags`.
template <class Write>
void append_attribute(Bytes& out, std::uint8_t flags, std::uint8_t code, Write write) {
  const std::size_t start = out.size();
  const bool wide = (flags & attribute_flag::extended_length) != 0;
  out.insert(out.end(), {flags, code, 0});
  if (wide) out.push_back(0);
  write();
  const std::size_t length = out.size() - start - (wide ? 4 : 3);
  if (wide) {
    out[start + 2] = static_cast<std::uint8_t>(length >> 8);
    out[start + 3] = static_cast<std::uint8_t>(length);
  } else if (length <= 255) {
    out[start + 2] = static_cast<std::uint8_t>(length);
  } else {
    out[start] |= attribute_flag::extended_length;
    out[start + 2] = static_cast<std::uint8_t>(length >> 8);
    out.insert(out.begin() + static_cast<std::ptrdiff_t>(start + 3), static_cast<std::uint8_t>(length));
  }
}

}  // namespace vigilcast::bgp
