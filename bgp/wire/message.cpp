#include "bgp/wire/message.h"

#include <algorithm>
#include <array>

#include "bgp/wire/header.h"

namespace vigilcast::bgp {
namespace {

// The shortest message of a type, header included; 0 for a type that does not exist.
std::size_t shortest(std::uint8_t type) {
  constexpr std::array<std::size_t, 7> kShortest{0, 29, 23, 21, 19, 19, 23};
  return type < kShortest.size() ? kShortest[type] : 0;
}

bool length_fits(MessageType type, std::size_t length) {
  if (type == MessageType::keepalive) return length == kHeaderSize;
  if (type == MessageType::open) return length >= shortest(1) && length <= kMaxMessage;  // RFC 8654 section 4
  return length >= shortest(static_cast<std::uint8_t>(type));
}

Fault header_fault(std::uint8_t subcode, ByteView data, std::string text) {
  return {.action = FaultAction::reset_session,
          .attribute = 0,
          .notification = {.code = ErrorCode::message_header, .subcode = subcode, .data = Bytes(data.begin(), data.end())},
          .text = std::move(text)};
}

constexpr std::size_t kMarkerSize = 16;
bool is_marker(ByteView octets) {
  return std::ranges::all_of(octets, [](std::uint8_t octet) { return octet == 0xff; });
}

}  // namespace

std::expected<std::optional<Frame>, Fault> next_frame(ByteView stream, std::size_t max_message, bool operational) {
  // Judged as soon as it arrives, so that whoever speaks something else is noticed at its first octet.
  if (!is_marker(stream.first(std::min(kMarkerSize, stream.size())))) {
    return std::unexpected(header_fault(header_error::not_synchronized, {}, "the message does not begin with the marker"));
  }
  if (stream.size() < kHeaderSize) return std::nullopt;
  const ByteView length_field = stream.subspan(16, 2);
  const std::size_t length = ByteReader(length_field).u16();
  const std::uint8_t type = stream[18];
  if (length < kHeaderSize || length > max_message) {
    return std::unexpected(header_fault(header_error::bad_length, length_field,
                                        "the message length " + std::to_string(length) + " is not from 19 to " + std::to_string(max_message)));
  }
  if (shortest(type) == 0 || (type == static_cast<std::uint8_t>(MessageType::operational) && !operational)) {
    return std::unexpected(header_fault(header_error::bad_type, stream.subspan(18, 1), "there is no message type " + std::to_string(type)));
  }
  if (!length_fits(MessageType{type}, length)) {
    return std::unexpected(header_fault(header_error::bad_length, length_field,
                                        "a message of type " + std::to_string(type) + " cannot be " + std::to_string(length) + " octets long"));
  }
  if (stream.size() < length) return std::nullopt;
  return Frame{.type = MessageType{type}, .whole = stream.first(length), .body = stream.subspan(kHeaderSize, length - kHeaderSize)};
}

Result<std::vector<Frame>> whole_messages(ByteView all) {
  std::vector<Frame> out;
  if (all.size() < kMarkerSize || !is_marker(all.first(kMarkerSize))) return out;
  for (ByteView left = all; !left.empty(); left = left.subspan(out.back().whole.size())) {
    const std::string where = "byte " + std::to_string(all.size() - left.size());
    const auto frame = next_frame(left, kMaxExtendedMessage, true);
    if (!frame) return fail(frame.error().text, where, "every message begins with 16 bytes FF, its length and its type");
    if (!*frame) return fail("the message is cut off: " + std::to_string(left.size()) + " bytes are there, its header announces more", where);
    out.push_back(**frame);
  }
  return out;
}

Notification decode_notification(ByteView body) {
  ByteReader reader(body);
  Notification out{.code = ErrorCode{reader.u8()}, .subcode = reader.u8(), .data = {}};
  const ByteView data = reader.rest();
  out.data.assign(data.begin(), data.end());
  return out;
}

std::expected<RouteRefresh, Fault> decode_route_refresh(ByteView body, const Negotiated& session) {
  if (body.size() == 4) {
    ByteReader reader(body);
    // NOLINTBEGIN(clang-analyzer-optin.core.EnumCastOutOfRange): a family without a name is a value all the same
    const Afi afi{reader.u16()};
    const std::uint8_t subtype = reader.u8();
    return RouteRefresh{.family = {afi, Safi{reader.u8()}}, .subtype = subtype};
    // NOLINTEND(clang-analyzer-optin.core.EnumCastOutOfRange)
  }
  const std::size_t length = body.size() + kHeaderSize;
  std::string text = "a ROUTE-REFRESH cannot be " + std::to_string(length) + " octets long";
  if (!session.enhanced_route_refresh) {
    Bytes field;
    ByteWriter(field).u16(static_cast<std::uint16_t>(length));
    return std::unexpected(header_fault(header_error::bad_length, field, std::move(text)));
  }
  return std::unexpected(Fault{.action = FaultAction::reset_session,
                               .attribute = 0,
                               .notification = {.code = ErrorCode::route_refresh, .subcode = 1, .data = Bytes(body.begin(), body.end())},  // RFC 7313 section 5
                               .text = std::move(text)});
}

void encode_keepalive(Bytes& out) {
  append_message(out, MessageType::keepalive, [] {});
}

void encode_notification(Bytes& out, const Notification& notification) {
  append_message(out, MessageType::notification, [&] {
    const ByteView data(notification.data);
    ByteWriter(out)
        .u8(static_cast<std::uint8_t>(notification.code))
        .u8(notification.subcode)
        .bytes(data.first(std::min(data.size(), kMaxMessage - kHeaderSize - 2)));
  });
}

void encode_route_refresh(Bytes& out, const RouteRefresh& refresh) {
  append_message(out, MessageType::route_refresh, [&] {
    ByteWriter(out).u16(static_cast<std::uint16_t>(refresh.family.afi)).u8(refresh.subtype).u8(static_cast<std::uint8_t>(refresh.family.safi));
  });
}

}  // namespace vigilcast::bgp
