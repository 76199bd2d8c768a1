// The header around a message (RFC 4271 section 4.1).
#pragma once

#include "bgp/wire/message.h"

namespace vigilcast::bgp {

// Appends one message whose body `write` appends.
template <class Write>
void append_message(Bytes& out, MessageType type, Write write) {
  const std::size_t start = out.size();
  out.insert(out.end(), 16, 0xff);
  out.insert(out.end(), {0, 0, static_cast<std::uint8_t>(type)});
  write();
  const std::size_t length = out.size() - start;
  out[start + 16] = static_cast<std::uint8_t>(length >> 8);
  out[start + 17] = static_cast<std::uint8_t>(length);
}

}  // namespace vigilcast::bgp
