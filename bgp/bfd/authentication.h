// Keyed MD5 and SHA1 of BFD packets (RFC 5880 sections 6.7.3 and 6.7.4). The digests themselves are handed in: this folder links no cryptography.
// A packet counts when its key id and digest are right and its sequence number is not behind what was seen. Thread: its owner's.
#pragma once

#include <array>
#include <functional>
#include <optional>

#include "bgp/bfd/packet.h"

namespace vigilcast::bgp::bfd {

// What the digest of these bytes is: 16 bytes of MD5, 20 of SHA1.
struct Digests {
  std::function<Bytes(ByteView)> md5;
  std::function<Bytes(ByteView)> sha1;
};

struct Key {
  AuthenticationType type = AuthenticationType::keyed_sha1;
  std::uint8_t id = 1;
  Bytes secret;  // at most digest_size(type) bytes
  friend bool operator==(const Key&, const Key&) = default;
};

// One direction each way: our sequence numbers, and what is known of the peer's.
class Authenticator {
 public:
  Authenticator(Key key, Digests digests, std::uint32_t first_sequence) : key_(std::move(key)), digests_(std::move(digests)), next_sequence_(first_sequence) {}

  [[nodiscard]] const Key& key() const { return key_; }
  Bytes sign(Packet packet);
  // Nothing: the packet is the peer's. Otherwise why it is not believed; nothing is remembered of it then.
  std::optional<std::string_view> check(const Packet& packet, ByteView datagram);
  void forget() { last_seen_.reset(); }  // nothing was heard for twice the detection time: the peer may have begun anew

 private:
  [[nodiscard]] Bytes digest(Bytes packet) const;
  [[nodiscard]] bool in_sequence(std::uint32_t sequence, std::uint8_t multiplier) const;

  Key key_;
  Digests digests_;
  std::uint32_t next_sequence_;
  std::optional<std::uint32_t> last_seen_;
};

}  // namespace vigilcast::bgp::bfd
