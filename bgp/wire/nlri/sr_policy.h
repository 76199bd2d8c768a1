// SR policy (RFC 9830 section 2.1): which candidate path an UPDATE is about. The path itself is in TUNNEL_ENCAPSULATION.
// Wire form: length in bits, distinguisher, colour, endpoint.
#pragma once

#include <cstdint>

#include "bgp/wire/nlri/all.h"
#include "bgp/wire/text_cursor.h"
#include "pkg/base/ip.h"
#include "pkg/base/result.h"

namespace vigilcast::bgp {

extern const FamilyCodec kIpv4SrPolicyCodec;
extern const FamilyCodec kIpv6SrPolicyCodec;

struct SrPolicyRoute {
  std::uint32_t distinguisher = 0;
  std::uint32_t color = 0;
  IpAddress endpoint;  // its address family is the AFI

  friend bool operator==(const SrPolicyRoute&, const SrPolicyRoute&) = default;
};

Nlri sr_policy_nlri(const SrPolicyRoute& route);

// Collects "distinguisher 1", "color 100" and "endpoint 192.0.2.1".
class SrPolicyBuilder {
 public:
  explicit SrPolicyBuilder(Afi afi) : afi_(afi) {}

  static std::span<const std::string_view> keywords();
  Result<void> add(std::string_view keyword, TextCursor& words);
  [[nodiscard]] Result<Nlri> build() const;  // all three are needed

 private:
  Afi afi_;
  std::optional<std::uint32_t> distinguisher_;
  std::optional<std::uint32_t> color_;
  std::optional<IpAddress> endpoint_;
};

}  // namespace vigilcast::bgp
