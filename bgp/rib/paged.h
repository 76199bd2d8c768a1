// An array over dense ids in which most values may be zero: pages come with their first value and go with their last one, and a page with few values is a
// short list, so that a peer with few routes of many costs little. Values are small integers; zero means none.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace vigilcast::bgp {

template <class T, std::size_t kPage = 1024>
class Paged {
 public:
  [[nodiscard]] T get(std::uint32_t id) const {
    const std::size_t page = id / kPage;
    return page < pages_.size() && pages_[page] ? pages_[page]->get(place_of(id)) : T{};
  }

  void set(std::uint32_t id, T value) {
    const std::size_t page = id / kPage;
    if (page >= pages_.size() || !pages_[page]) {
      if (value == T{}) return;
      if (page >= pages_.size()) pages_.resize(page + 1);
      pages_[page] = std::make_unique<Page>();
    }
    pages_[page]->set(place_of(id), value);
    if (pages_[page]->used == 0) pages_[page].reset();
  }

  void clear() { pages_.clear(); }
  // Of memory, what the allocator adds aside.
  [[nodiscard]] std::size_t bytes() const {
    std::size_t out = pages_.capacity() * sizeof pages_[0];
    for (const auto& page : pages_) {
      if (page) out += sizeof *page + page->places.capacity() * sizeof(Place) + page->values.capacity() * sizeof(T);
    }
    return out;
  }

  // The least index, not less than `from`, whose value is not zero.
  [[nodiscard]] std::optional<std::uint32_t> next(std::uint32_t from) const {
    for (std::size_t page = from / kPage; page < pages_.size(); ++page) {
      if (!pages_[page]) continue;
      const auto place = pages_[page]->next(page == from / kPage ? place_of(from) : Place{0});
      if (place < kPage) return static_cast<std::uint32_t>(page * kPage + place);
    }
    return std::nullopt;
  }

  // visit(id, value) for all that are not zero, ascending; nothing may be set meanwhile.
  template <class Visit>
  void each(Visit visit) const {
    for (std::size_t page = 0; page < pages_.size(); ++page) {
      if (!pages_[page]) continue;
      pages_[page]->each([&](std::size_t place, T value) { visit(static_cast<std::uint32_t>(page * kPage + place), value); });
    }
  }

 private:
  using Place = std::uint16_t;
  static constexpr std::size_t kLongestList = kPage / 8;
  static_assert(kPage <= UINT16_MAX);
  static Place place_of(std::uint32_t id) { return static_cast<Place>(id % kPage); }

  struct Page {
    std::uint32_t used = 0;
    std::vector<Place> places;  // of the values, ascending, in a list; empty: there is a value for each place
    std::vector<T> values;

    [[nodiscard]] bool is_list() const { return values.size() != kPage; }
    [[nodiscard]] std::size_t position(Place place) const { return static_cast<std::size_t>(std::ranges::lower_bound(places, place) - places.begin()); }

    [[nodiscard]] T get(Place place) const {
      if (!is_list()) return values[place];
      const std::size_t at = position(place);
      return at < places.size() && places[at] == place ? values[at] : T{};
    }

    void set(Place place, T value) {
      if (is_list() && !set_in_list(place, value)) spread();
      if (is_list()) return;
      T& old = values[place];
      used += static_cast<std::uint32_t>(value != T{}) - static_cast<std::uint32_t>(old != T{});
      old = value;
    }

    // False: the list is as long as it may be.
    bool set_in_list(Place place, T value) {
      const std::size_t at = places.empty() || places.back() < place ? places.size() : position(place);
      const auto offset = static_cast<std::ptrdiff_t>(at);
      const bool known = at < places.size() && places[at] == place;
      if (known && value != T{}) {
        values[at] = value;
      } else if (known) {
        places.erase(places.begin() + offset);
        values.erase(values.begin() + offset);
      } else if (value != T{}) {
        if (places.size() == kLongestList) return false;
        places.insert(places.begin() + offset, place);
        values.insert(values.begin() + offset, value);
      }
      used = static_cast<std::uint32_t>(places.size());
      return true;
    }

    void spread() {
      std::vector<T> all(kPage);
      for (std::size_t i = 0; i < places.size(); ++i) all[places[i]] = values[i];
      values = std::move(all);
      places = std::vector<Place>();
    }

    [[nodiscard]] std::size_t next(Place from) const {
      if (is_list()) {
        const std::size_t at = position(from);
        return at < places.size() ? places[at] : kPage;
      }
      std::size_t at = from;
      while (at < kPage && values[at] == T{}) ++at;
      return at;
    }

    template <class Visit>
    void each(Visit visit) const {
      for (std::size_t i = 0; i < values.size(); ++i) {
        if (values[i] != T{}) visit(is_list() ? places[i] : i, values[i]);
      }
    }
  };
  std::vector<std::unique_ptr<Page>> pages_;
};

}  // namespace vigilcast::bgp
