// How single words of exabgp.conf read as values. Each error names the word and what would be right.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "bgp/wire/capability.h"
#include "pkg/base/ip.h"
#include "pkg/base/result.h"
#include "pkg/base/tcp_ao_key.h"
#include "pkg/model/process.h"

namespace vigilcast::exabgp::conf {

inline constexpr std::size_t kLongestPassword = 80;   // TCP_MD5SIG_MAXKEYLEN, TCP_AO_MAXKEYLEN
inline constexpr std::size_t kLongestHostName = 255;  // of the capability, which has one octet for the length

// A value, or the word `auto`.
template <class T>
struct OrAuto {
  bool automatic = false;
  T value{};
};

// An address, or a range of them (for passive neighbors).
struct PeerAddress {
  IpAddress address;
  std::uint8_t length = 0;
  [[nodiscard]] bool is_range() const { return length != address.bits(); }
};

Result<bool> read_boolean(std::string_view word);             // true enable enabled yes / false disable disabled no
Result<OrAuto<bool>> read_auto_boolean(std::string_view word);
Result<std::uint32_t> read_as_number(std::string_view word);  // 65001, 1.10
Result<OrAuto<std::uint32_t>> read_as_or_auto(std::string_view word);
Result<std::uint16_t> read_port(std::string_view word);       // 1 to 65535
Result<std::uint16_t> read_hold_time(std::string_view word);
Result<std::optional<std::uint8_t>> read_ttl(std::string_view word);  // nothing: `disable`
Result<std::uint32_t> read_rate_limit(std::string_view word); // 0: `disable`
Result<std::uint16_t> read_restart_time(std::string_view word);
Result<std::uint16_t> read_paths_limit(std::string_view word);
Result<std::optional<bgp::AddPathMode>> read_add_path(std::string_view word);
Result<IpAddress> read_address(std::string_view word);
Result<IpAddress> read_link_local(std::string_view word);      // fe80::/10
Result<IpAddress> read_router_id(std::string_view word);
Result<OrAuto<IpAddress>> read_local_address(std::string_view word);
Result<PeerAddress> read_peer_address(std::string_view word);
Result<std::string> read_interface(std::string_view word);    // 1 to 15 characters
bool is_name(std::string_view word);                           // of a template or an api section: letters, digits, . - and _
Result<std::string> read_text(std::string_view word);
Result<std::string> read_host_name(std::string_view word);
Result<model::Encoder> read_encoder(std::string_view word);
std::string_view tcp_ao_algorithm_word(TcpAoAlgorithm algorithm);
Result<std::string> decode_base64(std::string_view text);     // RFC 4648 section 4; padding may be missing

}  // namespace vigilcast::exabgp::conf
