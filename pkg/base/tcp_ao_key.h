// One key of a TCP-AO keychain (RFC 5925). Both ends have the same identifiers, crossed: what one sends with, the other receives with.
#pragma once

#include <cstdint>
#include <string>

namespace vigilcast {

enum class TcpAoAlgorithm : std::uint8_t { hmac_sha1, aes_128_cmac, hmac_sha256 };  // the two of RFC 5926 and one more, all cut to 96 bits

struct TcpAoKey {
  std::uint8_t send_id = 0;
  std::uint8_t receive_id = 0;
  TcpAoAlgorithm algorithm = TcpAoAlgorithm::hmac_sha1;
  std::string secret;  // at most 80 bytes

  friend bool operator==(const TcpAoKey&, const TcpAoKey&) = default;
};

}  // namespace vigilcast
