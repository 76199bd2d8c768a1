// Bounded reading and writing of network-order bytes. The reader never looks past its span: it turns bad instead.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace vigilcast {

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<const std::uint8_t>;

// Reads from the front. A read beyond the end returns zero (or an empty view), consumes the rest and makes ok() false for good.
class ByteReader {
 public:
  explicit ByteReader(ByteView data) : data_(data) {}

  std::uint8_t u8() { return static_cast<std::uint8_t>(number(1)); }
  std::uint16_t u16() { return static_cast<std::uint16_t>(number(2)); }
  std::uint32_t u24() { return static_cast<std::uint32_t>(number(3)); }
  std::uint32_t u32() { return static_cast<std::uint32_t>(number(4)); }
  std::uint64_t u64() { return number(8); }
  ByteView take(std::size_t count) {
    if (count > data_.size()) [[unlikely]] {
      ok_ = false;
      data_ = {};
      return {};
    }
    const ByteView field = data_.first(count);
    data_ = data_.subspan(count);
    return field;
  }
  ByteView rest() { return take(data_.size()); }

  [[nodiscard]] ByteView peek() const { return data_; }
  [[nodiscard]] std::size_t remaining() const { return data_.size(); }
  [[nodiscard]] bool empty() const { return data_.empty(); }
  [[nodiscard]] bool ok() const { return ok_; }

 private:
  std::uint64_t number(std::size_t width) {
    std::uint64_t value = 0;
    for (const std::uint8_t byte : take(width)) value = (value << 8) | byte;
    return value;
  }

  ByteView data_;
  bool ok_ = true;
};

// Appends to a buffer that the caller owns, so that messages can share one allocation.
class ByteWriter {
 public:
  explicit ByteWriter(Bytes& out) : out_(out) {}

  ByteWriter& u8(std::uint8_t value);
  ByteWriter& u16(std::uint16_t value);
  ByteWriter& u24(std::uint32_t value);
  ByteWriter& u32(std::uint32_t value);
  ByteWriter& u64(std::uint64_t value);
  ByteWriter& bytes(ByteView value);
  ByteWriter& text(std::string_view value);

  [[nodiscard]] std::size_t size() const { return out_.size(); }

 private:
  Bytes& out_;
};

std::string to_hex(ByteView data);  // upper case, no separators
// Reads hex digits of either case; spaces and colons are skipped. Nothing when a digit is wrong or their number odd.
std::optional<Bytes> from_hex(std::string_view text);

inline ByteView as_bytes(std::string_view text) { return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()}; }
inline std::string_view as_text(ByteView data) { return {reinterpret_cast<const char*>(data.data()), data.size()}; }

}  // namespace vigilcast
