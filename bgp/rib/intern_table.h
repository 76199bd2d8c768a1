// Values that are often the same, each once, with a dense number from 1 (0: none). A value stays as long as somebody holds its number.
// Thread: the owner's.
#pragma once

#include <cstdint>
#include <deque>
#include <unordered_set>
#include <utility>
#include <vector>

namespace vigilcast::bgp {

// `Hash` hashes T; T compares.
template <class T, class Hash>
class InternTable {
 public:
  // The number of `value`, and whether it is new; one more holder.
  std::pair<std::uint32_t, bool> hold(T value) {
    if (const auto known = index_.find(value); known != index_.end()) {
      ++row(*known).holders;
      return {*known, false};
    }
    std::uint32_t id = static_cast<std::uint32_t>(rows_.size() + 1);
    if (free_.empty()) {
      rows_.push_back({std::move(value), 1});
    } else {
      id = free_.back();
      free_.pop_back();
      row(id) = {std::move(value), 1};
    }
    index_.insert(id);
    return {id, true};
  }
  void hold(std::uint32_t id) { ++row(id).holders; }
  // True when nobody holds it any more; `last` is what it was.
  bool release(std::uint32_t id, T& last) {
    if (--row(id).holders != 0) return false;
    index_.erase(id);
    last = std::exchange(row(id).value, T{});
    free_.push_back(id);
    return true;
  }
  [[nodiscard]] const T& operator[](std::uint32_t id) const { return rows_[id - 1].value; }
  [[nodiscard]] std::size_t size() const { return index_.size(); }

 private:
  struct Row {
    T value;
    std::uint32_t holders = 0;
  };
  struct HashRow {
    using is_transparent = void;
    const InternTable* table;
    std::size_t operator()(std::uint32_t id) const { return Hash{}((*table)[id]); }
    std::size_t operator()(const T& value) const { return Hash{}(value); }
  };
  struct SameRow {
    using is_transparent = void;
    const InternTable* table;
    bool operator()(std::uint32_t a, std::uint32_t b) const { return a == b; }
    bool operator()(const T& value, std::uint32_t id) const { return value == (*table)[id]; }
    bool operator()(std::uint32_t id, const T& value) const { return value == (*table)[id]; }
  };
  Row& row(std::uint32_t id) { return rows_[id - 1]; }

  std::deque<Row> rows_;
  std::vector<std::uint32_t> free_;
  std::unordered_set<std::uint32_t, HashRow, SameRow> index_{16, HashRow{this}, SameRow{this}};

 public:
  InternTable() = default;
  InternTable(const InternTable&) = delete;
  InternTable& operator=(const InternTable&) = delete;
};

}  // namespace vigilcast::bgp
