// An array over dense ids in which most values may be zero: pages come with their first value and go with their last one, so that a peer with few routes of
// many costs little. Values are small integers; zero means none.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace vigilcast::bgp {

template <class T, std::size_t kPage = 1024>
class Paged {
 public:
  [[nodiscard]] T get(std::uint32_t id) const {
    const std::size_t page = id / kPage;
    return page < pages_.size() && pages_[page] ? pages_[page]->values[id % kPage] : T{};
  }

  void set(std::uint32_t id, T value) {
    const std::size_t page = id / kPage;
    if (page >= pages_.size() || !pages_[page]) {
      if (value == T{}) return;
      if (page >= pages_.size()) pages_.resize(page + 1);
      pages_[page] = std::make_unique<Page>();
    }
    Page& in = *pages_[page];
    T& place = in.values[id % kPage];
    in.used += static_cast<std::uint32_t>(value != T{}) - static_cast<std::uint32_t>(place != T{});
    place = value;
    if (in.used == 0) pages_[page].reset();
  }

  void clear() { pages_.clear(); }

  // The least index, not less than `from`, whose value is not zero.
  [[nodiscard]] std::optional<std::uint32_t> next(std::uint32_t from) const {
    for (std::size_t page = from / kPage; page < pages_.size(); ++page) {
      if (!pages_[page]) continue;
      for (std::size_t i = page == from / kPage ? from % kPage : 0; i < kPage; ++i) {
        if (pages_[page]->values[i] != T{}) return static_cast<std::uint32_t>(page * kPage + i);
      }
    }
    return std::nullopt;
  }

  // visit(id, value) for all that are not zero, ascending; nothing may be set meanwhile.
  template <class Visit>
  void each(Visit visit) const {
    for (std::size_t page = 0; page < pages_.size(); ++page) {
      if (!pages_[page]) continue;
      for (std::size_t i = 0; i < kPage; ++i) {
        if (const T value = pages_[page]->values[i]; value != T{}) visit(static_cast<std::uint32_t>(page * kPage + i), value);
      }
    }
  }

 private:
  struct Page {
    std::uint32_t used = 0;
    std::array<T, kPage> values{};
  };
  std::vector<std::unique_ptr<Page>> pages_;
};

}  // namespace vigilcast::bgp
