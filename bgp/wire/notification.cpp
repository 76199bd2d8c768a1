#include "bgp/wire/notification.h"

#include <algorithm>
#include <array>

#include "pkg/base/text.h"

namespace vigilcast::bgp {
namespace {

struct CodeName {
  ErrorCode code;
  std::string_view name;
};
constexpr std::array kCodes{
    CodeName{ErrorCode::message_header, "Message Header Error"},
    CodeName{ErrorCode::open_message, "OPEN Message Error"},
    CodeName{ErrorCode::update_message, "UPDATE Message Error"},
    CodeName{ErrorCode::hold_timer_expired, "Hold Timer Expired"},
    CodeName{ErrorCode::finite_state_machine, "Finite State Machine Error"},
    CodeName{ErrorCode::cease, "Cease"},
    CodeName{ErrorCode::route_refresh, "ROUTE-REFRESH Message Error"},
    CodeName{ErrorCode::send_hold_timer, "Send Hold Timer Expired"},
};

// The IANA registry's names.
struct SubcodeName {
  ErrorCode code;
  std::uint8_t subcode;
  std::string_view name;
};
constexpr std::array kSubcodes{
    SubcodeName{ErrorCode::message_header, 1, "Connection Not Synchronized"},
    SubcodeName{ErrorCode::message_header, 2, "Bad Message Length"},
    SubcodeName{ErrorCode::message_header, 3, "Bad Message Type"},
    SubcodeName{ErrorCode::open_message, 1, "Unsupported Version Number"},
    SubcodeName{ErrorCode::open_message, 2, "Bad Peer AS"},
    SubcodeName{ErrorCode::open_message, 3, "Bad BGP Identifier"},
    SubcodeName{ErrorCode::open_message, 4, "Unsupported Optional Parameter"},
    SubcodeName{ErrorCode::open_message, 6, "Unacceptable Hold Time"},
    SubcodeName{ErrorCode::open_message, 7, "Unsupported Capability"},
    SubcodeName{ErrorCode::open_message, 8, "Grouping Conflict"},
    SubcodeName{ErrorCode::open_message, 9, "Grouping Required"},
    SubcodeName{ErrorCode::open_message, 10, "Capability Value Mismatch"},
    SubcodeName{ErrorCode::open_message, 11, "Role Mismatch"},
    SubcodeName{ErrorCode::update_message, 1, "Malformed Attribute List"},
    SubcodeName{ErrorCode::update_message, 2, "Unrecognized Well-known Attribute"},
    SubcodeName{ErrorCode::update_message, 3, "Missing Well-known Attribute"},
    SubcodeName{ErrorCode::update_message, 4, "Attribute Flags Error"},
    SubcodeName{ErrorCode::update_message, 5, "Attribute Length Error"},
    SubcodeName{ErrorCode::update_message, 6, "Invalid ORIGIN Attribute"},
    SubcodeName{ErrorCode::update_message, 8, "Invalid NEXT_HOP Attribute"},
    SubcodeName{ErrorCode::update_message, 9, "Optional Attribute Error"},
    SubcodeName{ErrorCode::update_message, 10, "Invalid Network Field"},
    SubcodeName{ErrorCode::update_message, 11, "Malformed AS_PATH"},
    SubcodeName{ErrorCode::finite_state_machine, 1, "Receive Unexpected Message in OpenSent State"},
    SubcodeName{ErrorCode::finite_state_machine, 2, "Receive Unexpected Message in OpenConfirm State"},
    SubcodeName{ErrorCode::finite_state_machine, 3, "Receive Unexpected Message in Established State"},
    SubcodeName{ErrorCode::cease, 1, "Maximum Number of Prefixes Reached"},
    SubcodeName{ErrorCode::cease, 2, "Administrative Shutdown"},
    SubcodeName{ErrorCode::cease, 3, "Peer De-configured"},
    SubcodeName{ErrorCode::cease, 4, "Administrative Reset"},
    SubcodeName{ErrorCode::cease, 5, "Connection Rejected"},
    SubcodeName{ErrorCode::cease, 6, "Other Configuration Change"},
    SubcodeName{ErrorCode::cease, 7, "Connection Collision Resolution"},
    SubcodeName{ErrorCode::cease, 8, "Out of Resources"},
    SubcodeName{ErrorCode::cease, 9, "Hard Reset"},
    SubcodeName{ErrorCode::cease, 10, "BFD Down"},
    SubcodeName{ErrorCode::route_refresh, 1, "Invalid Message Length"},
};

std::string describe(ErrorCode code, std::uint8_t subcode) {
  const auto* found = std::ranges::find(kCodes, code, &CodeName::code);
  std::string out = found == kCodes.end() ? "code " + std::to_string(static_cast<unsigned>(code)) : std::string(found->name);
  const auto* detail = std::ranges::find_if(kSubcodes, [&](const SubcodeName& row) { return row.code == code && row.subcode == subcode; });
  if (detail != kSubcodes.end()) {
    out += " - " + std::string(detail->name);
  } else if (subcode != 0) {
    out += " - subcode " + std::to_string(subcode);
  }
  return out;
}

// The longest start of `text` that fits and does not cut a UTF-8 sequence.
std::string_view cut(std::string_view text, std::size_t most) {
  if (text.size() <= most) return text;
  while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xc0) == 0x80) --most;
  return text.substr(0, most);
}

}  // namespace

Notification Notification::cease_with_text(std::uint8_t subcode, std::string_view text) {
  Notification out{.code = ErrorCode::cease, .subcode = subcode, .data = {}};
  const std::string_view kept = cut(text, 255);
  if (!kept.empty()) ByteWriter(out.data).u8(static_cast<std::uint8_t>(kept.size())).text(kept);
  return out;
}

Notification Notification::hardened() const {
  if (is_hard_reset()) return *this;
  Notification out{.code = ErrorCode::cease, .subcode = cease::hard_reset, .data = {}};
  ByteWriter(out.data).u8(static_cast<std::uint8_t>(code)).u8(subcode).bytes(data);
  return out;
}

std::string Notification::to_string() const {
  std::string out = describe(code, subcode);
  // A hard reset wraps the reason (RFC 8538 section 3); one level only, whatever the peer nests.
  if (code == ErrorCode::cease && subcode == cease::hard_reset && data.size() >= 2) out += " (" + describe(ErrorCode{data[0]}, data[1]) + ")";
  return out;
}

std::string Notification::communication() const {
  ByteView text(data);
  std::uint8_t reason = subcode;
  if (code != ErrorCode::cease) return {};
  if (subcode == cease::hard_reset && text.size() >= 2 && ErrorCode{text[0]} == ErrorCode::cease) {
    reason = text[1];
    text = text.subspan(2);
  }
  if (reason != cease::admin_shutdown && reason != cease::admin_reset) return {};
  if (text.empty() || text[0] > text.size() - 1) return {};
  return printable(as_text(text.subspan(1, text[0])));
}

}  // namespace vigilcast::bgp
