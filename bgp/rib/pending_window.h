// Pending destinations of one stretch of the table, in groups that share an UPDATE. A group may name destinations that are not pending any more, or not with
// this path: whoever takes them looks. Thread: the owner's.
#pragma once

#include <cstdint>
#include <unordered_map>
#include <vector>

#include "bgp/rib/route_store.h"

namespace vigilcast::bgp {

class PendingWindow {
 public:
  static constexpr std::size_t kLeast = 16384;    // destinations of a window
  static constexpr std::size_t kMost = 1 << 20;   // 8 bytes each, only while they wait

  // Large enough that the UPDATEs of its groups are nearly full, however the attribute sets alternate.
  [[nodiscard]] bool full() const { return ids_.size() >= kMost || (ids_.size() >= kLeast && ids_.size() >= groups_.size() * 1024); }

  void add(DestinationId id, Family family, PathId path);
  void clear();

  [[nodiscard]] bool empty() const { return first_ == groups_.size(); }
  // The first group.
  [[nodiscard]] Family family() const { return groups_[first_].family; }
  [[nodiscard]] PathId path() const { return groups_[first_].path; }
  [[nodiscard]] std::uint32_t begin() const { return groups_[first_].head; }
  [[nodiscard]] static constexpr std::uint32_t end() { return kNone; }
  [[nodiscard]] std::uint32_t next(std::uint32_t at) const { return next_[at]; }
  [[nodiscard]] DestinationId operator[](std::uint32_t at) const { return ids_[at]; }
  void drop_until(std::uint32_t at) { groups_[first_].head = at; }
  void drop_group() { ++first_; }

 private:
  static constexpr std::uint32_t kNone = 0xffffffff;
  struct Group {
    Family family;
    PathId path = 0;
    std::uint32_t head = kNone, tail = kNone;
  };
  Group& group_of(Family family, PathId path);

  std::vector<DestinationId> ids_;
  std::vector<std::uint32_t> next_;  // of the same group
  std::vector<Group> groups_;
  std::unordered_map<std::uint64_t, std::uint32_t> index_;  // by family and path, while there are several groups
  std::size_t first_ = 0;
  std::uint32_t last_ = 0;  // the group of the last one added
};

}  // namespace vigilcast::bgp
