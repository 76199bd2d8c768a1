// A set of dense ids as a bitmap in pages: a bit an id where there are some, nothing where there are none.
#pragma once

#include <bit>
#include <cstdint>
#include <optional>

#include "bgp/rib/paged.h"

namespace vigilcast::bgp {

class IdSet {
 public:
  [[nodiscard]] bool contains(std::uint32_t id) const { return (words_.get(id / kBits) & bit(id)) != 0; }
  void insert(std::uint32_t id) {
    const std::uint64_t word = words_.get(id / kBits);
    if ((word & bit(id)) != 0) return;
    words_.set(id / kBits, word | bit(id));
    ++size_;
  }
  void erase(std::uint32_t id) {
    const std::uint64_t word = words_.get(id / kBits);
    if ((word & bit(id)) == 0) return;
    words_.set(id / kBits, word & ~bit(id));
    --size_;
  }
  void put(std::uint32_t id, bool in) { in ? insert(id) : erase(id); }
  void clear() {
    words_.clear();
    size_ = 0;
  }

  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] bool empty() const { return size_ == 0; }

  // The least id that is not less than `from`.
  [[nodiscard]] std::optional<std::uint32_t> next(std::uint32_t from) const {
    const std::uint64_t rest = words_.get(from / kBits) >> (from % kBits);
    if (rest != 0) return from + static_cast<std::uint32_t>(std::countr_zero(rest));
    const auto word = words_.next(from / kBits + 1);
    if (!word) return std::nullopt;
    return *word * kBits + static_cast<std::uint32_t>(std::countr_zero(words_.get(*word)));
  }

 private:
  static constexpr std::uint32_t kBits = 64;
  static std::uint64_t bit(std::uint32_t id) { return std::uint64_t{1} << (id % kBits); }

  Paged<std::uint64_t, 64> words_;
  std::size_t size_ = 0;
};

}  // namespace vigilcast::bgp
