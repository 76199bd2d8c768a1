#include "bgp/engine/update_group.h"

#include <algorithm>

namespace vigilcast::bgp {

ExportKey export_key(const Negotiated& session, const SelfAddresses& self, bool group_updates) {
  ExportKey out{.session = session, .self = self, .group_updates = group_updates};
  out.session.peer_as = session.ibgp() ? session.local_as : 0;
  out.session.local_id = out.session.peer_id = {};
  out.session.hold_time = 0;
  out.session.route_refresh = out.session.enhanced_route_refresh = false;
  out.session.add_path_receive.clear();
  out.session.paths_limit.clear();
  out.session.multi_session = false;
  out.session.graceful_restart = out.session.restart_notification = out.session.long_lived_restart = out.session.bfd_strict = false;
  return out;
}

UpdateGroup::~UpdateGroup() {
  for (const auto& [place, kept] : kept_) drop(kept);
}

const UpdateGroup::Message* UpdateGroup::find(const AdjRibOut::Batch& batch, std::span<const DestinationId> destinations) const {
  const auto found = kept_.find(place(batch, destinations.front()));
  if (found == kept_.end()) return nullptr;
  const Kept& kept = found->second;
  const std::size_t count = kept.destinations.size();
  const bool complete = count == destinations.size() || (kept.full && count < destinations.size());
  if (!complete || kept.reused != store_.destinations.reused()) return nullptr;
  return std::ranges::equal(kept.destinations, destinations.first(count)) ? &kept.message : nullptr;
}

void UpdateGroup::keep(const AdjRibOut::Batch& batch, std::span<const DestinationId> destinations, const Message& message) {
  const std::uint64_t where = place(batch, destinations.front());
  const auto [at, is_new] = kept_.try_emplace(where);
  if (!is_new) {
    size_ -= at->second.size();
    drop(at->second);
  } else {
    order_.push_back(where);
  }
  const auto sent = destinations.first(message.count);
  at->second = {message, batch.path, message.count < destinations.size(), store_.destinations.reused(), {sent.begin(), sent.end()}};
  if (batch.path != 0) store_.hold_path(batch.path);
  size_ += at->second.size();
  while (size_ > kKept && order_.size() > 1) drop_oldest();
}

void UpdateGroup::drop_oldest() {
  const auto oldest = kept_.find(order_.front());
  order_.pop_front();
  size_ -= oldest->second.size();
  drop(oldest->second);
  kept_.erase(oldest);
}

void UpdateGroup::drop(const Kept& kept) {
  if (kept.path != 0) store_.release_path(kept.path);
}

std::shared_ptr<UpdateGroup> UpdateGroups::join(const ExportKey& key) {
  std::erase_if(groups_, [](const auto& group) { return group.expired(); });
  for (const auto& group : groups_) {
    if (auto known = group.lock(); known->key() == key) return known;
  }
  auto made = std::make_shared<UpdateGroup>(key, store_);
  groups_.push_back(made);
  return made;
}

std::size_t UpdateGroups::size() const {
  return static_cast<std::size_t>(std::ranges::count_if(groups_, [](const auto& group) { return !group.expired(); }));
}

}  // namespace vigilcast::bgp
