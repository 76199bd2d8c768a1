#include "bgp/rib/pending_window.h"

namespace vigilcast::bgp {

void PendingWindow::add(DestinationId id, Family family, PathId path) {
  Group& group = group_of(family, path);
  const auto at = static_cast<std::uint32_t>(ids_.size());
  ids_.push_back(id);
  next_.push_back(kNone);
  (group.tail == kNone ? group.head : next_[group.tail]) = at;
  group.tail = at;
}

void PendingWindow::clear() {
  ids_.clear();
  next_.clear();
  groups_.clear();
  index_.clear();
  first_ = 0;
}

PendingWindow::Group& PendingWindow::group_of(Family family, PathId path) {
  if (!groups_.empty() && groups_[last_].path == path && groups_[last_].family == family) return groups_[last_];
  const std::uint64_t key = (static_cast<std::uint64_t>(family.afi) << 40 | static_cast<std::uint64_t>(family.safi) << 32) ^ path;
  const auto [known, is_new] = index_.try_emplace(key, static_cast<std::uint32_t>(groups_.size()));
  if (is_new) groups_.push_back({family, path, kNone, kNone});
  last_ = known->second;
  return groups_[last_];
}

}  // namespace vigilcast::bgp
