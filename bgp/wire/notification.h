// NOTIFICATION (RFC 4271 section 4.5): codes, subcodes and the shutdown communication (RFC 9003).
#pragma once

#include <cstdint>
#include <string>

#include "pkg/base/bytes.h"

namespace vigilcast::bgp {

enum class ErrorCode : std::uint8_t {
  message_header = 1,
  open_message = 2,
  update_message = 3,
  hold_timer_expired = 4,
  finite_state_machine = 5,
  cease = 6,
  route_refresh = 7,   // RFC 7313
  send_hold_timer = 8  // RFC 9687
};

namespace header_error {
inline constexpr std::uint8_t not_synchronized = 1, bad_length = 2, bad_type = 3;
}
namespace open_error {
inline constexpr std::uint8_t unspecific = 0, unsupported_version = 1, bad_peer_as = 2, bad_identifier = 3, unsupported_parameter = 4,
                              unacceptable_hold_time = 6, unsupported_capability = 7, grouping_conflict = 8, grouping_required = 9, role_mismatch = 11;
}
namespace update_error {
inline constexpr std::uint8_t malformed_attributes = 1, unrecognized_well_known = 2, missing_well_known = 3, attribute_flags = 4, attribute_length = 5,
                              invalid_origin = 6, invalid_next_hop = 8, optional_attribute = 9, invalid_network = 10, malformed_as_path = 11;
}
namespace fsm_error {  // RFC 6608
inline constexpr std::uint8_t in_open_sent = 1, in_open_confirm = 2, in_established = 3;
}
namespace cease {  // RFC 4486
inline constexpr std::uint8_t max_prefixes = 1, admin_shutdown = 2, peer_deconfigured = 3, admin_reset = 4, connection_rejected = 5, config_change = 6,
                              collision = 7, out_of_resources = 8, hard_reset = 9, bfd_down = 10;
}

struct Notification {
  ErrorCode code = ErrorCode::cease;
  std::uint8_t subcode = 0;
  Bytes data;

  // Cease / Administrative Shutdown or Reset with a text of at most 255 bytes (RFC 9003), cut at a UTF-8 border.
  static Notification cease_with_text(std::uint8_t subcode, std::string_view text);

  // The same reason inside a Cease / Hard Reset (RFC 8538 section 3), which ends the routes with the session. One level: a hard reset stays as it is.
  [[nodiscard]] Notification hardened() const;
  [[nodiscard]] bool is_hard_reset() const { return code == ErrorCode::cease && subcode == cease::hard_reset; }

  // "Cease - Administrative Reset"; unknown numbers are printed: "Cease - subcode 77".
  [[nodiscard]] std::string to_string() const;
  // The shutdown communication of a Cease 2 or 4, made printable; empty when there is none or it is malformed.
  [[nodiscard]] std::string communication() const;

  friend bool operator==(const Notification&, const Notification&) = default;
};

}  // namespace vigilcast::bgp
