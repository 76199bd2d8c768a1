// An immutable-size byte string that keeps up to 22 bytes inside itself: every IPv4 and IPv6 prefix fits.
#pragma once

#include <compare>
#include <cstdint>
#include <cstring>
#include <functional>
#include <string_view>
#include <utility>

#include "pkg/base/bytes.h"

namespace vigilcast {

class SmallBytes {
 public:
  SmallBytes() = default;
  explicit SmallBytes(ByteView data) { fill(data); }
  SmallBytes(const SmallBytes& other) { fill(other.view()); }
  SmallBytes(SmallBytes&& other) noexcept { swap(other); }
  SmallBytes& operator=(SmallBytes other) noexcept {
    swap(other);
    return *this;
  }
  ~SmallBytes() { release(); }

  void assign(ByteView data) {  // not a view of itself
    release();
    fill(data);
  }
  [[nodiscard]] ByteView view() const { return {size_ <= kInside ? inside_ : heap(), size_}; }
  [[nodiscard]] std::size_t size() const { return size_; }

  friend bool operator==(const SmallBytes& a, const SmallBytes& b) { return as_text(a.view()) == as_text(b.view()); }
  friend std::strong_ordering operator<=>(const SmallBytes& a, const SmallBytes& b) { return as_text(a.view()) <=> as_text(b.view()); }

 private:
  static constexpr std::size_t kInside = 22;

  [[nodiscard]] std::uint8_t* heap() const {
    std::uint8_t* out = nullptr;
    std::memcpy(&out, inside_, sizeof out);
    return out;
  }
  void fill(ByteView data) {
    std::uint8_t* to = inside_;
    if (data.size() > kInside) {
      to = new std::uint8_t[data.size()];
      std::memcpy(inside_, &to, sizeof to);
    }
    size_ = static_cast<std::uint16_t>(data.size());
    if (size_ != 0) std::memcpy(to, data.data(), size_);
  }
  void release() {
    if (size_ > kInside) delete[] heap();
    size_ = 0;
  }
  void swap(SmallBytes& other) noexcept {
    std::uint8_t keep[kInside];
    std::memcpy(keep, inside_, kInside);
    std::memcpy(inside_, other.inside_, kInside);
    std::memcpy(other.inside_, keep, kInside);
    std::swap(size_, other.size_);
  }

  std::uint8_t inside_[kInside] = {};  // the bytes, or a pointer to them when size_ > kInside
  std::uint16_t size_ = 0;             // an NLRI is at most 4,095 bytes (RFC 8955)
};

}  // namespace vigilcast

template <>
struct std::hash<vigilcast::SmallBytes> {
  std::size_t operator()(const vigilcast::SmallBytes& bytes) const noexcept { return std::hash<std::string_view>{}(vigilcast::as_text(bytes.view())); }
};
