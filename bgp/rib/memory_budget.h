// How many bytes something may take, and how many it does: a share of a whole that has a limit of its own. Counted, not measured. Thread: the owner's.
#pragma once

#include <cstddef>
#include <cstdint>

namespace vigilcast::bgp {

class MemoryBudget {
 public:
  explicit MemoryBudget(std::size_t most = SIZE_MAX, MemoryBudget* whole = nullptr) : most_(most), whole_(whole) {}

  void limit(std::size_t most) { most_ = most; }  // for what is taken from now on
  [[nodiscard]] bool has_room(std::size_t bytes) const { return used_ + bytes <= most_ && (whole_ == nullptr || whole_->has_room(bytes)); }
  void take(std::size_t bytes) {
    used_ += bytes;
    if (whole_ != nullptr) whole_->take(bytes);
  }
  void give_back(std::size_t bytes) {
    used_ -= bytes;
    if (whole_ != nullptr) whole_->give_back(bytes);
  }
  [[nodiscard]] std::size_t used() const { return used_; }

 private:
  std::size_t most_;
  std::size_t used_ = 0;
  MemoryBudget* whole_;
};

}  // namespace vigilcast::bgp
