// The BFD control packet (RFC 5880 section 4): bytes <-> value. What its own bytes can tell against it (section 6.8.6) is refused here, with the reason in
// words; what depends on the session is judged by session.h. Thread: any; nothing is shared. Units: intervals are microseconds on the wire.
#pragma once

#include <chrono>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "pkg/base/bytes.h"

namespace vigilcast::bgp::bfd {

enum class State : std::uint8_t { admin_down, down, init, up };
std::string_view state_name(State state);  // "AdminDown", "Down", "Init", "Up"

// Why the sender left Up (section 4.1). Values that are not assigned yet are kept as they came.
enum class Diagnostic : std::uint8_t {
  none,
  detection_time_expired,
  echo_failed,
  neighbor_signaled_down,
  forwarding_plane_reset,
  path_down,
  concatenated_path_down,
  administratively_down,
  reverse_concatenated_path_down
};
std::string diagnostic_text(Diagnostic diagnostic);  // "control detection time expired"

// Section 4.1, Auth Type. The simple password (1) is not among them: it protects nothing.
enum class AuthenticationType : std::uint8_t { keyed_md5 = 2, meticulous_md5, keyed_sha1, meticulous_sha1 };
std::size_t digest_size(AuthenticationType type);

struct Authentication {
  AuthenticationType type = AuthenticationType::keyed_sha1;
  std::uint8_t key_id = 0;
  std::uint32_t sequence = 0;
  Bytes digest;  // digest_size(type) bytes
  friend bool operator==(const Authentication&, const Authentication&) = default;
};

struct Packet {
  Diagnostic diagnostic = Diagnostic::none;
  State state = State::down;
  bool poll = false;
  bool final = false;
  bool independent = false;  // C: the sender's BFD does not share the fate of its control plane
  bool demand = false;
  std::uint8_t multiplier = 3;
  std::uint32_t my_discriminator = 0;
  std::uint32_t your_discriminator = 0;
  std::chrono::microseconds desired_min_tx{};
  std::chrono::microseconds required_min_rx{};
  std::chrono::microseconds required_min_echo_rx{};
  std::optional<Authentication> authentication;
  friend bool operator==(const Packet&, const Packet&) = default;
};

inline constexpr std::size_t kPacketSize = 24;           // without authentication
inline constexpr std::size_t kDigestOffset = 24 + 8;     // of a packet with authentication

// What follows the length that the packet names is ignored, as the RFC has it.
std::expected<Packet, std::string_view> decode(ByteView datagram);
Bytes encode(const Packet& packet);

}  // namespace vigilcast::bgp::bfd
