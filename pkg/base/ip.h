// IP addresses, prefixes and endpoints as small values, printed in canonical form (RFC 5952 for IPv6).
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "pkg/base/bytes.h"
#include "pkg/base/result.h"

namespace vigilcast {

class IpAddress {
 public:
  IpAddress() = default;  // 0.0.0.0

  static IpAddress v4(std::uint32_t host_order);
  static IpAddress v4(ByteView four_bytes);
  static IpAddress v6(ByteView sixteen_bytes);
  static Result<IpAddress> parse(std::string_view text);  // a literal; no names, no zone

  [[nodiscard]] bool is_v4() const { return !is_v6_; }
  [[nodiscard]] bool is_v6() const { return is_v6_; }
  [[nodiscard]] unsigned bits() const { return is_v6_ ? 128 : 32; }
  [[nodiscard]] ByteView bytes() const { return ByteView(bytes_).first(is_v6_ ? 16 : 4); }  // network order
  [[nodiscard]] std::uint32_t to_u32() const;                                               // IPv4, host order

  [[nodiscard]] bool is_unspecified() const;
  [[nodiscard]] bool is_loopback() const;
  [[nodiscard]] bool is_multicast() const;
  [[nodiscard]] bool is_link_local() const;  // 169.254/16, fe80::/10

  [[nodiscard]] std::string to_string() const;

  friend auto operator<=>(const IpAddress&, const IpAddress&) = default;

 private:
  bool is_v6_ = false;
  std::array<std::uint8_t, 16> bytes_{};
};

// An address and a length. parse() refuses host bits; masked() clears them.
struct Prefix {
  IpAddress address;
  std::uint8_t length = 0;

  // "192.0.2.0/24", "2001:db8::/32"; a bare address is a host prefix.
  static Result<Prefix> parse(std::string_view text);
  static Prefix host(const IpAddress& address);

  [[nodiscard]] Prefix masked() const;
  [[nodiscard]] bool contains(const IpAddress& other) const;
  [[nodiscard]] bool contains(const Prefix& other) const;
  [[nodiscard]] std::string to_string() const;

  friend auto operator<=>(const Prefix&, const Prefix&) = default;
};

struct Endpoint {
  IpAddress address;
  std::uint16_t port = 0;

  static Result<Endpoint> parse(std::string_view text);  // "192.0.2.1:80", "[2001:db8::1]:80"
  [[nodiscard]] std::string to_string() const;

  friend auto operator<=>(const Endpoint&, const Endpoint&) = default;
};

}  // namespace vigilcast

template <>
struct std::hash<vigilcast::IpAddress> {
  std::size_t operator()(const vigilcast::IpAddress& address) const noexcept;
};
template <>
struct std::hash<vigilcast::Prefix> {
  std::size_t operator()(const vigilcast::Prefix& prefix) const noexcept;
};
