#include "pkg/base/bytes.h"

namespace vigilcast {
namespace {

void append(Bytes& out, std::uint64_t value, std::size_t width) {
  for (std::size_t i = width; i-- > 0;) out.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

ByteWriter& ByteWriter::u8(std::uint8_t value) { return append(out_, value, 1), *this; }
ByteWriter& ByteWriter::u16(std::uint16_t value) { return append(out_, value, 2), *this; }
ByteWriter& ByteWriter::u24(std::uint32_t value) { return append(out_, value, 3), *this; }
ByteWriter& ByteWriter::u32(std::uint32_t value) { return append(out_, value, 4), *this; }
ByteWriter& ByteWriter::u64(std::uint64_t value) { return append(out_, value, 8), *this; }

ByteWriter& ByteWriter::bytes(ByteView value) {
  out_.insert(out_.end(), value.begin(), value.end());
  return *this;
}

ByteWriter& ByteWriter::text(std::string_view value) { return bytes(as_bytes(value)); }

std::string to_hex(ByteView data) {
  static constexpr std::string_view digits = "0123456789ABCDEF";
  std::string out;
  out.reserve(data.size() * 2);
  for (const std::uint8_t byte : data) {
    out += digits[byte >> 4];
    out += digits[byte & 15];
  }
  return out;
}

std::optional<Bytes> from_hex(std::string_view text) {
  Bytes out;
  int high = -1;
  for (const char c : text) {
    if (c == ' ' || c == ':' || c == '\n' || c == '\t') continue;
    const int digit = hex_digit(c);
    if (digit < 0) return std::nullopt;
    if (high < 0) {
      high = digit;
    } else {
      out.push_back(static_cast<std::uint8_t>(high * 16 + digit));
      high = -1;
    }
  }
  if (high >= 0) return std::nullopt;
  return out;
}

}  // namespace vigilcast
