// The peers that were made because somebody called from a range, and when they went. One that is gone is remembered for a while, so that its end can be
// looked at and its return is no new story; then it is forgotten. Pure bookkeeping; the engine makes and removes the peers themselves.
#pragma once

#include <map>
#include <optional>
#include <vector>

#include "bgp/engine/event.h"
#include "pkg/base/time.h"

namespace vigilcast::bgp {

class Members {
 public:
  static constexpr Duration kRemembered = std::chrono::minutes(5);

  void add(PeerId member, PeerId range) { members_[member] = {range, std::nullopt}; }
  void remove(PeerId member) { members_.erase(member); }
  void connected(PeerId member, bool is, Instant now);  // no-op for peers that are no members

  [[nodiscard]] std::optional<PeerId> range_of(PeerId member) const;
  [[nodiscard]] std::vector<PeerId> of(PeerId range) const;
  [[nodiscard]] std::size_t count(PeerId range) const;
  [[nodiscard]] std::optional<PeerId> longest_gone(PeerId range) const;
  [[nodiscard]] std::optional<Instant> next_deadline() const;
  [[nodiscard]] std::vector<PeerId> to_forget(Instant now) const;

 private:
  struct Member {
    PeerId range = 0;
    std::optional<Instant> gone;
  };
  std::map<PeerId, Member> members_;
};

}  // namespace vigilcast::bgp
