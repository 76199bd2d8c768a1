#include "pkg/base/ip.h"

#include <arpa/inet.h>

#include <algorithm>
#include <span>

#include "pkg/base/text.h"

namespace vigilcast {
namespace {

// By the rules of inet_pton: four numbers without leading zeros. Not by inet_pton, because files may have millions of them.
bool parse_v4(std::string_view text, std::span<std::uint8_t, 4> out) {
  std::size_t at = 0;
  for (std::size_t octet = 0; octet < 4; ++octet) {
    if (octet != 0 && (at == text.size() || text[at++] != '.')) return false;
    const std::size_t start = at;
    unsigned value = 0;
    for (; at < text.size() && at - start < 3 && text[at] >= '0' && text[at] <= '9'; ++at) value = value * 10 + static_cast<unsigned>(text[at] - '0');
    if (at == start || value > 255 || (text[start] == '0' && at - start > 1)) return false;
    out[octet] = static_cast<std::uint8_t>(value);
  }
  return at == text.size();
}

}  // namespace

IpAddress IpAddress::v4(std::uint32_t host_order) {
  IpAddress out;
  for (unsigned i = 0; i < 4; ++i) out.bytes_[i] = static_cast<std::uint8_t>(host_order >> (24 - 8 * i));
  return out;
}

IpAddress IpAddress::v4(ByteView four_bytes) {
  IpAddress out;
  std::ranges::copy(four_bytes.first(4), out.bytes_.begin());
  return out;
}

IpAddress IpAddress::v6(ByteView sixteen_bytes) {
  IpAddress out;
  out.is_v6_ = true;
  std::ranges::copy(sixteen_bytes.first(16), out.bytes_.begin());
  return out;
}

Result<IpAddress> IpAddress::parse(std::string_view text) {
  IpAddress out;
  if (parse_v4(text, std::span(out.bytes_).first<4>())) return out;
  const std::string copy(text);
  out.bytes_ = {};
  out.is_v6_ = true;
  if (inet_pton(AF_INET6, copy.c_str(), out.bytes_.data()) == 1 && copy.find('\0') == std::string::npos) return out;
  return fail("'" + copy + "' is not an IP address");
}

std::uint32_t IpAddress::to_u32() const {
  std::uint32_t out = 0;
  for (const std::uint8_t byte : bytes().first(4)) out = (out << 8) | byte;
  return out;
}

bool IpAddress::is_unspecified() const {
  return std::ranges::all_of(bytes(), [](std::uint8_t byte) { return byte == 0; });
}

bool IpAddress::is_loopback() const {
  if (is_v4()) return bytes_[0] == 127;
  return bytes_[15] == 1 && std::ranges::all_of(ByteView(bytes_).first(15), [](std::uint8_t byte) { return byte == 0; });
}

bool IpAddress::is_multicast() const { return is_v4() ? (bytes_[0] & 0xf0) == 0xe0 : bytes_[0] == 0xff; }

bool IpAddress::is_link_local() const { return is_v4() ? bytes_[0] == 169 && bytes_[1] == 254 : bytes_[0] == 0xfe && (bytes_[1] & 0xc0) == 0x80; }

std::string IpAddress::to_string() const {
  std::array<char, INET6_ADDRSTRLEN> buffer{};
  if (is_v6_) {
    inet_ntop(AF_INET6, bytes_.data(), buffer.data(), buffer.size());
    return buffer.data();
  }
  char* at = buffer.data();
  for (unsigned i = 0; i < 4; ++i) {
    if (i != 0) *at++ = '.';
    at = std::to_chars(at, buffer.data() + buffer.size(), bytes_[i]).ptr;
  }
  return {buffer.data(), at};
}

Result<Prefix> Prefix::parse(std::string_view text) {
  const auto slash = text.find('/');
  const auto address = IpAddress::parse(text.substr(0, slash));
  if (!address) return fail("'" + std::string(text) + "' is not a prefix", "", "write it as 192.0.2.0/24 or 2001:db8::/32");
  if (slash == std::string_view::npos) return host(*address);
  const auto length = parse_number<std::uint8_t>(text.substr(slash + 1));
  if (!length || *length > address->bits()) {
    return fail("the prefix length of '" + std::string(text) + "' is not a number from 0 to " + std::to_string(address->bits()));
  }
  const Prefix out{*address, *length};
  if (out.masked() != out) { return fail("'" + std::string(text) + "' has host bits set", "", "the network is " + out.masked().to_string()); }
  return out;
}

Prefix Prefix::host(const IpAddress& address) { return {address, static_cast<std::uint8_t>(address.bits())}; }

Prefix Prefix::masked() const {
  std::array<std::uint8_t, 16> bytes{};
  const ByteView from = address.bytes();
  for (unsigned i = 0; i < from.size(); ++i) {
    const unsigned kept = length > 8 * i ? std::min(8U, length - 8 * i) : 0;
    bytes[i] = static_cast<std::uint8_t>(from[i] & (0xff00U >> kept));
  }
  return {address.is_v6() ? IpAddress::v6(bytes) : IpAddress::v4(ByteView(bytes)), length};
}

bool Prefix::contains(const IpAddress& other) const { return other.is_v6() == address.is_v6() && Prefix{other, length}.masked() == masked(); }

bool Prefix::contains(const Prefix& other) const { return other.length >= length && contains(other.address); }

std::string Prefix::to_string() const { return address.to_string() + "/" + std::to_string(length); }

Result<Endpoint> Endpoint::parse(std::string_view text) {
  const auto bad = [&] { return fail("'" + std::string(text) + "' is not ADDRESS:PORT", "", "write it as 192.0.2.1:80 or [2001:db8::1]:80"); };
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos) return bad();
  std::string_view host = text.substr(0, colon);
  const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
  if (bracketed) host = host.substr(1, host.size() - 2);
  const auto address = IpAddress::parse(host);
  const auto port = parse_number<std::uint16_t>(text.substr(colon + 1));
  if (!address || !port || address->is_v6() != bracketed) return bad();
  return Endpoint{*address, *port};
}

std::string Endpoint::to_string() const {
  const std::string host = address.is_v6() ? "[" + address.to_string() + "]" : address.to_string();
  return host + ":" + std::to_string(port);
}

}  // namespace vigilcast

std::size_t std::hash<vigilcast::IpAddress>::operator()(const vigilcast::IpAddress& address) const noexcept {
  return std::hash<std::string_view>{}(vigilcast::as_text(address.bytes()));
}

std::size_t std::hash<vigilcast::Prefix>::operator()(const vigilcast::Prefix& prefix) const noexcept {
  return std::hash<vigilcast::IpAddress>{}(prefix.address) * 131 + prefix.length;
}
