#include "bgp/engine/members.h"

#include <algorithm>

namespace vigilcast::bgp {

void Members::connected(PeerId member, bool is, Instant now) {
  const auto found = members_.find(member);
  if (found == members_.end()) return;
  if (is) found->second.gone.reset();
  if (!is && !found->second.gone) found->second.gone = now;
}

std::optional<PeerId> Members::range_of(PeerId member) const {
  const auto found = members_.find(member);
  if (found == members_.end()) return std::nullopt;
  return found->second.range;
}

std::vector<PeerId> Members::of(PeerId range) const {
  std::vector<PeerId> out;
  for (const auto& [id, member] : members_) {
    if (member.range == range) out.push_back(id);
  }
  return out;
}

std::size_t Members::count(PeerId range) const {
  return static_cast<std::size_t>(std::ranges::count_if(members_, [range](const auto& entry) { return entry.second.range == range; }));
}

std::optional<PeerId> Members::longest_gone(PeerId range) const {
  std::optional<std::pair<Instant, PeerId>> out;
  for (const auto& [id, member] : members_) {
    if (member.range == range && member.gone && (!out || *member.gone < out->first)) out = {*member.gone, id};
  }
  if (!out) return std::nullopt;
  return out->second;
}

std::optional<Instant> Members::next_deadline() const {
  std::optional<Instant> out;
  for (const auto& [id, member] : members_) {
    if (member.gone) out = earlier(out, *member.gone + kRemembered);
  }
  return out;
}

std::vector<PeerId> Members::to_forget(Instant now) const {
  std::vector<PeerId> out;
  for (const auto& [id, member] : members_) {
    if (member.gone && *member.gone + kRemembered <= now) out.push_back(id);
  }
  return out;
}

}  // namespace vigilcast::bgp
