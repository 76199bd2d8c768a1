#include "bgp/bfd/authentication.h"

#include <algorithm>

namespace vigilcast::bgp::bfd {
namespace {

bool is_meticulous(AuthenticationType type) { return type == AuthenticationType::meticulous_md5 || type == AuthenticationType::meticulous_sha1; }
bool is_md5(AuthenticationType type) { return type == AuthenticationType::keyed_md5 || type == AuthenticationType::meticulous_md5; }

// Does not tell by its duration how much was right.
bool equal(ByteView a, ByteView b) {
  unsigned difference = a.size() == b.size() ? 0 : 1;
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) difference |= static_cast<unsigned>(a[i]) ^ b[i];
  return difference == 0;
}

}  // namespace

// Over the whole packet, with the secret where the digest will be.
Bytes Authenticator::digest(Bytes packet) const {
  const std::size_t size = digest_size(key_.type);
  std::fill_n(packet.begin() + kDigestOffset, size, std::uint8_t{0});
  std::copy_n(key_.secret.begin(), std::min(key_.secret.size(), size), packet.begin() + kDigestOffset);
  return is_md5(key_.type) ? digests_.md5(packet) : digests_.sha1(packet);
}

// A number for every packet serves all four types: those that are not meticulous allow it.
Bytes Authenticator::sign(Packet packet) {
  packet.authentication = Authentication{key_.type, key_.id, next_sequence_++, Bytes(digest_size(key_.type))};
  Bytes out = encode(packet);
  std::ranges::copy(digest(out), out.begin() + kDigestOffset);
  return out;
}

// Circular: from the last one, or the one after it, up to three times the multiplier further.
bool Authenticator::in_sequence(std::uint32_t sequence, std::uint8_t multiplier) const {
  if (!last_seen_) return true;
  const std::uint32_t ahead = sequence - *last_seen_;
  return ahead >= (is_meticulous(key_.type) ? 1U : 0U) && ahead <= 3U * multiplier;
}

std::optional<std::string_view> Authenticator::check(const Packet& packet, ByteView datagram) {
  if (!packet.authentication) return "not authenticated, but authentication is configured here";
  const Authentication& section = *packet.authentication;
  if (section.type != key_.type) return "authenticated by another method than is configured here";
  if (section.key_id != key_.id) return "authenticated with another key id than is configured here";
  if (!in_sequence(section.sequence, packet.multiplier)) return "its sequence number is out of order: an old packet, played again?";
  const ByteView signed_part = datagram.first(datagram[3]);
  if (!equal(section.digest, digest(Bytes(signed_part.begin(), signed_part.end())))) return "its digest is wrong: is the secret the same on both sides?";
  last_seen_ = section.sequence;
  return std::nullopt;
}

}  // namespace vigilcast::bgp::bfd
