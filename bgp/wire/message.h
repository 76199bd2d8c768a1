// Messages on a stream: framing, and the small ones. OPEN and UPDATE have headers of their own.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <vector>

#include "bgp/wire/fault.h"
#include "bgp/wire/negotiated.h"
#include "bgp/wire/open.h"
#include "pkg/base/result.h"

namespace vigilcast::bgp {

enum class MessageType : std::uint8_t { open = 1, update = 2, notification = 3, keepalive = 4, route_refresh = 5, operational = 6 };

// One framed message inside a larger buffer; views stay valid as long as that buffer.
struct Frame {
  MessageType type;
  ByteView whole;  // header included
  ByteView body;
};

// Looks at the front of `stream`. Nothing: more bytes are needed (never more than `max_message`). A fault: header error.
// Lengths are checked against the type (RFC 4271 section 6.1, RFC 8654 section 4). OPERATIONAL is a type only where both sides have named the capability.
std::expected<std::optional<Frame>, Fault> next_frame(ByteView stream, std::size_t max_message, bool operational = false);

// All of a buffer that holds nothing but whole messages, as people paste them; views as above. Empty when it does not begin with a marker: then it is
// what stands inside of one.
Result<std::vector<Frame>> whole_messages(ByteView all);

struct RouteRefresh {
  Family family;
  std::uint8_t subtype = 0;  // RFC 7313: 0 request, 1 begin, 2 end
  friend bool operator==(const RouteRefresh&, const RouteRefresh&) = default;
};

Notification decode_notification(ByteView body);
std::expected<RouteRefresh, Fault> decode_route_refresh(ByteView body, const Negotiated& session);

// Each appends one whole message.
void encode_keepalive(Bytes& out);
void encode_notification(Bytes& out, const Notification& notification);
void encode_route_refresh(Bytes& out, const RouteRefresh& refresh);

}  // namespace vigilcast::bgp
